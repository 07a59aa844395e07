package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
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

// A bot that answers after 14 s, and later by pick-up, has no problem, as docs/sandbox.md tests it. A push whose message
// stays without an answer is one.
func TestSlowAnswersAreNoProblem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes   time.Duration
		opts    []callback.Option
		problem string
	}{
		"in time":    {9 * time.Second, nil, ""},
		"by pick-up": {30 * time.Second, nil, ""},
		"a program that never answers": {30 * time.Second, []callback.Option{callback.WithStillWorkingFunc(func(time.Duration) reply.Reply {
			time.Sleep(time.Second)
			return nil
		})}, "late"},
	} {
		synctest.Test(t, func(t *testing.T) {
			tb := &testingTB{T: t}
			p := sandbox.Start(tb, sandbox.WithKind("personal"), sandbox.WithoutProblems())
			mux := callback.NewMux()
			callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) {
				time.Sleep(c.takes)
				return reply.Text("the answer"), nil
			})
			app, err := callback.New(p.Account(), mux, c.opts...)
			if err != nil {
				t.Fatal(err)
			}
			p.Connect(app)
			alice := p.User("alice")
			alice.Follow()
			alice.Send("a question")
			time.Sleep(time.Minute)
			if name == "by pick-up" {
				if got := alice.Send("继续"); len(got) != 1 || got[0].Text != "the answer" {
					t.Errorf("%s: the phone shows %v", name, got)
				}
			}
			if err := app.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			tb.end()
			if (tb.failed == "") != (c.problem == "") || !strings.Contains(tb.failed, c.problem) {
				t.Errorf("%s: %q", name, tb.failed)
			}
		})
	}
}
