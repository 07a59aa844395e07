package sandbox_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

const bizsend = "/cgi-bin/message/subscribe/bizsend"

// notice returns the body of a subscription notice.
func notice(openID, id, data string) string {
	return fmt.Sprintf(`{"touser":%q,"template_id":%q,"page":"https://www.example.com/","data":{%s}}`, openID, id, data)
}

// noticeEvents returns the events about notices as they were pushed: the name and the elements of each list.
func (a *app) noticeEvents() (list []string) {
	type item struct {
		TemplateID string `xml:"TemplateId"`
		Status     string `xml:"SubscribeStatusString"`
		Scene      string `xml:"PopupScene"`
		MsgID      string
		Code       string `xml:"ErrorCode"`
		Outcome    string `xml:"ErrorStatus"`
	}
	for _, m := range a.received() {
		if !strings.HasPrefix(m.Event, "subscribe_msg_") {
			continue
		}
		var e struct {
			Popup  []item `xml:"SubscribeMsgPopupEvent>List"`
			Change []item `xml:"SubscribeMsgChangeEvent>List"`
			Sent   []item `xml:"SubscribeMsgSentEvent>List"`
		}
		xml.Unmarshal([]byte(m.Plain), &e)
		line := m.Event
		for _, i := range append(append(e.Popup, e.Change...), e.Sent...) {
			if i.MsgID != "" {
				i.MsgID = "id"
			}
			line += " " + strings.Join(strings.Fields(strings.Join([]string{i.TemplateID, i.Status, i.Scene, i.MsgID, i.Code, i.Outcome}, " ")), ",")
		}
		list = append(list, line)
	}
	return list
}

// One acceptance of a one-time template allows one notice, to a user who need not follow; one of a long-term template
// any number until it is cancelled.
func TestSubscriptionNotices(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	p.Connect(a)
	c, alice := newCaller(t, p), p.User("alice")
	once := p.AddNoticeTemplate("once", "报名结果通知", "会议时间:{{date2.DATA}}\n会议地点:{{thing1.DATA}}\n", false)
	often := p.AddNoticeTemplate("often", "洗衣机故障提醒", "完成时间:{{time1.DATA}}", true)
	onceData := `"date2":{"value":"2016年8月8日"},"thing1":{"value":"TIT会议室"}`
	oftenData := `"time1":{"value":"2021年10月21日 12:00:00"}`

	c.wantCode(43101, bizsend, notice(alice.OpenID(), once, onceData))
	alice.AnswerPopup([]string{once}, []string{often})
	c.wantCode(43101, bizsend, notice(alice.OpenID(), often, oftenData))
	c.wantCode(43101, bizsend, notice(p.User("bob").OpenID(), once, onceData))
	c.wantCode(47003, bizsend, notice(alice.OpenID(), once, `"date2":{"value":"2016年8月8日"}`)) // uses nothing up
	c.wantCode(0, bizsend, notice(alice.OpenID(), once, onceData))
	c.wantCode(43101, bizsend, notice(alice.OpenID(), once, onceData))
	wantProblem(t, "a second notice", lastProblem(p), "one acceptance of a one-time template", "每次同意只能发送一条")
	alice.AnswerPopup([]string{once}, nil)
	alice.AnswerPopup([]string{once, often}, nil)
	for range 2 {
		c.wantCode(0, bizsend, notice(alice.OpenID(), once, onceData))
		c.wantCode(0, bizsend, notice(alice.OpenID(), often, oftenData))
	}
	c.wantCode(43101, bizsend, notice(alice.OpenID(), once, onceData))
	c.wantCode(0, bizsend, notice(alice.OpenID(), often, oftenData))
	alice.CancelNotices(often)
	c.wantCode(43101, bizsend, notice(alice.OpenID(), often, oftenData))
	p.Clock.Advance(time.Second)
	sent := func(id string) string { return "subscribe_msg_sent_event " + id + ",id,0,success" }
	want := []string{
		"subscribe_msg_popup_event once,accept,1 often,reject,1", "subscribe_msg_popup_event once,accept,1",
		"subscribe_msg_popup_event once,accept,1 often,accept,1", "subscribe_msg_change_event often,reject",
		sent("once"), sent("once"), sent("often"), sent("once"), sent("often"), sent("often"),
	}
	if diff := cmp.Diff(want, a.noticeEvents()); diff != "" {
		t.Error(diff)
	}
	e := alice.Chat()[0]
	if e.From != "account" || e.Via != "notice" || e.Type != "template" || e.Title != "报名结果通知" ||
		e.Text != "会议时间:2016年8月8日\n会议地点:TIT会议室" || e.URL != "https://www.example.com/" {
		t.Errorf("the phone shows %+v", e)
	}
}

// A pop-up that WeChat would not show is refused, and so is what cannot be cancelled.
func TestPopupRefused(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	p.Connect(newApp(p))
	c := control{t, p}
	for _, id := range []string{"a", "b", "c", "d"} {
		p.AddNoticeTemplate(id, "通知", "时间:{{time1.DATA}}", false)
	}
	p.AddTemplate("m", "模板消息", "时间:{{time1.DATA}}")
	for body, want := range map[string]string{
		`{}`: "1 to 3 templates",
		`{"accept":["a","b"],"reject":["c","d"]}`: "1 to 3 templates",
		`{"accept":["a"],"reject":["a"]}`:         "there twice",
		`{"accept":["m"]}`:                        "no template of the account for subscription notices",
		`{"accept":["a"],"scene":3}`:              "scene is 1",
	} {
		status, out := c.do("POST", "/_sandbox/users/alice/popup", body)
		if status != 422 || !strings.Contains(fmt.Sprint(out), want) {
			t.Errorf("%s: %d %v, want %q", body, status, out, want)
		}
	}
	for body, want := range map[string]string{`{}`: "name a template", `{"templates":["a"]}`: "no subscription"} {
		status, out := c.do("POST", "/_sandbox/users/alice/cancel-notices", body)
		if status != 422 || !strings.Contains(fmt.Sprint(out), want) {
			t.Errorf("%s: %d %v, want %q", body, status, out, want)
		}
	}
	p.User("alice").AnswerPopup([]string{"a"}, nil)
	if status, _ := c.do("POST", "/_sandbox/users/alice/cancel-notices", `{"templates":["a","b"]}`); status != 422 {
		t.Errorf("HTTP %d for a template without a subscription", status)
	}
	_, out := c.do("GET", "/_sandbox/users/alice/subscriptions", "")
	want := []any{map[string]any{"id": "a", "kind": "one-time", "title": "通知", "content": "时间:{{time1.DATA}}", "keys": []any{"time1"}, "left": 1.}}
	if diff := cmp.Diff(want, out["subscriptions"]); diff != "" {
		t.Errorf("a refused cancellation changed something:\n%s", diff)
	}
	if status, _ := c.do("GET", "/_sandbox/users/nobody/subscriptions", ""); status != 404 {
		t.Errorf("HTTP %d for a user who does not exist", status)
	}
}

// A user who refuses what asks for consent rejects every template. An article's pop-up has a scene of its own.
func TestPopupOfRefusingUser(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	p.Connect(a)
	p.AddNoticeTemplate("a", "通知", "时间:{{time1.DATA}}", true)
	p.User("alice").SetRefusing(true)
	if status, out := (control{t, p}).do("POST", "/_sandbox/users/alice/popup", `{"accept":["a"],"scene":2}`); status != 200 {
		t.Errorf("HTTP %d %v", status, out)
	}
	if diff := cmp.Diff([]string{"subscribe_msg_popup_event a,reject,2"}, a.noticeEvents()); diff != "" {
		t.Error(diff)
	}
	newCaller(t, p).wantCode(43101, bizsend, notice(p.User("alice").OpenID(), "a", `"time1":{"value":"9:00"}`))
}

// The library, from categories to a template of the account.
func TestNoticeTemplates(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	p.Connect(newApp(p))
	c := newCaller(t, p)
	const titles, keywords, addPath, listPath, deletePath = "/wxaapi/newtmpl/getpubtemplatetitles", "/wxaapi/newtmpl/getpubtemplatekeywords",
		"/wxaapi/newtmpl/addtemplate", "/wxaapi/newtmpl/gettemplate", "/wxaapi/newtmpl/deltemplate"
	if out := c.call("/wxaapi/newtmpl/getcategory", ""); code(out) != 0 || len(out["data"].([]any)) != 2 {
		t.Errorf("categories: %v", out)
	}
	out := c.call(titles+"?ids=2,616&start=0&limit=1", "")
	want := map[string]any{"errcode": 0., "errmsg": "ok", "count": 4., "data": []any{
		map[string]any{"tid": 99., "title": "付款成功通知", "type": 2., "categoryId": "616"},
	}}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
	if out := c.call(titles+"?ids=2&start=1&limit=30", ""); out["count"] != 2. || len(out["data"].([]any)) != 1 {
		t.Errorf("the second page of a category: %v", out)
	}
	if out := c.call(titles+"?ids=2&start=9&limit=30", ""); code(out) != 0 || len(out["data"].([]any)) != 0 {
		t.Errorf("behind the end: %v", out)
	}
	c.wantCode(200016, titles+"?ids=2&start=-1&limit=1", "")
	c.wantCode(200017, titles+"?ids=2&start=0&limit=31", "")
	c.wantCode(200018, titles+"?ids=&start=0&limit=1", "")
	c.wantCode(200019, titles+"?ids=%222,616%22&start=0&limit=1", "")
	c.wantCode(200019, titles+"?ids=1&start=0&limit=1", "")
	c.wantCode(200014, keywords+"?tid=1", "")
	if out := c.call(keywords+"?tid=402", ""); out["count"] != 3. || out["data"].([]any)[0].(map[string]any)["rule"] != "time" {
		t.Errorf("keywords: %v", out)
	}

	c.wantCode(200014, addPath, `{"tid":"1","kidList":[1,2]}`)
	c.wantCode(200020, addPath, `{"tid":"401","kidList":[1]}`)
	c.wantCode(200020, addPath, `{"tid":"401","kidList":[1,9]}`)
	c.wantCode(200020, addPath, `{"tid":"401","kidList":[1,1]}`)
	c.wantCode(200020, addPath, `{"tid":"10000001","kidList":[1,2]}`)
	c.wantCode(200021, addPath, `{"tid":"401","kidList":[1,2],"sceneDesc":"`+strings.Repeat("景", 16)+`"}`)
	id := c.call(addPath, `{"tid":"402","kidList":[2,1],"sceneDesc":"测试数据"}`)["priTmplId"].(string)
	c.wantCode(0, addPath, `{"tid":"10000001","kidList":[]}`)
	list := c.call(listPath, "")["data"].([]any)
	first := map[string]any{
		"priTmplId": id, "title": "洗衣机故障提醒", "type": 3.,
		"content":              "所在位置:{{enum_string2.DATA}}\n完成时间:{{time1.DATA}}\n",
		"example":              "所在位置:客厅\n完成时间:2021年10月21日 12:00:00\n",
		"keywordEnumValueList": []any{map[string]any{"keywordCode": "enum_string2.DATA", "enumValueList": []any{"客厅", "餐厅", "厨房"}}},
	}
	if diff := cmp.Diff(first, list[0]); diff != "" || len(list) != 2 {
		t.Errorf("%d templates%s", len(list), diff)
	}
	if got, want := list[1].(map[string]any)["content"], "课程名称:{{thing1.DATA}}\n上课时间:{{time2.DATA}}\n"; got != want {
		t.Errorf("the fixed template is %q, want %q", got, want)
	}

	alice := p.User("alice")
	alice.AnswerPopup([]string{id}, nil)
	c.wantCode(0, bizsend, notice(alice.OpenID(), id, `"enum_string2":{"value":"客厅"},"time1":{"value":"9:00"}`))
	c.wantCode(47003, bizsend, notice(alice.OpenID(), id, `"enum_string2":{"value":"车库"},"time1":{"value":"9:00"}`))
	wantProblem(t, "a value of no enum", lastProblem(p), "data.enum_string2.value: it is none of 客厅, 餐厅, 厨房", "不是枚举值之一")
	c.wantCode(40003, bizsend, notice("oNobody", id, ""))
	c.wantCode(40037, bizsend, notice(alice.OpenID(), "unknown", ""))
	c.wantCode(40037, deletePath, `{"priTmplId":"unknown"}`)
	c.wantCode(0, deletePath, `{"priTmplId":"`+id+`"}`)
	c.wantCode(40037, bizsend, notice(alice.OpenID(), id, ""))
	for range 24 {
		c.wantCode(0, addPath, `{"tid":"401","kidList":[1,2]}`)
	}
	c.wantCode(200012, addPath, `{"tid":"401","kidList":[1,2]}`)
}

// The platform's pages disagree about the body of addtemplate.
func TestNoticeTemplateByForm(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	for body, want := range map[string]string{
		"tid=401&kidList=1&kidList=2&sceneDesc=%E6%B5%8B%E8%AF%95": `"errcode":0`,
		"tid=401&kidList=1": `"errcode":200020`,
	} {
		r, err := http.NewRequest(http.MethodPost, "https://api.weixin.qq.com/wxaapi/newtmpl/addtemplate?access_token="+c.token, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := p.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !strings.Contains(string(raw), want) {
			t.Errorf("%s: %s, want %s", body, raw, want)
		}
	}
}

func TestNoticesByKind(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{"personal": 48001, "subscription": 48001, "service-unverified": 48001, "service": 40003, "test": 40003} {
		p := sandbox.Start(t, sandbox.WithoutApp())
		p.AddNoticeTemplate("a", "通知", "时间:{{time1.DATA}}", false)
		if err := p.SetKind(kind); err != nil {
			t.Fatal(err)
		}
		newCaller(t, p).wantCode(want, bizsend, notice("oNobody", "x", ""))
		status, out := (control{t, p}).do("POST", "/_sandbox/users/alice/popup", `{"accept":["a"]}`)
		if refused := strings.Contains(fmt.Sprint(out), "has no subscription notices"); refused != (want == 48001) || refused != (status == 422) {
			t.Errorf("a pop-up of an account of kind %s: HTTP %d %v", kind, status, out)
		}
	}
}
