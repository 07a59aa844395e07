package sandbox_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The codes are those that the platform's pages list.
func TestKFAccounts(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	post := func(want int, path, body string) {
		t.Helper()
		c.wantCode(want, "/customservice/kfaccount/"+path, body)
	}
	post(0, "add", `{"kf_account":"test1@test","nickname":"客服1"}`)
	post(65406, "add", `{"kf_account":"test1@test","nickname":"客服1"}`)
	for _, account := range []string{"test2", "@test", "test2@", "test-2@test", "客服@test", "12345678901@test", "a@b@c", "test2@" + strings.Repeat("t", 31)} {
		post(65404, "add", `{"kf_account":"`+account+`","nickname":"客服"}`)
	}
	post(65403, "add", `{"kf_account":"test2@test","nickname":""}`)
	post(65403, "add", `{"kf_account":"test2@test","nickname":"`+strings.Repeat("客", 17)+`"}`)
	post(0, "add", `{"kf_account":"1234567890@`+strings.Repeat("t", 30)+`","nickname":"`+strings.Repeat("客", 16)+`"}`)
	for _, path := range []string{"update", "del", "inviteworker"} {
		post(65401, path, `{"kf_account":"test2@test","nickname":"客服","invite_wx":"kfwx"}`)
	}
	post(65403, "update", `{"kf_account":"test1@test","nickname":""}`)
	post(0, "update", `{"kf_account":"test1@test","nickname":"ntest1"}`)
	for n := 3; n <= 100; n++ {
		post(0, "add", fmt.Sprintf(`{"kf_account":"a%d@test","nickname":"a"}`, n))
	}
	post(65405, "add", `{"kf_account":"a101@test","nickname":"a"}`)
	post(0, "del", `{"kf_account":"a100@test"}`)
	if got := code(c.do("POST", "https://api.weixin.qq.com/customservice/kfaccount/del?kf_account=a99%40test&access_token="+c.token, "")); got != 0 {
		t.Errorf("deletion by a query: %d", got)
	}
	post(65401, "del", `{"kf_account":"a99@test"}`)
	c.wantCode(0, "/customservice/kfaccount/del?kf_account=a98%40test", "") // by GET
	accounts := c.call("/cgi-bin/customservice/getkflist", "")["kf_list"].([]any)
	want := map[string]any{
		"kf_account": "test1@test", "kf_nick": "ntest1", "kf_id": "1001",
		"kf_headimgurl": p.URL() + "/_sandbox/avatar/test1@test.svg",
	}
	if diff := cmp.Diff(want, accounts[0]); diff != "" || len(accounts) != 97 {
		t.Errorf("%d accounts, the first (-want +got):\n%s", len(accounts), diff)
	}
}

func TestKFInvitations(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	for _, name := range []string{"a", "b", "c"} {
		c.wantCode(0, "/customservice/kfaccount/add", `{"kf_account":"`+name+`@test","nickname":"`+name+`"}`)
	}
	invite := func(want int, account, weChatID string) {
		t.Helper()
		c.wantCode(want, "/customservice/kfaccount/inviteworker", `{"kf_account":"`+account+`@test","invite_wx":"`+weChatID+`"}`)
	}
	states := func() (list []string) {
		for _, a := range c.call("/cgi-bin/customservice/getkflist", "")["kf_list"].([]any) {
			a := a.(map[string]any)
			list = append(list, fmt.Sprint(a["kf_wx"], " ", a["invite_wx"], " ", a["invite_status"]))
		}
		return list
	}
	invite(65409, "a", "")
	invite(65409, "a", "王先生")
	invite(65409, "a", strings.Repeat("w", 65))
	invite(0, "a", "wx_a")
	invite(65408, "a", "wx_a")
	invite(65408, "b", "wx_a")
	invite(65411, "a", "wx_b")
	p.Agent("a@test").Accept()
	invite(65412, "a", "wx_c")
	invite(65407, "b", "wx_a")
	invite(0, "b", "wx_b")
	invite(0, "c", "wx_c")
	p.Agent("c@test").Reject()
	if diff := cmp.Diff([]string{"wx_a <nil> <nil>", "<nil> wx_b waiting", "<nil> wx_c rejected"}, states()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	p.Clock.Advance(24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	if got := states()[1]; got != "<nil> wx_b expired" {
		t.Errorf("after a day: %s", got)
	}
	invite(0, "b", "wx_c")
}

func TestKFAvatar(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	p.Agent("test1@test")
	upload := func(want int, account string, data string) {
		t.Helper()
		if got := code(c.upload("/customservice/kfaccount/uploadheadimg?kf_account="+account, "test.jpg", []byte(data))); got != want {
			t.Errorf("%s, %d bytes: %d, want %d", account, len(data), got, want)
		}
	}
	const jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF"
	upload(0, "test1@test", jpeg)
	upload(65401, "test2@test", jpeg)
	upload(40005, "test1@test", "GIF89a")
	upload(44001, "test1@test", "")
	upload(40009, "test1@test", jpeg+strings.Repeat("x", 5<<20))
	url := c.call("/cgi-bin/customservice/getkflist", "")["kf_list"].([]any)[0].(map[string]any)["kf_headimgurl"].(string)
	resp, err := p.Client().Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, resp); got != jpeg || resp.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%s is %q (%s)", url, base64.StdEncoding.EncodeToString([]byte(got)), resp.Header.Get("Content-Type"))
	}
}

// transfers is an app that hands a user over who asks for it: to anybody, or to the agent who is named.
func transfers(m push) string {
	switch what, who, _ := strings.Cut(m.Content, " "); {
	case m.MsgType == "event":
		return "success"
	case what != "agent":
		return m.reply(text("bot: " + m.Content))
	case who == "":
		return m.reply("<MsgType>transfer_customer_service</MsgType>")
	default:
		return m.reply("<MsgType>transfer_customer_service</MsgType><TransInfo><KfAccount>" + who + "</KfAccount></TransInfo>")
	}
}

// startServed starts a platform with an app that alice follows and that hands users over, and with tom, an agent who is
// online.
func startServed(t *testing.T) (*sandbox.Platform, *app, *caller, *sandbox.User, *sandbox.Agent) {
	t.Helper()
	p, a, alice := startFollowed(t)
	a.answer = transfers
	tom := p.Agent("tom@test")
	tom.SetOnline(true)
	return p, a, newCaller(t, p), alice, tom
}

// kfEvents returns the events about sessions that the app has received, without their CreateTime.
func kfEvents(a *app) (list []string) {
	for _, m := range a.received() {
		if strings.HasPrefix(m.Event, "kf_") {
			_, rest, _ := strings.Cut(m.Plain, "</Event>")
			list = append(list, m.Event+strings.TrimSuffix(rest, "</xml>"))
		}
	}
	return list
}

// While an agent serves a user, the user's messages go to the agent and not to the account.
func TestKFSession(t *testing.T) {
	t.Parallel()
	_, a, c, alice, tom := startServed(t)
	wantLines(t, alice.Send("hi"), "account: bot: hi")
	alice.Send("agent")
	wantLines(t, alice.Send("still here"), "account: bot: still here")
	if name, _ := tom.Take(); name != "alice" {
		t.Errorf("tom serves %q", name)
	}
	session := c.call("/customservice/kfsession/getsession?openid="+alice.OpenID(), "")
	if session["kf_account"] != "tom@test" || session["createtime"].(float64) == 0 {
		t.Errorf("session: %v", session)
	}
	before := len(a.received())
	wantLines(t, alice.Send("help me"))
	alice.SendImage("", nil)
	tom.Write(alice, "with pleasure")
	if n := len(a.received()); n != before {
		t.Errorf("%d messages of the session were pushed", n-before)
	}
	chat := alice.Chat()
	var got []string
	for _, e := range chat[len(chat)-3:] {
		got = append(got, fmt.Sprint(e.From, " ", e.Via, " ", e.Type, " ", e.Text, " ", e.KFAccount, " ", e.State))
	}
	want := []string{"user kf text help me tom@test sent", "user kf image  tom@test sent", "account kf text with pleasure tom@test "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the phone shows (-want +got):\n%s", diff)
	}
	tom.Close(alice)
	wantLines(t, alice.Send("hi"), "account: bot: hi")
	if got := c.call("/customservice/kfsession/getsession?openid="+alice.OpenID(), ""); got["kf_account"] != "" {
		t.Errorf("a session that ended: %v", got)
	}
	wantEvents := []string{
		"kf_create_session<KfAccount><![CDATA[tom@test]]></KfAccount>",
		"kf_close_session<KfAccount><![CDATA[tom@test]]></KfAccount><CloseType><![CDATA[KF]]></CloseType>",
	}
	if diff := cmp.Diff(wantEvents, kfEvents(a)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// A user who was handed over to one agent is left to that agent; an agent who is online gets the user at once.
func TestKFTransferToOneAgent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, _, alice, tom := startServed(t)
		ann, bob := p.Agent("ann@test"), p.User("bob")
		bob.Follow()
		alice.Send("agent tom@test")
		bob.Send("agent ann@test")
		if diff := cmp.Diff([]string{"alice"}, tom.Serves()); diff != "" {
			t.Errorf("tom (-want +got):\n%s", diff)
		}
		c := control{t, p}
		if status, out := c.do("POST", "/_sandbox/agents/tom@test/take", `{}`); status != 422 {
			t.Errorf("tom takes who waits for ann: %d %v", status, out)
		}
		ann.SetOnline(true)
		if name, _ := ann.Take(); name != "bob" {
			t.Errorf("ann serves %q", name)
		}
		synctest.Wait()
		tom.HandOver(alice, ann)
		if diff := cmp.Diff([]string{"alice", "bob"}, ann.Serves()); diff != "" || tom.Serves() != nil {
			t.Errorf("tom serves %v, ann (-want +got):\n%s", tom.Serves(), diff)
		}
		synctest.Wait() // for the delivery of the events
		got := kfEvents(a)
		want := "kf_switch_session<FromKfAccount><![CDATA[tom@test]]></FromKfAccount><ToKfAccount><![CDATA[ann@test]]></ToKfAccount>"
		if len(got) != 3 || got[2] != want {
			t.Errorf("events: %v", got)
		}
		carol := p.User("carol")
		carol.Follow()
		carol.Send("agent nobody@test")
		x := p.Exchanges()[len(p.Exchanges())-1]
		wantProblem(t, "an unknown agent", x.Problem, `There is no agent "nobody@test"`, "没有客服账号")
	})
}

func TestKFWaiting(t *testing.T) {
	t.Parallel()
	p, _, c, alice, tom := startServed(t)
	bob := p.User("bob")
	bob.Follow()
	bob.Send("agent")
	alice.Send("agent")
	p.Clock.Advance(time.Minute)
	bob.Send("well?")
	waiting := func() (list []string) {
		out := c.call("/customservice/kfsession/getwaitcase", "")
		for _, w := range out["waitcaselist"].([]any) {
			w := w.(map[string]any)
			ago := p.Clock.Now().Sub(time.Unix(int64(w["latest_time"].(float64)), 0))
			list = append(list, fmt.Sprint(w["openid"], " ", ago >= time.Minute))
		}
		if out["count"] != float64(len(list)) {
			t.Errorf("count: %v", out)
		}
		return list
	}
	if diff := cmp.Diff([]string{bob.OpenID() + " false", alice.OpenID() + " true"}, waiting()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	tom.TakeUser(alice)
	tom.Take()
	if got := waiting(); got != nil {
		t.Errorf("after both were taken: %v", got)
	}
	if diff := cmp.Diff([]string{"alice", "bob"}, tom.Serves()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i := range 101 {
		u := p.User(fmt.Sprintf("u%d", i))
		u.Follow()
		u.Send("agent")
	}
	out := c.call("/customservice/kfsession/getwaitcase", "")
	if list := out["waitcaselist"].([]any); out["count"] != 101. || len(list) != 100 ||
		list[99].(map[string]any)["openid"] != p.User("u99").OpenID() {
		t.Errorf("count %v, %d listed", out["count"], len(list))
	}
}

func TestKFSessionsByAPI(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startFollowed(t)
		c := newCaller(t, p)
		call := func(want int, verb, account, openID string) {
			t.Helper()
			c.wantCode(want, "/customservice/kfsession/"+verb, `{"kf_account":"`+account+`","openid":"`+openID+`"}`)
		}
		list := func(account string) map[string]any {
			return c.call("/customservice/kfsession/getsessionlist?kf_account="+account, "")
		}
		c.wantCode(0, "/customservice/kfaccount/add", `{"kf_account":"new@test","nickname":"new"}`)
		tom, ann := p.Agent("tom@test"), p.Agent("ann@test")
		ann.SetOnline(true)
		call(65401, "create", "no@test", alice.OpenID())
		call(65402, "create", "new@test", alice.OpenID())
		call(65415, "create", "tom@test", alice.OpenID())
		call(40003, "create", "ann@test", "x")
		call(65413, "close", "ann@test", alice.OpenID())
		call(0, "create", "ann@test", alice.OpenID())
		call(0, "create", "ann@test", alice.OpenID())
		synctest.Wait()
		tom.SetOnline(true)
		call(65414, "create", "tom@test", alice.OpenID())
		call(65414, "close", "tom@test", alice.OpenID())
		call(65401, "close", "no@test", alice.OpenID())
		call(40003, "close", "ann@test", "x")
		if got := code(list("no@test")); got != 65401 {
			t.Errorf("sessions of nobody: %d", got)
		}
		if got := code(list("new@test")); got != 65402 {
			t.Errorf("sessions of an agent without a WeChat user: %d", got)
		}
		sessions := list("ann@test")["sessionlist"].([]any)
		if len(sessions) != 1 || sessions[0].(map[string]any)["openid"] != alice.OpenID() || len(list("tom@test")["sessionlist"].([]any)) != 0 {
			t.Errorf("sessions: %v", sessions)
		}
		if got := code(c.call("/customservice/kfsession/getsession?openid="+"x", "")); got != 40003 {
			t.Errorf("the session of an unknown user: %d", got)
		}
		online := c.call("/cgi-bin/customservice/getonlinekflist", "")["kf_online_list"].([]any)
		if len(online) != 2 {
			t.Fatalf("online: %v", online)
		}
		first := online[1].(map[string]any)
		openID := first["kf_openid"].(string)
		delete(first, "kf_openid")
		want := map[string]any{"kf_account": "ann@test", "status": 1., "kf_id": "1003", "accepted_case": 1.}
		if diff := cmp.Diff(want, first); diff != "" || len(openID) != 28 {
			t.Errorf("ann, openid %q (-want +got):\n%s", openID, diff)
		}
		c.wantCode(0, "/customservice/kfaccount/del", `{"kf_account":"ann@test"}`)
		call(65413, "close", "tom@test", alice.OpenID())
		synctest.Wait() // for the delivery of the events
		if got := kfEvents(a); len(got) != 2 || !strings.HasPrefix(got[1], "kf_close_session") {
			t.Errorf("events: %v", got)
		}
	})
}

func TestKFRecords(t *testing.T) {
	t.Parallel()
	p, _, c, alice, tom := startServed(t)
	list := func(from, to time.Time, id, number int) map[string]any {
		return c.call("/customservice/msgrecord/getmsglist",
			fmt.Sprintf(`{"starttime":%d,"endtime":%d,"msgid":%d,"number":%d}`, from.Unix(), to.Unix(), id, number))
	}
	start := p.Clock.Now()
	if diff := cmp.Diff(map[string]any{"recordlist": []any{}, "number": 0., "msgid": 0.}, list(start, start.Add(time.Hour), 1, 10)); diff != "" {
		t.Errorf("no records (-want +got):\n%s", diff)
	}
	alice.Send("agent tom@test")
	alice.Send("help")
	alice.SendImage("", nil)
	tom.Write(alice, "yes")
	record := func(code float64, text string) any {
		return map[string]any{"openid": alice.OpenID(), "opercode": code, "text": text, "worker": "tom@test"}
	}
	page := func(id, number int) map[string]any {
		out := list(start, start.Add(time.Hour), id, number)
		for _, r := range out["recordlist"].([]any) {
			if at := r.(map[string]any)["time"].(float64); at < float64(start.Unix()) || at > float64(start.Add(time.Hour).Unix()) {
				t.Errorf("time: %v", r)
			}
			delete(r.(map[string]any), "time")
		}
		return out
	}
	got := []any{page(1, 2), page(3, 2)}
	want := []any{
		map[string]any{"recordlist": []any{record(2003, "help"), record(2003, "[image]")}, "number": 2., "msgid": 3.},
		map[string]any{"recordlist": []any{record(2002, "yes")}, "number": 1., "msgid": 4.},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	later := start.Add(2 * time.Hour)
	if n := list(later, later.Add(24*time.Hour), 1, 10)["number"]; n != 0. {
		t.Errorf("%v records of later hours", n)
	}
	for want, out := range map[int][]map[string]any{
		65416: {list(later, start, 1, 10), list(start, later, 0, 10), list(start, later, 1, 0), list(start, later, 1, 10_001), list(time.Unix(0, 0), start, 1, 1)},
		65417: {list(start, start.Add(24*time.Hour+time.Second), 1, 10)},
	} {
		for i, one := range out {
			if code(one) != want {
				t.Errorf("%d: %v, want %d", i, one, want)
			}
		}
	}
}

// The SDK's service and the sandbox understand each other, over several days of records.
func TestKFBySDK(t *testing.T) {
	t.Parallel()
	p, _, c, alice, tom := startServed(t)
	service, ctx := kf.New(c.client()), t.Context()
	start := p.Clock.Now()
	err := errors.Join(
		service.AddAccount(ctx, "ann@test", "小安"),
		service.InviteWorker(ctx, "ann@test", "wx_ann"),
		service.UploadAvatar(ctx, "ann@test", endpoint.File{Name: "a.jpg", Content: strings.NewReader("\xff\xd8\xff")}),
		service.CreateSession(ctx, tom.Account(), alice.OpenID()),
	)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := service.Accounts(ctx)
	if err != nil || len(accounts) != 2 || accounts[1].Nickname != "小安" || accounts[1].InviteStatus != kf.InviteWaiting {
		t.Errorf("accounts: %+v, %v", accounts, err)
	}
	if online, err := service.Online(ctx); err != nil || len(online) != 1 || online[0].AcceptedCase != 1 {
		t.Errorf("online: %+v, %v", online, err)
	}
	alice.Send("first")
	p.Clock.Advance(47 * time.Hour)
	tom.Write(alice, "second")
	c.token = c.stable(false)["access_token"].(string)
	var got []string
	for r, err := range service.Records(ctx, start, p.Clock.Now()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(r.OperCode, " ", r.Text))
	}
	if diff := cmp.Diff([]string{"2003 first", "2002 second"}, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if err := service.CloseSession(ctx, "ann@test", alice.OpenID()); !errors.Is(err, endpoint.ErrKFSessionOccupied) {
		t.Errorf("the session of another agent: %v", err)
	}
	if session, err := service.Session(ctx, alice.OpenID()); err != nil || session.KfAccount != "tom@test" {
		t.Errorf("session: %+v, %v", session, err)
	}
}

// A message in the name of an agent who does not exist is sent, because no document names a code for it.
func TestKFSendFromUnknownAgent(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	c := newCaller(t, p)
	for account, warned := range map[string]bool{"tom@test": false, "no@test": true} {
		if !warned {
			p.Agent(account)
		}
		c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":"x"},"customservice":{"kf_account":"`+account+`"}}`)
		x := p.Exchanges()[len(p.Exchanges())-1]
		if (x.Problem != nil) != warned {
			t.Errorf("%s: %v", account, x.Problem)
		}
		if chat := alice.Chat(); chat[len(chat)-1].KFAccount != account {
			t.Errorf("%s: the phone shows %+v", account, chat[len(chat)-1])
		}
	}
}

// The control API does what the page for agents does.
func TestControlAgents(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	a.answer = transfers
	c := control{t, p}
	newCaller(t, p).wantCode(0, "/customservice/kfaccount/add", `{"kf_account":"new@test","nickname":"新"}`)
	alice.Send("agent")
	for _, step := range []struct {
		path, body string
		status     int
	}{
		{"agents", `{"account":"tom@test","nickname":"小汤"}`, 201},
		{"agents", `{"account":"tom@test","nickname":"小汤"}`, 422},
		{"agents", `{"account":"tom","nickname":"小汤"}`, 422},
		{"agents/no@test/online", `{"enabled":true}`, 404},
		{"agents/new@test/online", `{"enabled":true}`, 422},
		{"agents/new@test/accept", `{}`, 422},
		{"agents/new@test/reject", `{}`, 422},
		{"agents/tom@test/take", `{}`, 422},
		{"agents/tom@test/online", `{"enabled":true}`, 200},
		{"agents/tom@test/text", `{"user":"alice","content":"hi"}`, 422},
		{"agents/tom@test/take", `{"user":"bob"}`, 422},
		{"agents/tom@test/take", `{"user":"alice"}`, 200},
		{"agents/tom@test/take", `{}`, 422},
		{"agents/tom@test/text", `{"user":"alice","content":"hi"}`, 200},
		{"agents/tom@test/text", `{"user":"alice","content":""}`, 422},
		{"agents/tom@test/text", `{"user":"alice","content":"` + strings.Repeat("x", 2049) + `"}`, 422},
		{"agents/tom@test/text", `{"user":"nobody","content":"hi"}`, 404},
		{"agents/tom@test/handover", `{"user":"alice","to":"no@test"}`, 404},
		{"agents/tom@test/handover", `{"user":"alice","to":"tom@test"}`, 422},
		{"agents/tom@test/handover", `{"user":"alice","to":"new@test"}`, 422},
		{"agents/tom@test/close", `{"user":"bob"}`, 422},
	} {
		status, out := c.do("POST", "/_sandbox/"+step.path, step.body)
		if status != step.status {
			t.Errorf("%s %s: HTTP %d %v, want %d", step.path, step.body, status, out, step.status)
		}
		if e, _ := out["error"].(map[string]any); step.status > 400 && (e["en"] == "" || e["zh"] == "") {
			t.Errorf("%s %s: error %v", step.path, step.body, out)
		}
	}
	p.User("bob").Follow()
	p.User("bob").Send("agent new@test")
	_, out := c.do("GET", "/_sandbox/agents", "")
	for _, one := range append(out["agents"].([]any)[1].(map[string]any)["sessions"].([]any), out["waiting"].([]any)...) {
		one := one.(map[string]any)
		for _, time := range []string{"since", "latest"} {
			delete(one, time)
		}
	}
	agent := func(account, nickname, wx, id string, online bool, sessions ...any) any {
		return map[string]any{
			"account": account, "nickname": nickname, "wechatId": wx, "id": map[string]float64{"1": 1001, "2": 1002}[id], "online": online,
			"avatar": "/_sandbox/avatar/" + account + ".svg", "invitation": nil, "sessions": append([]any{}, sessions...),
		}
	}
	want := map[string]any{
		"agents": []any{
			agent("new@test", "新", "", "1", false),
			agent("tom@test", "小汤", "wx_1002", "2", true, map[string]any{"user": "alice"}),
		},
		"waiting": []any{map[string]any{"user": "bob", "agent": "new@test"}},
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	alice.Unfollow()
	if status, out := c.do("POST", "/_sandbox/agents/tom@test/text", `{"user":"alice","content":"hi"}`); status != 422 {
		t.Errorf("a text to who does not follow: %d %v", status, out)
	}
	if status, _ := c.do("POST", "/_sandbox/agents/tom@test/close?wait=false", `{"user":"alice"}`); status != 202 {
		t.Errorf("without waiting: HTTP %d", status)
	}
}
