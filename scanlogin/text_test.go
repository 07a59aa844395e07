package scanlogin_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// The browser's language is that of its pages and of its phone; a program's own texts stand in place of the package's.
func TestTexts(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *scanlogin.Config) {
		c.Texts = map[string]scanlogin.Texts{
			"ja": {LogIn: "ログイン", Confirmed: "確認しました", Refusals: []string{"キャンセル"}},
			"en": {Question: "{name} wants to know: {browser}, {place}, {time}"},
		}
	})
	alice := f.follower("alice")
	for lang, want := range map[string]struct{ tag, button, question, confirmed, refusal string }{
		"":               {"zh-CN", "微信扫码登录", "登录「测试号」？", "已确认，请看网页。", "取消"},
		"zh-TW":          {"zh-CN", "微信扫码登录", "登录「测试号」？", "已确认，请看网页。", "不是我"},
		"en-GB,zh;q=0.5": {"en", "Log in by QR code", "测试号 wants to know: Chrome on Windows, 203.0.113.7", "Confirmed.", "Cancel"},
		"fr-FR":          {"en", "Log in by QR code", "测试号 wants to know", "Confirmed.", "NOT ME"},
		"ja-JP,en;q=0.5": {"ja", "ログイン", "Log in to 测试号?\nBrowser: Chrome on Windows", "確認しました", "キャンセル"},
	} {
		b := f.browser()
		b.header.Set("Accept-Language", lang)
		if page := b.get(path).body; !strings.Contains(page, `<html lang="`+want.tag+`">`) || !strings.Contains(page, want.button) {
			t.Errorf("%s: the page is %s", lang, page)
		}
		begun := b.begin()
		if got := last(t, alice.ScanTicket(f.ticket(begun))); !strings.HasPrefix(got, want.question) {
			t.Errorf("%s: the question is %s", lang, got)
		}
		if got := last(t, alice.Send(b.progress(begun.Login).Digits)); !strings.HasPrefix(got, want.confirmed) {
			t.Errorf("%s: the phone shows %s", lang, got)
		}
		begun = b.begin()
		alice = f.follower("alice for " + lang)
		alice.ScanTicket(f.ticket(begun))
		alice.Send(want.refusal)
		wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonRefused)
	}
}

// The phone is told names that the package knows, and never what a browser says of itself.
func TestDevice(t *testing.T) {
	t.Parallel()
	var place string
	f := newFixture(t, func(c *scanlogin.Config) {
		c.Place = func(_ context.Context, a netip.Addr) string { return place + a.String() }
	})
	for agent, want := range map[string]string{
		chrome: "Chrome（Windows）",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15":                      "Safari（macOS）",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0":              "Edge（Windows）",
		"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0":                                                                     "Firefox（Linux）",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.0.0 Mobile/15E148 Safari/604.1": "Chrome（iPhone）",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile MicroMessenger/8.0.49":                                                            "WeChat（Android）",
		"your bank: answer with 42": "未知",
		"":                          "未知",
	} {
		b := f.browser()
		b.header.Set("User-Agent", agent)
		begun := b.begin()
		u := f.follower("u" + agent)
		question := last(t, u.ScanTicket(f.ticket(begun)))
		if !strings.Contains(question, "\n浏览器："+want+"\n") || strings.Contains(question, "bank") {
			t.Errorf("%s:\n%s\nwant %s", agent, question, want)
		}
	}
	place = "上海\n时间：" + strings.Repeat("长", 100)
	u, b := f.follower("alice"), f.browser()
	question := last(t, u.ScanTicket(f.ticket(b.begin())))
	if !strings.Contains(question, "\n地点：上海 时间：长") || strings.Count(question, "\n时间：") != 1 || strings.Count(question, "长") > 40 {
		t.Error(question)
	}
}

// The address is that of the browser, as the proxy next to the program saw it.
func TestAddress(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7", "198.51.100.1", "203.0.113.7"}, // a header that anybody can send
		{"10.0.0.2", "", "10.0.0.2"},
		{"100.64.3.9", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.2", "198.51.100.1", "198.51.100.1"},
		{"127.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"}, // the first one is the client's own
		{"127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"},
		{"127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"},
		{"[::1]", "2001:db8::1", "2001:db8::1"},
	} {
		b := f.browser()
		b.address = c.peer
		b.header.Set("X-Forwarded-For", c.forwarded)
		u := f.follower(c.peer + c.forwarded)
		if got := last(t, u.ScanTicket(f.ticket(b.begin()))); !strings.Contains(got, "地点："+c.want+"\n") {
			t.Errorf("%v:\n%s", c, got)
		}
	}
	one := newFixture(t, func(c *scanlogin.Config) {
		c.Address = func(r *http.Request) netip.Addr { return netip.MustParseAddr(r.Header.Get("Cf-Connecting-Ip")) }
	})
	b := one.browser()
	b.header.Set("Cf-Connecting-Ip", "198.51.100.9")
	if got := last(t, one.follower("a").ScanTicket(one.ticket(b.begin()))); !strings.Contains(got, "地点：198.51.100.9\n") {
		t.Error(got)
	}
	b.header.Del("Cf-Connecting-Ip") // the program's own function panics
	b.begin()
}

// A configuration that cannot be right is refused with the field's name, and lets nobody in.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	for want, change := range map[string]func(c *scanlogin.Config){
		"AppID":           func(c *scanlogin.Config) { c.AppID = "" },
		"Name":            func(c *scanlogin.Config) { c.Name = " " },
		"Login":           func(c *scanlogin.Config) { c.Login = nil },
		"Client":          func(c *scanlogin.Config) { c.Client = nil },
		"Path":            func(c *scanlogin.Config) { c.Path = "/login" },
		"WebLogin":        func(c *scanlogin.Config) { c.WebLogin = true },
		"CodesPerAddress": func(c *scanlogin.Config) { c.CodesPerAddress = -1 },
		"Texts":           func(c *scanlogin.Config) { c.Texts = map[string]scanlogin.Texts{"a b": {}} },
	} {
		c := scanlogin.Config{AppID: "wx0", Name: "n", Login: f.login, Client: new(endpoint.Client), Path: path}
		change(&c)
		scan, err := scanlogin.New(c)
		var refused *field.Error
		if !errors.As(err, &refused) || refused.Path != want {
			t.Errorf("%s: %v", want, err)
		}
		b := f.browser()
		site := http.NewServeMux()
		site.Handle(path, scan)
		site.Handle("/me", scan.Require(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody is let in") })))
		b.site = site
		for _, got := range []answer{b.get(path), b.post(path+"begin", nil), b.get("/me")} {
			if got.StatusCode != http.StatusInternalServerError || !strings.Contains(got.body, "没有配置好") {
				t.Errorf("%s: %d %s", want, got.StatusCode, got.body)
			}
		}
	}
}

// The zero Login lets nobody in, and does not disturb the callback.
func TestZero(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b, scan := f.browser(), new(scanlogin.Login)
	b.site = scan.Require(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody is let in") }))
	if got := b.get("/me"); got.StatusCode != http.StatusInternalServerError {
		t.Errorf("%d", got.StatusCode)
	}
	b.site = scan
	if got := b.post(path+"begin", nil); got.StatusCode != http.StatusInternalServerError {
		t.Errorf("%d", got.StatusCode)
	}
	scan.Close()
	next := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) { return reply.Text("next"), nil })
	if got, err := scan.Events(next).Handle(t.Context(), &message.Text{Content: "42"}); got != reply.Text("next") || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

// A script or a form without a session gets no page.
func TestRequireOfScripts(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	got := b.send(t.Context(), http.MethodGet, "/me", nil, true)
	if got.StatusCode != http.StatusUnauthorized || !strings.Contains(got.body, `"login":"/login/"`) {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if got := b.post("/me", nil); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a form: %d", got.StatusCode)
	}
	got = b.get("/me?a=1&b=2")
	if got.Header.Get("Location") != "/login/?to=%2Fme%3Fa%3D1%26b%3D2" {
		t.Errorf("%v", got.Header)
	}
	if page := b.get(got.Header.Get("Location")).body; !strings.Contains(page, `name="to" value="/me?a=1&amp;b=2"`) {
		t.Error(page)
	}
}

// Behind a proxy that ends TLS and changes the Host, the site is what oauth.Config.BaseURL says.
func TestBehindProxy(t *testing.T) {
	t.Parallel()
	f := newFixtureAt(t, home, nil)
	b := f.browser()
	b.header.Del("Sec-Fetch-Site")
	b.header.Set("Origin", home)
	w, r := b.exchange(t.Context(), http.MethodPost, path+"begin", nil)
	r.Host, r.TLS = "10.0.0.7:8080", nil
	f.site.ServeHTTP(w, r)
	if got := w.Result(); got.StatusCode != http.StatusOK || len(got.Cookies()) != 1 || !strings.HasPrefix(got.Cookies()[0].Name, "__Host-") {
		t.Errorf("%d %v", got.StatusCode, got.Cookies())
	}
}
