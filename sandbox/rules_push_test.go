package sandbox_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// wantProblem fails unless the problem contains the words in both languages.
func wantProblem(t *testing.T, what string, p *sandbox.Problem, en, zh string) {
	t.Helper()
	if p == nil || !strings.Contains(p.EN, en) || !strings.Contains(p.ZH, zh) {
		t.Errorf("%s: the problem is %+v; want %q and %q", what, p, en, zh)
	}
}

// A widely used toolkit writes a quoted date where the page asks for seconds, and its replies are accepted. An empty or
// missing CreateTime is refused, because the element is required.
func TestCreateTimeIsNotANumber(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	created := ""
	a.answer = func(m push) string {
		return strings.Replace(m.reply(text("<CreateTime>x</CreateTime> & 你好")), "<CreateTime>12345678</CreateTime>", created, 1)
	}
	for _, value := range []string{`"2021-05-01T12:00:00.000Z"`, "<![CDATA[Sat May 01 2021]]>", "1619870400.5"} {
		created = "<CreateTime>" + value + "</CreateTime>"
		wantLines(t, alice.Send("x"), "account: <CreateTime>x</CreateTime> & 你好")
		x := lastPush(t, p)
		if !x.OK || x.Outcome != "replied" {
			t.Errorf("%s: %+v", value, x)
		}
		wantProblem(t, value, x.Problem, "CreateTime is", "CreateTime 为")
	}
	for _, created = range []string{"", "<CreateTime></CreateTime>"} {
		wantLines(t, alice.Send("x"), "system: "+hint)
		if x := lastPush(t, p); x.OK || x.Problem == nil || !strings.Contains(x.Problem.EN, "CreateTime") {
			t.Errorf("%q: %+v", created, x.Problem)
		}
	}
	created = "<CreateTime>1619870400</CreateTime>"
	alice.Send("x")
	if x := lastPush(t, p); x.Problem != nil {
		t.Errorf("a number: %v", x.Problem)
	}
	// Replies with nested elements are accepted as well.
	created = `<CreateTime>"now"</CreateTime>`
	picture := p.AddMedia("image", "image/png", nil)
	a.answer = func(m push) string {
		return strings.Replace(m.reply("<MsgType>image</MsgType><Image><MediaId>"+picture+"</MediaId></Image>"), "<CreateTime>12345678</CreateTime>", created, 1)
	}
	wantLines(t, alice.Send("x"), "account: image "+picture)
}

// An encrypted empty answer and an encrypted success are accepted with a warning.
func TestSealedAnswersWithoutReply(t *testing.T) {
	t.Parallel()
	for _, mode := range []account.Mode{account.Safe, account.Compatible} {
		p := sandbox.Start(t, sandbox.WithMode(mode))
		a := newApp(p)
		p.Connect(a)
		alice := p.User("alice")
		alice.Follow()
		for inside, want := range map[string]struct{ outcome, en, zh string }{
			"":        {"empty", "empty text in it", "内容为空的密文"},
			"success": {"success", "the word success in an envelope", "加密后的 success"},
		} {
			a.raw = func(w http.ResponseWriter, _ *http.Request, _ push) {
				io.WriteString(w, envelope(a.token, a.key, a.appID, inside))
			}
			before := len(a.received())
			wantLines(t, alice.Send("x"))
			x := lastPush(t, p)
			if !x.OK || x.Outcome != want.outcome || len(x.Signatures) != 3 || len(a.received()) != before+1 {
				t.Errorf("%s, %q: %+v", mode, inside, x)
			}
			wantProblem(t, inside, x.Problem, want.en, want.zh)
		}
		// Any other encrypted word is refused.
		a.raw = func(w http.ResponseWriter, _ *http.Request, _ push) {
			io.WriteString(w, envelope(a.token, a.key, a.appID, "ok"))
		}
		wantLines(t, alice.Send("x"), "system: "+hint)
	}
}

// The inspector warns about links in texts that open nothing, but no link is refused. Replies and customer-service
// messages are treated alike.
func TestLinksInTexts(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	c := newCaller(t, p)
	for _, test := range []struct{ text, en, zh string }{
		{`<a href="http://www.qq.com">a</a> <a href='https://qq.com/a?b=1&c=2'>b</a>`, "", ""},
		{`<a href="weixin://bizmsgmenu?msgmenucontent=yes&msgmenuid=1">yes</a>`, "", ""},
		{`<a href="http://www.qq.com" data-miniprogram-appid="wx1" data-miniprogram-path="pages/index">m</a>`, "", ""},
		{`<b>bold</b> 1 < 2 <a>no link</a>`, "", ""},
		{`<a href="tel:10086">call</a>`, `"tel:10086", which is no web address`, `"tel:10086" 不是网页地址`},
		{`<a href="mailto:a@b.c">mail</a>`, `"mailto:a@b.c"`, "不是网页地址"},
		{`<A HREF=/me>me</A>`, `"/me"`, "不是网页地址"},
		{`<a class="x" href="">empty</a>`, `link to ""`, "不是网页地址"},
		{`<a href="weixin://dl/scan">scan</a>`, `"weixin://dl/scan"`, "不是网页地址"},
		{`<a href="{{ url }}">t</a>`, "braces of a template", "花括号"},
		{`<a href="https://qq.com/${id}">t</a>`, "braces of a template", "花括号"},
		{`<a href="http://www.qq.com" data-miniprogram-appid="wx1">half</a>`, "lacks its AppID or its path", "缺少 AppID 或路径"},
		{`<a href="http://www.qq.com" data-miniprogram-path="pages/index">half</a>`, "lacks its AppID or its path", "缺少 AppID 或路径"},
	} {
		a.answer = func(m push) string { return m.reply(text(test.text)) }
		wantLines(t, alice.Send("x"), "account: "+test.text)
		replied := lastPush(t, p)
		before := len(alice.Chat())
		c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"text","text":{"content":`+quoted(test.text)+`}}`)
		wantLines(t, alice.Chat()[before:], "account: "+test.text)
		all := p.Exchanges()
		sent := all[len(all)-1]
		if diff := cmp.Diff(replied.Problem, sent.Problem); diff != "" || !replied.OK || !sent.OK {
			t.Errorf("%s: a reply and a message differ (-reply +message):\n%s", test.text, diff)
		}
		if test.en == "" {
			if replied.Problem != nil {
				t.Errorf("%s: the problem is %v", test.text, replied.Problem)
			}
			continue
		}
		wantProblem(t, test.text, replied.Problem, test.en, test.zh)
	}
}

// If the reply to a message has several articles, the first is shown, and the others are not an error.
func TestMoreArticlesThanShown(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	item := func(title string) string {
		return "<item><Title>" + title + "</Title><Description>d</Description><PicUrl>http://p/</PicUrl><Url>http://u/</Url></item>"
	}
	a.answer = func(m push) string {
		return m.reply("<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles>" + item("first") + item("second") + "</Articles>")
	}
	got := alice.Send("x")
	if len(got) != 1 || len(got[0].Articles) != 1 || got[0].Articles[0].Title != "first" {
		t.Errorf("the phone shows %+v", got)
	}
	x := lastPush(t, p)
	if !x.OK || x.Outcome != "replied" {
		t.Errorf("the push: %+v", x)
	}
	wantProblem(t, "two articles", x.Problem, "Only the first article is shown", "只能有 1 条")
}

// The platform's privacy events have the fields of its samples.
func TestPrivacyEvents(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	c := control{t, p}
	byHTTP := func(verb, body string) func() []sandbox.Entry {
		return func() []sandbox.Entry {
			if status, out := c.do(http.MethodPost, "/_sandbox/users/alice/"+verb, body); status != 200 || len(out["entries"].([]any)) != 0 {
				t.Errorf("%s: HTTP %d %v", verb, status, out)
			}
			return nil
		}
	}
	a.answer = func(m push) string { return m.reply(text("sorry")) }
	for _, test := range []struct {
		do          func() []sandbox.Entry
		event, info string
	}{
		{func() []sandbox.Entry { return alice.RevokeAuthorization("205") }, "user_authorization_revoke", "205"},
		{byHTTP("revoke", `{"info":"301"}`), "user_authorization_revoke", "301"},
		{alice.CloseAccount, "user_authorization_cancellation", ""},
		{byHTTP("close", ``), "user_authorization_cancellation", ""},
		{alice.CleanProfile, "user_info_modified", ""},
		{byHTTP("clean", ``), "user_info_modified", ""},
	} {
		wantLines(t, test.do()) // the phone does not show a reply
		seen := a.received()
		m := seen[len(seen)-1]
		if m.Event != test.event || m.MsgType != "event" || m.FromUserName == alice.OpenID() || !strings.HasPrefix(m.FromUserName, "o") || m.Query.Get("openid") != m.FromUserName {
			t.Errorf("%s: %s", test.event, m.Plain)
		}
		for _, want := range []string{"<OpenID><![CDATA[" + alice.OpenID() + "]]></OpenID>", "<AppID><![CDATA[" + sandbox.DefaultAppID + "]]></AppID>"} {
			if !strings.Contains(m.Plain, want) {
				t.Errorf("%s lacks %s: %s", test.event, want, m.Plain)
			}
		}
		if revoked := "<RevokeInfo><![CDATA[" + test.info + "]]></RevokeInfo>"; strings.Contains(m.Plain, "RevokeInfo") != (test.info != "") || test.info != "" && !strings.Contains(m.Plain, revoked) {
			t.Errorf("%s: %s", test.event, m.Plain)
		}
		wantProblem(t, test.event, lastPush(t, p).Problem, "shows no reply to this event", "不会展示")
	}
	if status, out := c.do(http.MethodPost, "/_sandbox/users/alice/revoke", `{"info":"1"}`); status != 422 {
		t.Errorf("an authorisation that is none: HTTP %d %v", status, out)
	}
}

// The sandbox has no console with auto replies, so without a callback the message is sent and nobody answers.
func TestNoCallbackNoReply(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithoutApp())
	alice := p.User("alice")
	alice.Follow()
	wantLines(t, alice.Send("hello"))
	if chat := alice.Chat(); chat[len(chat)-1].State != "sent" {
		t.Errorf("the bubble: %+v", chat[len(chat)-1])
	}
	x := lastPush(t, p)
	if x.Outcome != "unconnected" {
		t.Errorf("the push: %+v", x)
	}
	wantProblem(t, "no callback", x.Problem, "No callback is set", "未设置服务器地址")
}

// A file that a user sent can be used for three days.
func TestUserMediaExpire(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	var mediaID string
	a.answer = func(m push) string {
		if m.MediaID != "" {
			mediaID = m.MediaID
			return "success"
		}
		return m.reply("<MsgType>image</MsgType><Image><MediaId>" + mediaID + "</MediaId></Image>")
	}
	alice.SendImage("", nil)
	p.Clock.Advance(3*24*time.Hour - time.Second)
	wantLines(t, alice.Send("x"), "account: image "+mediaID)
	p.Clock.Advance(time.Second)
	wantLines(t, alice.Send("x"), "system: "+hint)
}

// The ids have the platform's format: a MsgId has 17 to 19 digits and grows, a media_id has at least 64 URL-safe
// characters, and a ticket begins with gQ.
func TestIDFormats(t *testing.T) {
	t.Parallel()
	_, a, alice := startFollowed(t)
	for range 5 {
		alice.SendImage("", nil)
	}
	alice.Scan("1")
	seen := a.received()
	last := int64(0)
	for _, m := range seen[1:6] {
		if m.MsgID <= last || m.MsgID < 1e16 {
			t.Errorf("MsgId %d after %d", m.MsgID, last)
		}
		last = m.MsgID
		if len(m.MediaID) < 64 || strings.Trim(m.MediaID, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("media_id %s", m.MediaID)
		}
		if m.ToUserName != sandbox.DefaultOriginalID {
			t.Errorf("ToUserName %s", m.ToUserName)
		}
	}
	if scan := seen[6]; !strings.HasPrefix(scan.Ticket, "gQ") {
		t.Errorf("ticket %s", scan.Ticket)
	}
}
