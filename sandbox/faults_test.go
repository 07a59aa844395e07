package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// pushesOf lists the pushes after the exchange with the id after, one line for each.
func pushesOf(p *sandbox.Platform, after int64) (list []string) {
	for _, x := range p.Exchanges() {
		if x.Kind == "push" && x.ID > after {
			list = append(list, fmt.Sprintf("%d %s %s %v", x.Attempt, x.Outcome, x.Fault, x.Problem != nil))
		}
	}
	return list
}

func lastID(p *sandbox.Platform) int64 {
	all := p.Exchanges()
	return all[len(all)-1].ID
}

// startEcho starts a platform with an app that echoes texts, and a follower.
func startEcho(t *testing.T) (*sandbox.Platform, *app, *sandbox.User) {
	t.Helper()
	p := sandbox.Start(t)
	a := newApp(p)
	a.answer = func(m push) string {
		if m.MsgType != "text" {
			return "success"
		}
		return m.reply(text(m.Content))
	}
	p.Connect(a)
	alice := p.User("alice")
	alice.Follow()
	return p, a, alice
}

// The time for which an answer is held back counts from the start of the push, like the time of a slow callback.
// Together they have five seconds.
func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startEcho(t)
		for _, test := range []struct {
			set  func()
			want []string // what the phone shows
			push []string
			took time.Duration
		}{
			{func() { p.DelayAnswers(4 * time.Second) }, []string{"account: x"}, []string{"1 replied delay false"}, 4 * time.Second},
			{func() { p.DelayAnswers(6 * time.Second) }, []string{"system: " + hint}, []string{"1 late delay true", "2 late delay true", "3 late delay true"}, 15 * time.Second},
			{func() { p.DelayNextAnswers(6*time.Second, 2) }, []string{"account: x"}, []string{"1 late delay true", "2 late delay true", "3 replied  false"}, 10 * time.Second},
			{func() { p.DelayNextAnswers(time.Second, 0) }, []string{"account: x"}, []string{"1 replied  false"}, 0},
			{func() { p.DelayAnswers(6 * time.Second); p.DelayAnswers(0) }, []string{"account: x"}, []string{"1 replied  false"}, 0},
		} {
			test.set()
			before, n, start := lastID(p), len(a.received()), time.Now()
			wantLines(t, alice.Send("x"), test.want...)
			if took := time.Since(start); took != test.took {
				t.Errorf("it took %v, want %v", took, test.took)
			}
			if diff := cmp.Diff(test.push, pushesOf(p, before)); diff != "" {
				t.Errorf("pushes (-want +got):\n%s", diff)
			}
			for _, m := range a.received()[n+1:] {
				if m.MsgID != a.received()[n].MsgID {
					t.Error("a repeated push has another MsgId")
				}
			}
		}
	})
}

func TestCutPushes(t *testing.T) {
	t.Parallel()
	p, a, alice := startEcho(t)
	p.CutNextPushes(1)
	before := lastID(p)
	wantLines(t, alice.Send("x"), "account: x")
	p.CutNextPushes(3)
	wantLines(t, alice.Send("x"), "system: "+hint)
	p.CutNextPushes(1)
	p.CutNextPushes(0)
	wantLines(t, alice.Send("x"), "account: x")
	want := []string{"1 broken cut true", "2 replied  false", "1 broken cut true", "2 broken cut true", "3 broken cut true", "1 replied  false"}
	if diff := cmp.Diff(want, pushesOf(p, before)); diff != "" {
		t.Errorf("pushes (-want +got):\n%s", diff)
	}
	if n := len(a.received()); n != 7 { // the follow and six messages
		t.Errorf("the app got %d pushes", n)
	}
	p.CutNextPushes(9)
	p.DelayAnswers(time.Hour)
	if err := p.Reset(); err != nil {
		t.Fatal(err)
	}
	wantLines(t, alice.Follow())
	wantLines(t, alice.Send("x"), "account: x")
}

// A repeated push has the same message in a new envelope. The phone shows one answer, and the exchange warns if the
// second answer is different.
func TestPushAgain(t *testing.T) {
	t.Parallel()
	p, a, alice := startEcho(t)
	alice.Send("x")
	first := lastID(p)
	again, err := p.PushAgain(first)
	if err != nil || again.ID == first || again.Attempt != 2 || again.Outcome != "replied" || again.Problem != nil {
		t.Fatalf("again: %+v, %v", again, err)
	}
	seen := a.received()
	one, two := seen[len(seen)-2], seen[len(seen)-1]
	if one.Plain != two.Plain {
		t.Errorf("the message differs:\n%s\n%s", one.Plain, two.Plain)
	}
	if one.Query.Get("nonce") == two.Query.Get("nonce") || one.Encrypt == two.Encrypt || one.Query.Get("msg_signature") == two.Query.Get("msg_signature") {
		t.Error("nonce, seal or signature are those of the first push")
	}
	a.answer = func(m push) string { return m.reply(text("another")) }
	if again, _ := p.PushAgain(again.ID); again.Attempt != 3 || again.Problem == nil || !strings.Contains(again.Problem.EN, "ran again") {
		t.Errorf("another answer: %+v", again)
	}
	a.answer = nil
	if again, _ := p.PushAgain(first); !again.OK || again.Problem != nil {
		t.Errorf("success: %+v", again)
	}
	wantLines(t, alice.Chat(), "system: subscribe", "user: x", "account: x")

	p.CutNextPushes(3)
	alice.Send("lost")
	a.answer = func(m push) string { return m.reply(text("found")) }
	if again, _ := p.PushAgain(lastID(p)); again.Attempt != 4 {
		t.Errorf("after three pushes: %+v", again)
	}
	chat := alice.Chat()
	wantLines(t, chat[len(chat)-1:], "account: found")

	p.Client().Get(p.URL() + "/cgi-bin/menu/get")
	if _, err := p.PushAgain(lastID(p)); err == nil || !strings.Contains(err.Error(), "only a push") {
		t.Errorf("a call again: %v", err)
	}
	if _, err := p.PushAgain(9999); err == nil {
		t.Error("no such exchange")
	}
	lonely := sandbox.New(sandbox.Config{})
	defer lonely.Close()
	lonely.User("alice").Follow()
	if _, err := lonely.PushAgain(lastID(lonely)); err == nil {
		t.Error("a push without a callback")
	}
}

// If a repeated push between two attempts is answered, the message has an answer, and the phone shows no error line.
func TestPushAgainDuringDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startEcho(t)
		var pushes atomic.Int64
		a.raw = func(w http.ResponseWriter, _ *http.Request, m push) {
			if pushes.Add(1) != 2 {
				time.Sleep(6 * time.Second)
			}
			io.WriteString(w, envelope(a.token, a.key, a.appID, m.reply(text("answered"))))
		}
		done := make(chan struct{})
		go func() { defer close(done); alice.Send("x") }()
		time.Sleep(time.Second)
		if again, err := p.PushAgain(lastID(p)); err != nil || again.Outcome != "replied" {
			t.Errorf("again: %+v, %v", again, err)
		}
		<-done
		time.Sleep(time.Minute) // late answers are not shown
		if n := pushes.Load(); n != 4 {
			t.Errorf("%d pushes, want three of WeChat's and one more", n)
		}
		wantLines(t, alice.Chat(), "system: subscribe", "user: x", "account: answered")
	})
}

// Each fault ends tokens as the platform does: 42001 for an expired token, 40001 for a replaced one.
func TestTokenFaults(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	fetch := map[string]func() string{
		"classic": c.classic,
		"stable":  func() string { return c.stable(false)["access_token"].(string) },
	}
	use := func(token string) any {
		return c.do("GET", "https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token="+token, "")["errcode"]
	}
	post := func(path, body string) func() {
		return func() {
			if status, out := (control{t, p}).do("POST", "/_sandbox/"+path, body); status != 200 {
				t.Errorf("%s %s: HTTP %d %v", path, body, status, out)
			}
		}
	}
	for _, test := range []struct {
		name            string
		do              func()
		classic, stable any // the errcode of a call with the old token
	}{
		{"expire", p.ExpireTokens, 42001., 42001.},
		{"expire by control", post("token/expire", ""), 42001., 42001.},
		{"classic, overlap", func() { p.RenewClassicToken(true) }, nil, nil},
		{"classic, overlap by control", post("token/renew", ""), nil, nil},
		{"classic", func() { p.RenewClassicToken(false) }, 40001., nil},
		{"classic by control", post("token/renew", `{"overlap":false}`), 40001., nil},
		{"stable", p.RenewStableToken, nil, 40001.},
		{"stable by control", post("token/renew", `{"family":"stable"}`), nil, 40001.},
	} {
		classic, stable := fetch["classic"](), fetch["stable"]()
		test.do()
		if got := use(classic); got != test.classic {
			t.Errorf("%s: the classic token gets %v, want %v", test.name, got, test.classic)
		}
		if got := use(stable); got != test.stable {
			t.Errorf("%s: the stable token gets %v, want %v", test.name, got, test.stable)
		}
		for family, fresh := range fetch {
			if got := use(fresh()); got != nil {
				t.Errorf("%s: a fresh %s token gets %v", test.name, family, got)
			}
		}
	}
}

func TestControlFaults(t *testing.T) {
	t.Parallel()
	p, a, alice := startEcho(t)
	c := control{t, p}
	for _, test := range []struct {
		path, body string
		status     int
		want       map[string]any // the faults in the answer
	}{
		{"delay", `{"seconds":0.25,"pushes":2}`, 200, map[string]any{"delay": map[string]any{"seconds": 0.25, "pushes": 2.}, "cut": map[string]any{"pushes": 0.}, "templates": map[string]any{"messages": 0.}, "calls": []any{}}},
		{"cut", `{"pushes":1}`, 200, map[string]any{"delay": map[string]any{"seconds": 0.25, "pushes": 2.}, "cut": map[string]any{"pushes": 1.}, "templates": map[string]any{"messages": 0.}, "calls": []any{}}},
		{"delay", `{}`, 200, map[string]any{"delay": map[string]any{"seconds": 0., "pushes": 0.}, "cut": map[string]any{"pushes": 1.}, "templates": map[string]any{"messages": 0.}, "calls": []any{}}},
		{"templates/fail", `{"messages":-1}`, 422, nil},
		{"delay", `{"seconds":-1}`, 422, nil},
		{"delay", `{"seconds":9,"pushes":-1}`, 422, nil},
		{"cut", `{"pushes":-1}`, 422, nil},
		{"token/renew", `{"family":"other"}`, 422, nil},
		{"exchanges/9999/push", ``, 404, nil},
		{"exchanges/x/push", ``, 404, nil},
		{"exchanges/1/push", ``, 422, nil},
	} {
		status, out := c.do("POST", "/_sandbox/"+test.path, test.body)
		if status != test.status {
			t.Errorf("%s %s: HTTP %d %v", test.path, test.body, status, out)
		}
		if diff := cmp.Diff(test.want, out["faults"]); test.want != nil && diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", test.path, test.body, diff)
		}
	}
	wantLines(t, alice.Send("x"), "account: x") // the first attempt is cut
	_, out := c.do("POST", fmt.Sprintf("/_sandbox/exchanges/%d/push", lastID(p)), "")
	if x := out["exchange"].(map[string]any); x["attempt"] != 3. || x["outcome"] != "replied" {
		t.Errorf("again: %v", out)
	}
	if again := a.received()[3]; again.Plain != a.received()[1].Plain {
		t.Errorf("again: %s", again.Plain)
	}
}

func TestControlPushAgainWithoutWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startEcho(t)
		alice.Send("x")
		a.raw = func(http.ResponseWriter, *http.Request, push) { time.Sleep(time.Second) }
		if status, _ := (control{t, p}).do("POST", fmt.Sprintf("/_sandbox/exchanges/%d/push?wait=false", lastID(p)), ""); status != 202 {
			t.Errorf("HTTP %d", status)
		}
		time.Sleep(2 * time.Second)
		if x := lastPush(t, p); x.Attempt != 2 || x.Pending || x.DurationMS != 1000 {
			t.Errorf("the push: %+v", x)
		}
	})
}

func TestCounters(t *testing.T) {
	t.Parallel()
	p, _, alice := startEcho(t)
	c := newCaller(t, p) // fetches a token
	p.CutNextPushes(1)
	alice.Send("x")
	p.PushAgain(lastID(p))
	p.User("bob").Follow()
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	c.call("/cgi-bin/getcallbackip", "")
	c.call("/cgi-bin/nothing", "")
	want := map[string]any{
		"calls":   map[string]any{"base.stable_token": 1., "menu.get": 1., "base.getcallbackip": 1., "": 1.},
		"refused": map[string]any{"menu.get": 1., "": 1.},
		"pushes": map[string]any{
			"alice": map[string]any{"messages": 2., "attempts": 4.}, "bob": map[string]any{"messages": 1., "attempts": 1.},
		},
	}
	control{t, p}.do("DELETE", "/_sandbox/exchanges", "") // the counters still count them
	_, got := control{t, p}.do("GET", "/_sandbox/counters", "")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counters (-want +got):\n%s", diff)
	}
	if err := p.Reset(); err != nil {
		t.Fatal(err)
	}
	if n := p.Counters(); len(n.Calls) != 0 || len(n.Pushes) != 0 {
		t.Errorf("after reset: %v", n)
	}
}

// A user who refuses logins is not asked, and the state shows the switch.
func TestUserSwitches(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	c := control{t, p}
	alice := p.User("alice")
	switched := func() (any, any) {
		_, state := c.do("GET", "/_sandbox/state", "")
		u := state["users"].([]any)[0].(map[string]any)
		return u["refusing"], u["snapshot"]
	}
	c.do("POST", "/_sandbox/users/alice/refuse", `{"enabled":true}`)
	c.do("POST", "/_sandbox/users/alice/snapshot", `{"enabled":false}`)
	if refusing, snapshot := switched(); refusing != true || snapshot != false {
		t.Errorf("refusing %v, snapshot %v", refusing, snapshot)
	}
	if code := login(t, alice, "snsapi_userinfo"); code != "" {
		t.Error("a login that was refused has a code")
	}
	if code := login(t, alice, "snsapi_base"); code == "" {
		t.Error("a silent login asks nobody")
	}
	alice.SetRefusing(false)
	c.do("POST", "/_sandbox/users/alice/snapshot", `{"enabled":true}`)
	if refusing, snapshot := switched(); refusing != false || snapshot != true {
		t.Errorf("refusing %v, snapshot %v", refusing, snapshot)
	}
	if code := login(t, alice, "snsapi_userinfo"); code == "" {
		t.Error("no code")
	}
}
