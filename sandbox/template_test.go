package sandbox_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

const sendTemplate = "/cgi-bin/message/template/send"

// templateMessage returns the body of a template message, with the given members and keywords.
func templateMessage(openID, id, members, data string) string {
	return fmt.Sprintf(`{"touser":%q,"template_id":%q%s,"data":{%s}}`, openID, id, members, data)
}

// lastProblem returns the problem of the newest exchange.
func lastProblem(p *sandbox.Platform) *sandbox.Problem {
	all := p.Exchanges()
	return all[len(all)-1].Problem
}

// statuses returns the results of template messages that were pushed: the id and the status of each.
func (a *app) statuses() (list []string) {
	for _, m := range a.received() {
		if m.Event == "TEMPLATESENDJOBFINISH" {
			var result struct {
				MsgID  string
				Status string
			}
			xml.Unmarshal([]byte(m.Plain), &result)
			list = append(list, result.MsgID+" "+result.Status)
		}
	}
	return list
}

// msgID returns the msgid of an answer in digits.
func (c *caller) msgID(body string) string {
	c.t.Helper()
	_, raw := c.raw("POST", "https://api.weixin.qq.com"+sendTemplate+"?access_token="+c.token, body)
	var out struct {
		ErrCode int         `json:"errcode"`
		MsgID   json.Number `json:"msgid"`
	}
	if err := json.Unmarshal([]byte(raw), &out); err != nil || out.ErrCode != 0 || out.MsgID == "" {
		c.t.Fatalf("template/send: %s", raw)
	}
	return out.MsgID.String()
}

// A message shows on the phone at once; how its delivery ended is pushed later, with the id of the answer.
func TestTemplateMessage(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	c := newCaller(t, p)
	id := p.AddTemplate("", "付款成功通知", "商品:{{thing1.DATA}}\n金额:{{amount2.DATA}}\n时间:{{time3.DATA}}\n")
	const data = `"thing1":{"value":"巧克力"},"amount2":{"value":39.8},"time3":{"value":"2014年9月22日"}`
	first := c.msgID(templateMessage(alice.OpenID(), id, `,"url":"http://weixin.qq.com/download","miniprogram":{"appid":"wx1","pagepath":"index?foo=bar"}`, data))
	if got := a.statuses(); got != nil {
		t.Errorf("pushed %v before the delivery ended", got)
	}
	alice.SetRefusingTemplates(true)
	second := c.msgID(templateMessage(alice.OpenID(), id, "", data))
	alice.SetRefusingTemplates(false)
	p.FailTemplates(1)
	third := c.msgID(templateMessage(alice.OpenID(), id, "", data))
	fourth := c.msgID(templateMessage(alice.OpenID(), id, "", data))
	p.Clock.Advance(time.Second)
	want := []string{first + " success", second + " failed:user block", third + " failed: system failed", fourth + " success"}
	if diff := cmp.Diff(want, a.statuses()); diff != "" {
		t.Error(diff)
	}
	var cards []sandbox.Entry
	for _, e := range alice.Chat() {
		if e.Type == "template" {
			cards = append(cards, e)
		}
	}
	if len(cards) != 2 {
		t.Fatalf("the phone shows %v, want two messages", cards)
	}
	e := cards[0]
	program := sandbox.EntryMiniProgram{Title: "付款成功通知", AppID: "wx1", PagePath: "index?foo=bar"}
	if e.From != "account" || e.Via != "template" || e.Title != "付款成功通知" || e.URL != "http://weixin.qq.com/download" ||
		e.Text != "商品:巧克力\n金额:39.8\n时间:2014年9月22日" || *e.MiniProgram != program {
		t.Errorf("the phone shows %+v", e)
	}
	if n := p.Counters().Calls["template.send"]; n != 4 {
		t.Errorf("%d calls were counted", n)
	}
}

func TestTemplateMessageRefused(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	c := newCaller(t, p)
	id := p.AddTemplate("", "提醒", "地点:{{thing1.DATA}}\n车牌:{{car_number2.DATA}}")
	good := `"thing1":{"value":"TIT会议室"},"car_number2":{"value":"粤A8Z888挂"}`
	c.wantCode(0, sendTemplate, templateMessage(alice.OpenID(), id, "", good))
	c.wantCode(40003, sendTemplate, templateMessage("oNobody", id, "", good))
	c.wantCode(40037, sendTemplate, templateMessage(alice.OpenID(), "unknown", "", good))
	c.wantCode(43004, sendTemplate, templateMessage(p.User("bob").OpenID(), id, "", good))
	c.wantCode(40166, sendTemplate, templateMessage(alice.OpenID(), id, `,"miniprogram":{"pagepath":"index"}`, good))
	for data, want := range map[string]string{
		`"thing1":{"value":"` + strings.Repeat("题", 21) + `"},"car_number2":{"value":"A"}`: "argument invalid! data.thing1.value invalid",
		`"thing1":{"value":"a"}`:                                "argument invalid! data.car_number2.value invalid",
		`"thing1":{"value":"a\nb"},"car_number2":{"value":"A"}`: "argument invalid! data.thing1.value invalid",
	} {
		out := c.call(sendTemplate, templateMessage(alice.OpenID(), id, "", data))
		if message, _ := out["errmsg"].(string); code(out) != 47003 || !strings.HasPrefix(message, want+" rid: ") {
			t.Errorf("%s: %v, want %s", data, out, want)
		}
	}
	c.call(sendTemplate, templateMessage(alice.OpenID(), id, "", `"thing1":{"value":"`+strings.Repeat("题", 21)+`"}`))
	c.call(sendTemplate, templateMessage(alice.OpenID(), id, "", `"car_number2":{"value":"A"},"thing1":{"value":"`+strings.Repeat("题", 21)+`"}`))
	wantProblem(t, "a long value", lastProblem(p), "data.thing1.value: it has 21 characters (63 bytes). A value of the type thing is at most 20 characters.",
		"data.thing1.value：不符合 thing 类参数的规则：20 个以内字符。")
	c.wantCode(0, sendTemplate, templateMessage(alice.OpenID(), id, "", good+`,"thing9":{"value":"x"}`))
	wantProblem(t, "another keyword", lastProblem(p), `no keyword "thing9"; it has thing1, car_number2`, "thing9")
}

// Of the templates of the old library, WeChat has shown less since 2023.
func TestTemplateMessageOfOldLibrary(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	c := newCaller(t, p)
	id := p.AddTemplate("OLD", "领取奖金提醒", "{{first.DATA}}\n领奖金额:{{keyword1.DATA}}\n领奖时间:{{keyword2.DATA}}\n{{remark.DATA}}")
	c.wantCode(0, sendTemplate, templateMessage(alice.OpenID(), id, "",
		`"first":{"value":"您好"},"keyword1":{"value":"39.8元","color":"#173177"},"keyword2":{"value":"`+strings.Repeat("时", 21)+`\n二"},"remark":{"value":"谢谢"}`))
	wantProblem(t, "an old template", lastProblem(p), "neither first nor remark", "first、remark 被去除")
	wantProblem(t, "a color", lastProblem(p), "no colors", "自定义颜色")
	chat := alice.Chat()
	if got, want := chat[len(chat)-1].Text, "领奖金额:39.8元\n领奖时间:"+strings.Repeat("时", 20); got != want {
		t.Errorf("the phone shows %q, want %q", got, want)
	}
	c.wantCode(0, sendTemplate, templateMessage(alice.OpenID(), id, "", `"keyword1":{"value":"a"},"keyword2":{"value":"b"}`))
	if problem := lastProblem(p); problem != nil {
		t.Errorf("a message that shows whole has the problem %v", problem)
	}
}

// A client_msg_id guards a user against the same message for 10 minutes.
func TestClientMsgID(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	c := newCaller(t, p)
	bob := p.User("bob")
	bob.Follow()
	id := p.AddTemplate("", "提醒", "地点:{{thing1.DATA}}")
	send := func(u *sandbox.User, guard string) string {
		return c.msgID(templateMessage(u.OpenID(), id, guard, `"thing1":{"value":"a"}`))
	}
	const guard = `,"client_msg_id":"MSG_000001"`
	first := send(alice, guard)
	if again := send(alice, guard); again != first {
		t.Errorf("the same message has the ids %s and %s", first, again)
	}
	wantProblem(t, "again", lastProblem(p), "client_msg_id in the last 10 minutes", "client_msg_id")
	if other := send(bob, guard); other == first {
		t.Error("the message to bob was taken for the one to alice")
	}
	send(alice, "")
	send(alice, "")
	p.Clock.Advance(10 * time.Minute)
	if later := send(alice, guard); later == first {
		t.Error("a message was not sent 10 minutes later")
	}
	p.Clock.Advance(time.Second)
	if n := len(a.statuses()); n != 5 {
		t.Errorf("%d messages were delivered, want 5", n)
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	const addPath, listPath, deletePath = "/cgi-bin/template/api_add_template", "/cgi-bin/template/get_all_private_template", "/cgi-bin/template/del_private_template"
	if out := c.call(listPath, ""); keysOf(out) != "template_list" || len(out["template_list"].([]any)) != 0 {
		t.Errorf("an account without templates has %v", out)
	}
	c.wantCode(40247, addPath, `{"template_id_short":"TM00015","keyword_name_list":["时间"]}`)
	c.wantCode(40247, addPath, `{"template_id_short":"OPENTM203","keyword_name_list":["时间"]}`)
	c.wantCode(40037, addPath, `{"template_id_short":"abc","keyword_name_list":["时间"]}`)
	c.wantCode(40037, addPath, `{"template_id_short":"","keyword_name_list":["时间"]}`)
	c.wantCode(40246, addPath, `{"template_id_short":"47123"}`)
	c.wantCode(40246, addPath, `{"template_id_short":"47123","keyword_name_list":["时间",""]}`)
	out := c.call(addPath, `{"template_id_short":"47123","keyword_name_list":["时间","地点","金额","联系电话","订单号"]}`)
	id, _ := out["template_id"].(string)
	if keysOf(out) != "errcode errmsg template_id" || len(id) != 43 {
		t.Fatalf("api_add_template: %v", out)
	}
	list := c.call(listPath, "")["template_list"].([]any)
	want := map[string]any{
		"template_id": id, "title": "模板47123", "primary_industry": "", "deputy_industry": "",
		"content": "时间:{{time1.DATA}}\n地点:{{thing2.DATA}}\n金额:{{amount3.DATA}}\n联系电话:{{phone_number4.DATA}}\n订单号:{{character_string5.DATA}}\n",
		"example": "时间:2019年10月1日 15:01\n地点:TIT会议室\n金额:¥39.80\n联系电话:+86-0766-66888866\n订单号:20191001001\n",
	}
	if diff := cmp.Diff([]any{want}, list); diff != "" {
		t.Error(diff)
	}
	c.wantCode(40246, addPath, `{"template_id_short":"47123","keyword_name_list":["a"`+strings.Repeat(`,"a"`, 10_000)+`]}`)
	for range 24 {
		p.AddTemplate("", "提醒", "地点:{{thing1.DATA}}")
	}
	c.wantCode(45026, addPath, `{"template_id_short":"47123","keyword_name_list":["时间"]}`)
	c.wantCode(40037, deletePath, `{"template_id":"unknown"}`)
	c.wantCode(0, deletePath, `{"template_id":"`+id+`"}`)
	c.wantCode(40037, deletePath, `{"template_id":"`+id+`"}`)
	if n := len(c.call(listPath, "")["template_list"].([]any)); n != 24 {
		t.Errorf("there are %d templates, want 24", n)
	}
	blocked := c.call("/wxa/sec/queryblocktmplmsg", `{"tmpl_msg_id":"1","largest_id":0,"limit":100}`)
	if diff := cmp.Diff(map[string]any{"errcode": 0., "errmsg": "ok", "msginfo": []any{}}, blocked); diff != "" {
		t.Error(diff)
	}
	c.wantCode(40097, "/wxa/sec/queryblocktmplmsg", `{"tmpl_msg_id":"1","largest_id":0,"limit":101}`)
}

// The industries can be set once a month of China's calendar.
func TestIndustries(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	const set, get = "/cgi-bin/template/api_set_industry", "/cgi-bin/template/get_industry"
	c.wantCode(40102, get, "")
	c.wantCode(40102, set, `{"industry_id1":"1","industry_id2":"42"}`)
	c.wantCode(40102, set, `{"industry_id1":"IT","industry_id2":"4"}`)
	c.wantCode(0, set, `{"industry_id1":"13","industry_id2":"1"}`)
	want := map[string]any{
		"primary_industry":   map[string]any{"first_class": "运输与仓储", "second_class": "快递"},
		"secondary_industry": map[string]any{"first_class": "IT科技", "second_class": "互联网|电子商务"},
	}
	if diff := cmp.Diff(want, c.call(get, "")); diff != "" {
		t.Error(diff)
	}
	c.wantCode(43100, set, `{"industry_id1":"1","industry_id2":"4"}`)
	p.Clock.Advance(31 * 24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	c.wantCode(0, set, `{"industry_id1":"1","industry_id2":"4"}`)
}

func TestTemplatesByKind(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{"personal": 48001, "subscription": 48001, "service-unverified": 48001, "service": 40003, "test": 40003} {
		p := sandbox.Start(t, sandbox.WithoutApp())
		if err := p.SetKind(kind); err != nil {
			t.Fatal(err)
		}
		newCaller(t, p).wantCode(want, sendTemplate, templateMessage("oNobody", "x", "", ""))
	}
}

// Templates that the console adds are checked, and replace one of the same id.
func TestAddTemplate(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := control{t, p}
	for body, want := range map[string]int{
		`{"id":"a b","title":"t","content":"c"}`:                               422,
		`{"id":"a","title":"","content":"c"}`:                                  422,
		`{"id":"a","title":"t","content":""}`:                                  422,
		`{"id":"a","title":"t","content":"` + strings.Repeat("c", 4097) + `"}`: 422,
		`{"id":"a","title":"t","content":"c","kind":"daily"}`:                  422,
		`{"id":"a","title":"t","content":"c","kind":"template"}`:               200,
	} {
		if status, out := c.do("POST", "/_sandbox/templates", body); status != want {
			t.Errorf("%.60s: %d %v, want %d", body, status, out, want)
		}
	}
	if id := p.AddTemplate("a", "提醒", "地点:{{thing1.DATA}}\n"); id != "a" {
		t.Errorf("the id is %s", id)
	}
	p.AddNoticeTemplate("b", "通知", "时间:{{time1.DATA}}", false)
	p.AddNoticeTemplate("b", "通知", "时间:{{time1.DATA}}", true)
	_, out := c.do("GET", "/_sandbox/templates", "")
	want := []any{
		map[string]any{"id": "a", "kind": "template", "title": "提醒", "content": "地点:{{thing1.DATA}}\n", "keys": []any{"thing1"}},
		map[string]any{"id": "b", "kind": "long-term", "title": "通知", "content": "时间:{{time1.DATA}}", "keys": []any{"time1"}},
	}
	if diff := cmp.Diff(want, out["templates"]); diff != "" {
		t.Error(diff)
	}
	for range 24 {
		p.AddTemplate("", "t", "c")
		p.AddNoticeTemplate("", "t", "c", false)
	}
	for _, kind := range []string{"template", "one-time"} {
		if status, _ := c.do("POST", "/_sandbox/templates", `{"title":"t","content":"c","kind":"`+kind+`"}`); status != 422 {
			t.Errorf("a 26th template of kind %s: %d", kind, status)
		}
	}
	_, faults := c.do("POST", "/_sandbox/templates/fail", `{"messages":2}`)
	if diff := cmp.Diff(map[string]any{"messages": 2.}, faults["faults"].(map[string]any)["templates"]); diff != "" {
		t.Error(diff)
	}
}
