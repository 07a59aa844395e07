package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The expectations are from permissions.md of the platform's facts: menus are not for personal accounts, and QR codes
// are for certified service accounts and test accounts.
func TestKinds(t *testing.T) {
	t.Parallel()
	const menuGet, qrCreate, userInfo = "/cgi-bin/menu/get", "/cgi-bin/qrcode/create", "/cgi-bin/user/get"
	const scene = `{"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"a"}}}`
	for kind, want := range map[string]struct{ menu, qr, user int }{
		"":                   {46003, noCode, noCode},
		"service":            {46003, noCode, noCode},
		"test":               {46003, noCode, noCode},
		"personal":           {48001, 48001, 48001},
		"subscription":       {46003, 48001, noCode},
		"service-unverified": {46003, 48001, 48001},
		"Personal":           {48001, 48001, 48001},
	} {
		c := newCaller(t, sandbox.Start(t, sandbox.WithKind(kind)))
		for path, test := range map[string]struct {
			body string
			want int
		}{menuGet: {"", want.menu}, qrCreate: {scene, want.qr}, userInfo: {"", want.user}} {
			if got := c.call(path, test.body); code(got) != test.want {
				t.Errorf("%s as %q: %v, want %d", path, kind, got, test.want)
			}
		}
	}
	p := sandbox.Start(t)
	c := newCaller(t, p)
	if err := p.SetKind("shop"); err == nil || !strings.Contains(err.Error(), "personal, subscription, service-unverified, service, test") {
		t.Errorf("an unknown kind: %v", err)
	}
	if err := p.SetKind("personal"); err != nil {
		t.Fatal(err)
	}
	c.wantCode(48001, menuGet, "")
	if err := p.Reset(); err != nil {
		t.Fatal(err)
	}
	newCaller(t, p).wantCode(46003, menuGet, "")
}

// A personal account may not read its menu, but it may count its drafts.
func TestPersonalAccountsHaveDrafts(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t, sandbox.WithKind("personal")))
	c.wantCode(48001, "/cgi-bin/menu/get", "")
	if out := c.call("/cgi-bin/draft/count", ""); out["total_count"] != 0. {
		t.Errorf("draft/count: %v", out)
	}
}

// The pushes of a test account are plain, unless its account sets another mode.
func TestTestAccountUsesPlainMode(t *testing.T) {
	t.Parallel()
	if a := sandbox.Start(t, sandbox.WithKind("test")).Account(); a.Mode != account.Plain || a.EncodingAESKey != "" {
		t.Errorf("the account %+v", a)
	}
	p := sandbox.Start(t, sandbox.WithKind("test"), sandbox.WithMode(account.Safe))
	p.Connect(newApp(p))
	p.User("alice").Follow()
	if problems := p.Problems(); len(problems) != 1 || !strings.Contains(problems[0].Problem.EN, "pushes are plain") {
		t.Errorf("problems: %v", problems)
	}
}

// A call that is probably forbidden is served with a warning.
func TestUncertainPermissions(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithKind("service-unverified"))
	c := newCaller(t, p)
	c.wantCode(65303, "/cgi-bin/menu/addconditional", `{"button":[{"type":"click","name":"a","key":"k"}],"matchrule":{"tag_id":"2"}}`)
	problems := p.Problems()
	if x := problems[len(problems)-1]; !strings.Contains(x.Problem.EN, "most likely may not call menu.addconditional (48001)") ||
		!strings.Contains(x.Problem.ZH, "很可能没有 menu.addconditional 的权限") {
		t.Errorf("the warning: %v", x.Problem)
	}
}

// A personal account has no web login; that of a test account is only for its followers.
func TestKindsOfWebLogin(t *testing.T) {
	t.Parallel()
	p, _ := startWeb(t)
	alice := p.User("alice")
	address := authorizeURL(sandbox.AppURL+"/back", "snsapi_base")
	for kind, want := range map[string]string{"personal": "10005", "subscription": "10005", "service-unverified": "10005", "test": "10006", "service": ""} {
		if err := p.SetKind(kind); err != nil {
			t.Fatal(err)
		}
		page := alice.Open(address)
		if refused := strings.Contains(page.Body, `id="authorize-error"`); refused != (want != "") || !strings.Contains(page.Body, want) {
			t.Errorf("%s: %s", kind, page.Body)
		}
	}
	if err := p.SetKind("test"); err != nil {
		t.Fatal(err)
	}
	alice.Follow()
	if page := alice.Open(address); strings.Contains(page.Body, "10006") {
		t.Errorf("a follower: %s", page.Body)
	}
}

// The documents allow 500 calls a day for reading the followers.
func TestQuotas(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Quotas: true}))
	c := newCaller(t, p)
	for range 500 {
		c.wantCode(noCode, "/cgi-bin/user/get", "")
	}
	c.wantCode(45009, "/cgi-bin/user/get", "")
	quota := c.call("/cgi-bin/openapi/quota/get", `{"cgi_path":"/cgi-bin/user/get"}`)
	if got := fmt.Sprint(quota["quota"]); got != "map[daily_limit:500 remain:0 used:500]" {
		t.Errorf("quota/get: %v", quota)
	}
	p.Clock.Advance(24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	for range 500 {
		c.wantCode(noCode, "/cgi-bin/user/get", "")
	}
	c.wantCode(45009, "/cgi-bin/user/get", "")
	c.wantCode(0, "/cgi-bin/clear_quota", `{"appid":"`+sandbox.DefaultAppID+`"}`)
	c.wantCode(noCode, "/cgi-bin/user/get", "")
	p.SetQuotas(false)
	for range 501 {
		c.wantCode(noCode, "/cgi-bin/user/get", "")
	}
}

// More than 10,000 calls of one endpoint in a minute are refused; the next minute has a new count.
func TestMinuteQuota(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Quotas: true}))
		for range 10_000 {
			newCaller(t, p)
		}
		c := &caller{t: t, p: p}
		if got := c.stable(false); code(got) != 45011 {
			t.Errorf("the 10,001st call: %v", got)
		}
		p.Clock.Advance(time.Minute)
		newCaller(t, p)
	})
}

// The whitelist refuses calls with the AppSecret, or all calls, with the platform's words.
func TestIPWhitelist(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	if err := p.SetIPWhitelist(false, "1.2.3.4", "10.0.0.0/8"); err != nil {
		t.Fatal(err)
	}
	out := c.stable(false)
	if message, _ := out["errmsg"].(string); code(out) != 40164 || !strings.HasPrefix(message, "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist rid: ") {
		t.Errorf("stable_token: %v", out)
	}
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	if err := p.SetIPWhitelist(true, "10.0.0.0/8"); err != nil {
		t.Fatal(err)
	}
	c.wantCode(40164, "/cgi-bin/menu/get", "")
	if err := p.SetIPWhitelist(true, "127.0.0.0/8"); err != nil {
		t.Fatal(err)
	}
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	for _, wrong := range []string{"1.2.3.*", "1.2.3.4:80", "host", ""} {
		if err := p.SetIPWhitelist(false, wrong); err == nil || !strings.Contains(err.Error(), "IP whitelist") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestFrozenSecret(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	p.FreezeSecret(true)
	if out := c.stable(false); code(out) != 40243 {
		t.Errorf("stable_token: %v", out)
	}
	c.wantCode(46003, "/cgi-bin/menu/get", "")
	p.FreezeSecret(false)
	if out := c.stable(false); code(out) != noCode {
		t.Errorf("after the thaw: %v", out)
	}
}

// For five minutes after a change, pushes use the old key.
func TestChangedKey(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	a.answer = func(m push) string { return m.reply(text("hello")) }
	old := a.key
	key, err := p.ChangeKey("")
	if err != nil || key == old || len(key) != 43 || p.Account().EncodingAESKey != key || p.Account().PreviousEncodingAESKey != old {
		t.Fatalf("the new key %q, %v; the account %+v", key, err, p.Account())
	}
	wantLines(t, alice.Send("x"), "account: hello")
	p.Clock.Advance(5 * time.Minute)
	a.key = key
	wantLines(t, alice.Send("x"), "account: hello")
	if _, err := p.ChangeKey("short"); err == nil {
		t.Error("a key of 5 characters was accepted")
	}
	if err := p.Reset(); err != nil || p.Account().EncodingAESKey != old {
		t.Errorf("after a reset: %v, %+v", err, p.Account())
	}
}

// The control API sets the rules, too. Rules that are not given stay as they are.
func TestControlRules(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := control{t, p}
	status, out := c.do(http.MethodPost, "/_sandbox/rules", `{"kind":"personal","quotas":true,"whitelist":["1.2.3.4"],"whitelistAll":true,"secretFrozen":true}`)
	if got := fmt.Sprint(out["rules"]); status != 200 || got != "map[kind:personal quotas:true secretFrozen:true whitelist:[1.2.3.4/32] whitelistAll:true]" {
		t.Errorf("HTTP %d %s", status, got)
	}
	status, out = c.do(http.MethodPost, "/_sandbox/rules", `{"whitelist":[],"secretFrozen":false}`)
	if got := fmt.Sprint(out["rules"]); status != 200 || got != "map[kind:personal quotas:true secretFrozen:false whitelist:[] whitelistAll:true]" {
		t.Errorf("HTTP %d %s", status, got)
	}
	newCaller(t, p).wantCode(48001, "/cgi-bin/menu/get", "")
	for _, wrong := range []string{`{"kind":"shop"}`, `{"whitelist":["x"],"kind":"test"}`} {
		if status, out = c.do(http.MethodPost, "/_sandbox/rules", wrong); status != 422 {
			t.Errorf("%s: HTTP %d %v", wrong, status, out)
		}
	}
	_, state := c.do(http.MethodGet, "/_sandbox/state", "")
	if got := fmt.Sprint(state["rules"]); !strings.Contains(got, "kind:personal") {
		t.Errorf("part of a refused change was made: %s", got)
	}
	status, out = c.do(http.MethodPost, "/_sandbox/key", "")
	if key, _ := out["encodingAESKey"].(string); status != 200 || p.Account().EncodingAESKey != key {
		t.Errorf("key: HTTP %d %v", status, out)
	}
}
