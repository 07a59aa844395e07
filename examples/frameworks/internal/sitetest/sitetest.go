// Package sitetest checks the program of a framework on the sandbox, over the loopback.
package sitetest

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/examples/internal/exampletest"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Start starts a sandbox, and a program with the given conversation until the test ends. It returns the program's
// address.
func Start(
	t *testing.T, server func(site.Site) site.Server, conversation callback.Handler,
) (p *sandbox.Platform, address string) {
	t.Helper()
	t.Setenv(site.EnvCookieKey, strings.Repeat("k", 32))
	wechat := httptest.NewUnstartedServer(nil)
	base := "http://" + wechat.Listener.Addr().String()
	p = sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Base: base}))
	wechat.Config.Handler = p
	wechat.Start()
	t.Cleanup(wechat.Close)
	wx, err := wechatgo.New(p.Account(), wechatgo.WithBaseURL(base))
	if err != nil {
		t.Fatal(err)
	}
	listener := exampletest.Listen(t)
	address = "http://" + listener.Addr().String()
	s, err := site.New(wx, address)
	if err != nil {
		t.Fatal(err)
	}
	s.Callback = wx.Callback(conversation)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- site.Serve(ctx, listener, wx, server(s)) }()
	t.Cleanup(func() {
		end()
		if err := <-ended; err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	p.Callback(address + "/wx")
	return p, address
}

// Check checks the callback, the login, the JS-SDK's endpoint and the end of a program.
func Check(t *testing.T, server func(site.Site) site.Server) {
	t.Helper()
	t.Run("callback", func(t *testing.T) { checkCallback(t, server) })
	t.Run("login", func(t *testing.T) { checkLogin(t, server) })
	t.Run("JS-SDK", func(t *testing.T) { checkJSSDK(t, server) })
	t.Run("end", func(t *testing.T) {
		exampletest.EndsServerFirst(t, func(
			ctx context.Context, l net.Listener, wx *wechatgo.Client, s *http.Server,
		) error {
			webhook, _ := s.Handler.(*callback.Server)
			return site.Serve(
				ctx,
				l,
				wx,
				server(site.Site{Callback: webhook, Login: &oauth.Login{}, JSSDK: &jssdk.SDK{}}),
			)
		})
	})
}

// do sends a request without following redirects, and returns the status and the body.
func do(t *testing.T, method, address string, body io.Reader) (status int, text string, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw), err
}

func checkCallback(t *testing.T, server func(site.Site) site.Server) {
	p, _ := Start(t, server, site.Conversation())
	alice := p.User("alice")
	alice.Follow()
	if got := alice.Send("hello"); len(got) != 1 || got[0].Text != "收到：hello" {
		t.Errorf("the phone shows %v", got)
	}
	exchanges := p.Exchanges()
	push := exchanges[len(exchanges)-1].Request
	// The same push once more, by a client that streams its body and does not say how long it is.
	if status, text, _ := do(
		t,
		http.MethodPost,
		push.URL,
		io.MultiReader(strings.NewReader(push.Body)),
	); status != http.StatusOK ||
		!strings.Contains(text, "<Encrypt>") {
		t.Errorf("a push with a streamed body is answered %d %q", status, text)
	}
	forged := strings.Replace(push.URL, "msg_signature=", "msg_signature=0", 1)
	if status, _, _ := do(t, http.MethodPost, forged, strings.NewReader(push.Body)); status != http.StatusForbidden {
		t.Errorf("a forged push is answered %d", status)
	}
	long := strings.NewReader(strings.Repeat(" ", int(callback.DefaultMaxBody)+1))
	status, _, err := do(t, http.MethodPost, push.URL, long)
	if err == nil && status != http.StatusRequestEntityTooLarge { // a server may close the connection instead
		t.Errorf("a push beyond the bound is answered %d", status)
	}
}

func checkLogin(t *testing.T, server func(site.Site) site.Server) {
	p, address := Start(t, server, site.Conversation())
	alice := p.User("alice")
	for range 2 { // the second time by her session
		if page := alice.Open(address + "/me"); page.Status != http.StatusOK || page.Body != "Hello "+alice.OpenID() {
			t.Errorf("her page: %d %q", page.Status, page.Body)
		}
	}
	if n := p.Counters().Calls["sns.access_token"]; n > 1 {
		t.Errorf("%d codes were exchanged for one login", n)
	}
	// Nobody: the page itself must not run.
	if status, text, _ := do(
		t,
		http.MethodGet,
		address+"/me",
		nil,
	); status != http.StatusFound ||
		strings.Contains(text, "Hello") {
		t.Errorf("a browser that is not logged in gets %d %q", status, text)
	}
}

func checkJSSDK(t *testing.T, server func(site.Site) site.Server) {
	p, address := Start(t, server, site.Conversation())
	page := address + "/me?from=share"
	status, text, _ := do(t, http.MethodGet, address+"/wx/jssdk?url="+url.QueryEscape(page), nil)
	var config struct {
		AppID, NonceStr, Signature string
		Timestamp                  int64
	}
	if err := json.Unmarshal([]byte(text), &config); status != http.StatusOK || err != nil {
		t.Fatalf("the endpoint answers %d %s", status, text)
	}
	check := p.CheckJSSDK(sandbox.JSSDKConfig{
		AppID: config.AppID, Timestamp: strconv.FormatInt(config.Timestamp, 10), NonceStr: config.NonceStr,
		Signature: config.Signature, URL: page,
	})
	if check.Problem != nil {
		t.Errorf("the signature is refused: %v", check.Problem)
	}
}
