package sandbox_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/sandbox"
)

// A test that forgets Connect ends at the first message.
func TestForgottenConnect(t *testing.T) {
	t.Parallel()
	tb := &testingTB{T: t}
	p := sandbox.Start(tb)
	defer tb.end()
	p.User("alice").SetPlatform(1)
	if tb.failed != "" {
		t.Errorf("an action without a push: %s", tb.failed)
	}
	p.User("alice").Follow()
	if !strings.Contains(tb.failed, "no app is connected. Call Connect") {
		t.Errorf("the test ended with %q", tb.failed)
	}
}

// With WithoutProblems, a warning fails the test and prints the exchange. A requested fault does not.
func TestWithoutProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		act  func(p *sandbox.Platform, c *caller)
		want []string
	}{
		"none": {func(_ *sandbox.Platform, c *caller) { c.wantCode(0, "/cgi-bin/menu/create", oneButton) }, nil},
		"ended": {func(p *sandbox.Platform, c *caller) {
			p.ExpireTokens()
			c.wantCode(42001, "/cgi-bin/menu/create", oneButton)
			c.token = c.stable(false)["access_token"].(string)
			p.RenewStableToken()
			c.wantCode(40001, "/cgi-bin/menu/create", oneButton)
			c.token = c.stable(false)["access_token"].(string)
			p.Clock.Advance(3 * time.Hour)
			c.wantCode(42001, "/cgi-bin/menu/create", oneButton)
		}, nil},
		"asked": {func(p *sandbox.Platform, c *caller) {
			p.FailNext("menu.get", -1)
			c.wantCode(-1, "/cgi-bin/menu/get", "")
		}, nil},
		"warning": {func(_ *sandbox.Platform, c *caller) {
			c.wantCode(0, "/cgi-bin/menu/create", strings.Replace(oneButton, "{", `{"Button":1,`, 1))
		}, []string{`call menu.create: The platform ignores "Button"`, "> POST /cgi-bin/menu/create?access_token="}},
	} {
		tb := &testingTB{T: t}
		p := sandbox.Start(tb, sandbox.WithoutProblems())
		test.act(p, newCaller(t, p))
		tb.end()
		if test.want == nil && tb.failed != "" {
			t.Errorf("%s: %s", name, tb.failed)
		}
		for _, want := range test.want {
			if !strings.Contains(tb.failed, want) {
				t.Errorf("%s: %q lacks %q", name, tb.failed, want)
			}
		}
	}
}

// An invalid configuration ends the test.
func TestStartChecksTheConfig(t *testing.T) {
	t.Parallel()
	tb := &testingTB{T: t}
	sandbox.Start(tb, sandbox.WithConfig(sandbox.Config{Kind: "shop"}))
	tb.end()
	if !strings.Contains(tb.failed, `Kind is "shop": give one of personal, subscription`) {
		t.Errorf("the test ended with %q", tb.failed)
	}
}

// CheckJSSDK judges a wx.config as the page's script does.
func TestCheckJSSDK(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Query().Get("echostr")) }))
	c := newCaller(t, p)
	ticket := c.call("/cgi-bin/ticket/getticket?type=jsapi", "")["ticket"].(string)
	config := sandbox.JSSDKConfig{AppID: sandbox.DefaultAppID, Timestamp: "1414587457", NonceStr: "Wm3WZYTPz0wzccnW", URL: sandbox.AppURL + "/page?a=1#x"}
	if check := p.CheckJSSDK(config); check.OK || check.Problem == nil || check.Expected == nil {
		t.Fatalf("without a signature: %+v", check)
	}
	config.Signature = sign("jsapi_ticket=" + ticket + "&noncestr=Wm3WZYTPz0wzccnW&timestamp=1414587457&url=" + sandbox.AppURL + "/page?a=1")
	if check := p.CheckJSSDK(config); !check.OK || check.ErrMsg != "config:ok" {
		t.Errorf("the right signature: %+v", check)
	}
}
