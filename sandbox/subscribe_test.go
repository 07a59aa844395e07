package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

const onceTemplate = "1uDxHNXwYQfBmXOfPJcjAS3FynHArD8aWMEFNRGSbCc"

// confirmURL returns the address of the confirm page.
func confirmURL(scene, redirect, reserved string) string {
	return "https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm&appid=" + sandbox.DefaultAppID + "&scene=" + scene +
		"&template_id=" + onceTemplate + "&redirect_url=" + url.QueryEscape(redirect) + "&reserved=" + reserved + "#wechat_redirect"
}

func onceMessage(openID, scene string) string {
	return fmt.Sprintf(`{"touser":%q,"template_id":%q,"scene":%q,"title":"标题","url":"https://www.example.com/","data":{"content":{"value":"内容","color":"#ff0000"}}}`,
		openID, onceTemplate, scene)
}

const oncePath = "/cgi-bin/message/template/subscribe"

// A user confirms, comes back with the documented parameters, and gets one message. A second one needs another
// confirmation, and confirming twice in a scene allows one message.
func TestOneTimeSubscription(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	alice, bob := p.User("alice"), p.User("bob")
	c.wantCode(40037, oncePath, onceMessage(alice.OpenID(), "1000"))

	page := alice.Open(confirmURL("1000", sandbox.AppURL+"/back?keep=1", "STATE"))
	want := sandbox.AppURL + "/back?keep=1&openid=" + alice.OpenID() + "&template_id=" + onceTemplate + "&action=confirm&scene=1000&reserved=STATE"
	if withoutFragment(page.URL) != want {
		t.Errorf("the browser is at %s, want %s", page.URL, want)
	}
	c.wantCode(43101, oncePath, onceMessage(alice.OpenID(), "1001"))
	c.wantCode(43101, oncePath, onceMessage(bob.OpenID(), "1000"))
	alice.Open(confirmURL("1000", sandbox.AppURL+"/back", "STATE"))
	c.wantCode(0, oncePath, onceMessage(alice.OpenID(), "1000"))
	c.wantCode(43101, oncePath, onceMessage(alice.OpenID(), "1000"))

	chat := alice.Chat() // alice does not follow the account
	if len(chat) != 1 {
		t.Fatalf("alice has %v, want one message", chat)
	}
	if e := chat[0]; e.Type != "template" || e.Via != "subscribe" || e.Title != "标题" || e.Text != "内容" || e.URL != "https://www.example.com/" {
		t.Errorf("the phone shows %+v", e)
	}
	alice.Open(confirmURL("1000", sandbox.AppURL+"/back", "STATE"))
	c.wantCode(0, oncePath, onceMessage(alice.OpenID(), "1000"))
}

// A user who cancels comes back without an openid, and gets no message.
func TestOneTimeSubscriptionCanceled(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	alice, bob := p.User("alice"), p.User("bob")
	bob.SetRefusing(true)
	for _, page := range []*sandbox.Page{
		alice.Open(confirmURL("0", sandbox.AppURL, "STATE"), sandbox.Refusing()),
		bob.Open(confirmURL("0", sandbox.AppURL, "STATE")),
	} {
		if want := sandbox.AppURL + "/?template_id=" + onceTemplate + "&action=cancel&scene=0&reserved=STATE"; withoutFragment(page.URL) != want {
			t.Errorf("the browser is at %s, want %s", page.URL, want)
		}
	}
	c.wantCode(43101, oncePath, onceMessage(alice.OpenID(), "0"))
	c.wantCode(43101, oncePath, onceMessage(bob.OpenID(), "0"))
	for _, x := range p.Exchanges() {
		if x.Kind == "subscribe" && (x.Outcome != "refused" || !x.OK) {
			t.Errorf("%+v", x)
		}
	}
}

func TestConfirmPageErrors(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	good := confirmURL("1000", sandbox.AppURL+"/back", "STATE")
	for name, c := range map[string]struct{ old, now, en, zh string }{
		"action":                 {"get_confirm", "get", "action is not", "action 参数"},
		"appid":                  {sandbox.DefaultAppID, "wx1", "appid is not", "appid 不是"},
		"a scene with letters":   {"scene=1000", "scene=a", "scene is not", "scene 须为"},
		"a high scene":           {"scene=1000", "scene=10001", "scene is not", "scene 须为"},
		"a negative scene":       {"scene=1000", "scene=-1", "scene is not", "scene 须为"},
		"no template":            {onceTemplate, "", "template_id", "订阅模板 ID"},
		"a page of another site": {url.QueryEscape(sandbox.AppURL), url.QueryEscape("https://evil.example"), "domain of redirect_url (https://evil.example/back)", "业务域名"},
		"a script":               {url.QueryEscape(sandbox.AppURL), "javascript:", "domain of redirect_url", "业务域名"},
	} {
		page := p.User("alice").Open(strings.Replace(good, c.old, c.now, 1))
		if page.Status != http.StatusOK || !strings.Contains(page.Body, c.zh) || !strings.HasPrefix(page.URL, "https://mp.weixin.qq.com/mp/subscribemsg") {
			t.Errorf("%s: the browser is at %s: %s", name, page.URL, page.Body)
		}
		all := p.Exchanges()
		if x := all[len(all)-1]; x.OK || x.Outcome != "refused" {
			t.Errorf("%s: %+v", name, x)
		}
		wantProblem(t, name, all[len(all)-1].Problem, c.en, c.zh)
	}
	for name, c := range map[string][3]string{
		"no reserved":  {"", "There is no reserved", "没有 reserved"},
		"odd reserved": {"a-b", "reserved is not", "reserved 不是"},
	} {
		page := p.User("alice").Open(confirmURL("1000", sandbox.AppURL+"/back", c[0]))
		if !strings.HasPrefix(page.URL, sandbox.AppURL) || strings.Contains(page.URL, "reserved") != (c[0] != "") {
			t.Errorf("%s: the browser is at %s", name, page.URL)
		}
		all := p.Exchanges()
		wantProblem(t, name, all[len(all)-1].Problem, c[1], c[2])
	}
}

// Only certified accounts have these messages.
func TestOneTimeSubscriptionByKind(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Kind: "personal", WebHosts: []string{"app.sandbox.test"}}), sandbox.WithoutApp())
	page := p.User("alice").Open(confirmURL("1", sandbox.AppURL, "STATE"))
	if !strings.Contains(page.Body, "没有一次性订阅消息权限") {
		t.Errorf("the page says %s", page.Body)
	}
	newCaller(t, p).wantCode(48001, oncePath, onceMessage("o", "1"))
}

func TestOneTimeSubscriptionChecks(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	alice := p.User("alice")
	alice.Open(confirmURL("1", sandbox.AppURL, "STATE"))
	good := onceMessage(alice.OpenID(), "1")
	for name, test := range map[string]struct {
		old, now string
		want     int
	}{
		"another user":     {alice.OpenID(), "o", 40003},
		"another template": {onceTemplate, onceTemplate + "x", 40037},
		"a scene":          {`"scene":"1"`, `"scene":"x"`, 40097},
		"no title":         {`"title":"标题"`, `"title":""`, 40097},
		"a long title":     {"标题", strings.Repeat("题", 16), 40097},
		"a long content":   {"内容", strings.Repeat("内", 201), 40097},
		"a mini program":   {`"title"`, `"miniprogram":{"appid":"wx1"},"title"`, 40097},
	} {
		if out := c.call(oncePath, strings.Replace(good, test.old, test.now, 1)); code(out) != test.want {
			t.Errorf("%s: %v, want errcode %d", name, out, test.want)
		}
	}
	c.wantCode(0, oncePath, strings.Replace(strings.Replace(good, "#ff0000", "red", 1), `"title"`, `"miniprogram":{"appid":"wx1","pagepath":"p"},"title"`, 1))
	all := p.Exchanges()
	wantProblem(t, "color", all[len(all)-1].Problem, "#RRGGBB", "#RRGGBB")
	if e := alice.Chat()[0]; e.MiniProgram == nil || e.MiniProgram.PagePath != "p" {
		t.Errorf("the phone shows %+v", e)
	}
}

// The confirm page is in the browser's language, and asks who holds the phone where it is not known.
func TestConfirmPage(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	for language, want := range map[string][]string{
		"en": {"One-time subscription", "Who holds the phone?"},
		"zh": {"一次性订阅消息", "请选择当前用户"},
	} {
		body := get(t, p, confirmURL("1", sandbox.AppURL, "STATE"), language, nil)
		for _, words := range want {
			if !strings.Contains(body, words) {
				t.Errorf("%s: the page lacks %q: %s", language, words, body)
			}
		}
	}
	alice := &http.Cookie{Name: "wechatgo_user", Value: "alice"}
	for language, want := range map[string][]string{
		"en": {"would like to send you", "one message", "Allow", "Refuse"},
		"zh": {"申请给你发送", "一条消息", "同意", "取消"},
	} {
		body := get(t, p, confirmURL("1", sandbox.AppURL, "STATE"), language, alice)
		for _, words := range want {
			if !strings.Contains(body, words) {
				t.Errorf("%s: the page lacks %q: %s", language, words, body)
			}
		}
	}
}

// get requests a page in a language, with the phone's cookie if there is one.
func get(t *testing.T, p *sandbox.Platform, address, language string, phone *http.Cookie) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", language)
	if phone != nil {
		r.AddCookie(phone)
	}
	resp, err := p.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body := readAll(t, resp)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("HTTP %d: %s", resp.StatusCode, body)
	}
	return body
}

// withoutFragment is an address without #wechat_redirect, which the browser carries over redirects.
func withoutFragment(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return address
}
