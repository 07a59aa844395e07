package sandbox_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// cloudApp answers pushes of cloud hosting, and the probe with success.
func cloudApp(answer func(m push) string) *app {
	return &app{answer: func(m push) string {
		if strings.Contains(m.Body, "<action>CheckContainerPath</action>") {
			return "success"
		}
		return answer(m)
	}}
}

// In cloud hosting a push has the header x-wx-source, and neither a query nor a signature nor encryption.
func TestCloudHosting(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t, sandbox.WithMode(account.CloudHosting), sandbox.WithoutProblems())
	a := cloudApp(func(m push) string { return m.reply(text("> " + m.Content)) })
	if h := p.Connect(a); !h.OK {
		t.Fatal(h.Problem)
	}
	alice := p.User("alice")
	alice.Follow()
	wantLines(t, alice.Send("你好"), "account: > 你好")
	received := a.received()
	if len(received) != 3 {
		t.Fatalf("%d requests", len(received))
	}
	for _, m := range received {
		if len(m.Query) != 0 || m.Head.Get("x-wx-source") == "" || m.Encrypt != "" {
			t.Errorf("query %v, header %v, body %s", m.Query, m.Head, m.Body)
		}
	}
	if m := received[2]; m.Content != "你好" || m.FromUserName != alice.OpenID() || m.ToUserName != sandbox.DefaultOriginalID {
		t.Errorf("%+v", m)
	}
	x := lastPush(t, p)
	if x.Mode != "cloud" || len(x.Signatures) != 0 || x.Request.Opened != "" || x.Request.Headers["X-Wx-Source"] == "" || strings.Contains(x.Request.URL, "?") {
		t.Errorf("%+v", x)
	}
	if p.Account().EncodingAESKey != "" {
		t.Error("the account has a key that nothing uses")
	}
}

// What the platform would not take of a program in cloud hosting is refused, and the problem names the mode.
func TestCloudHostingRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		probe, push string
		status      int
		en, zh      string
	}{
		"another answer to the probe": {probe: "ok", en: "The answer to the probe", zh: "检测请求"},
		"the probe is refused":        {status: http.StatusBadRequest, en: "WECHAT_MODE=cloud", zh: "WECHAT_MODE=cloud"},
		"a sealed reply": {
			probe: "success", push: "<xml><Encrypt>x</Encrypt><MsgSignature>x</MsgSignature><TimeStamp>1</TimeStamp><Nonce>1</Nonce></xml>",
			en: "in cloud hosting pushes and replies are plain", zh: "都是明文",
		},
		"a reply in JSON": {push: `{"MsgType":"text"}`, en: "neither XML", zh: "既不是 XML"},
	} {
		p := sandbox.New(sandbox.Config{Account: account.Account{Mode: account.CloudHosting}})
		p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			answer := c.push
			if strings.Contains(string(body), "CheckContainerPath") {
				answer = c.probe
			}
			if c.status != 0 {
				w.WriteHeader(c.status)
			}
			io.WriteString(w, answer)
		}))
		wantLines(t, p.User("alice").Follow(), "system: "+hint)
		problems := p.Problems()
		wantProblem(t, name, problems[0].Problem, c.en, c.zh)
		p.Close()
	}
}

// Where the mode becomes cloud hosting or another one, the address is verified anew before the next push.
func TestSwitchToCloudHosting(t *testing.T) {
	t.Parallel()
	p, a, alice := startFollowed(t)
	handshakes := func() (list []string) {
		for _, x := range p.Exchanges() {
			if x.Kind == "handshake" {
				list = append(list, x.Request.Method)
			}
		}
		return list
	}
	for _, mode := range []account.Mode{account.CloudHosting, account.Plain, account.Safe} {
		if err := p.SetMode(mode); err != nil {
			t.Fatal(err)
		}
		if mode == account.CloudHosting {
			a.answer = cloudApp(func(push) string { return "success" }).answer
		}
		alice.Send("x")
		if x := lastPush(t, p); !x.OK || x.Mode != mode.String() {
			t.Errorf("%v: %+v", mode, x)
		}
	}
	if got := strings.Join(handshakes(), " "); got != "GET POST GET" {
		t.Errorf("verified by %s", got)
	}
}
