package jssdk_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/jssdk"
)

// These are the values of the platform's documented example.
const (
	docTicket    = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
	docNonce     = "Wm3WZYTPz0wzccnW"
	docTimestamp = 1414587457
	docURL       = "http://mp.weixin.qq.com?params=value"
	docSignature = "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
)

func TestSignature(t *testing.T) {
	t.Parallel()
	if got := jssdk.Signature(docTicket, docNonce, docTimestamp, docURL); got != docSignature {
		t.Errorf("Signature = %s, want the documented %s", got, docSignature)
	}
}

// tickets is a source that always returns the same ticket and error.
type tickets struct {
	ticket string
	err    error
}

func (f tickets) Ticket(_ context.Context, kind string) (string, error) {
	if kind != "jsapi" {
		return "", errors.New("kind " + kind)
	}
	return f.ticket, f.err
}

func newSDK(t testing.TB, change func(*jssdk.Config)) *jssdk.SDK {
	t.Helper()
	c := jssdk.Config{
		AppID:   "wx0123456789abcdef",
		Tickets: tickets{ticket: docTicket},
		Hosts:   []string{"www.example.com", "127.0.0.1:8089", "MP.weixin.qq.com"},
		Logger:  slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&c)
	}
	sdk, err := jssdk.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return sdk
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	hosts := func(h ...string) func(*jssdk.Config) { return func(c *jssdk.Config) { c.Hosts = h } }
	script := func(u string) func(*jssdk.Config) { return func(c *jssdk.Config) { c.ScriptURL = u } }
	for name, c := range map[string]struct {
		field  string
		change func(*jssdk.Config)
	}{
		"no appid":          {"AppID", func(c *jssdk.Config) { c.AppID = "" }},
		"no tickets":        {"Tickets", func(c *jssdk.Config) { c.Tickets = nil }},
		"no hosts":          {"Hosts", hosts()},
		"empty host":        {"Hosts", hosts("www.example.com", "")},
		"wildcard":          {"Hosts", hosts("*.example.com")},
		"star":              {"Hosts", hosts("*")},
		"scheme":            {"Hosts", hosts("https://www.example.com")},
		"path":              {"Hosts", hosts("www.example.com/")},
		"user":              {"Hosts", hosts("user@www.example.com")},
		"space":             {"Hosts", hosts(" www.example.com")},
		"not ASCII":         {"Hosts", hosts("例子.com")},
		"port alone":        {"Hosts", hosts(":8089")},
		"port missing":      {"Hosts", hosts("www.example.com:")},
		"port not a number": {"Hosts", hosts("www.example.com:http")},
		"script not http":   {"ScriptURL", script("javascript:alert(1)")},
		"script relative":   {"ScriptURL", script("jweixin.js")},
		"script broken":     {"ScriptURL", script("https://%zz/")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := jssdk.Config{AppID: "wx0123456789abcdef", Tickets: tickets{}, Hosts: []string{"www.example.com"}}
			c.change(&cfg)
			_, err := jssdk.New(cfg)
			wantField(t, err, c.field)
		})
	}
	if _, err := jssdk.New(jssdk.Config{AppID: "wx0123456789abcdef", Tickets: tickets{}, Hosts: []string{"[::1]:8089"}, ScriptURL: "/open/js/jweixin-1.6.0.js"}); err != nil {
		t.Errorf("New = %v", err)
	}
}

// wantField checks that an error is about a field of a Config.
func wantField(t *testing.T, err error, path string) {
	t.Helper()
	var refused *field.Error
	if !errors.As(err, &refused) || refused.Path != path || !strings.HasPrefix(err.Error(), "jssdk: "+path+" ") {
		t.Errorf("got %v, want a field.Error about %s", err, path)
	}
}

// The signed URL has the same bytes as the URL that the browser shows.
func TestSignKeepsBytes(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, nil)
	for page, want := range map[string]string{
		docURL:                         docURL,
		"https://www.example.com":      "https://www.example.com",
		"https://www.example.com/#top": "https://www.example.com/",
		"https://www.example.com/a?b=1#/route?c=2#3":               "https://www.example.com/a?b=1",
		"https://www.example.com/?b=2&a=1&a=":                      "https://www.example.com/?b=2&a=1&a=",
		"https://www.example.com/%e4%b8%ad/%E4%B8%AD?q=%2f+%20":    "https://www.example.com/%e4%b8%ad/%E4%B8%AD?q=%2f+%20",
		"https://www.example.com/中?q=文":                            "https://www.example.com/中?q=文",
		"https://www.example.com/%zz?%":                            "https://www.example.com/%zz?%",
		"https://www.example.com/a/../b//c?x=<>\"'|{}":             "https://www.example.com/a/../b//c?x=<>\"'|{}",
		"https://WWW.Example.COM/?":                                "https://WWW.Example.COM/?",
		"http://127.0.0.1:8089/share?from=singlemessage&amp;x=1&y": "http://127.0.0.1:8089/share?from=singlemessage&amp;x=1&y",
		"https://www.example.com/?u=https://www.example.org/@":     "https://www.example.com/?u=https://www.example.org/@",
	} {
		before := time.Now().Unix()
		got, err := sdk.Sign(t.Context(), page)
		if err != nil {
			t.Errorf("Sign(%q): %v", page, err)
			continue
		}
		if got.URL != want || got.AppID != "wx0123456789abcdef" || got.Timestamp < before || len(got.NonceStr) < 16 {
			t.Errorf("Sign(%q) = %+v", page, got)
		}
		if want := jssdk.Signature(docTicket, got.NonceStr, got.Timestamp, want); got.Signature != want {
			t.Errorf("Sign(%q): signature %s, want %s", page, got.Signature, want)
		}
	}
	a, _ := sdk.Sign(t.Context(), docURL)
	if b, _ := sdk.Sign(t.Context(), docURL); a.NonceStr == b.NonceStr {
		t.Error("two signatures have the same nonce")
	}
}

func TestSignRefusesHosts(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, nil)
	for page, host := range map[string]string{
		"https://example.com/":                         "example.com",
		"https://a.www.example.com/":                   "a.www.example.com",
		"https://www.example.com.evil.example/":        "www.example.com.evil.example",
		"https://www.example.com./":                    "www.example.com.",
		"https://www.example.com:8443/":                "www.example.com:8443",
		"http://127.0.0.1/":                            "127.0.0.1",
		"https://evil.example/?www.example.com":        "evil.example",
		"https://evil.example?@www.example.com/":       "evil.example",
		"https://evil.example#https://www.example.com": "evil.example",
	} {
		_, err := sdk.Sign(t.Context(), page)
		var refused *jssdk.HostError
		if !errors.As(err, &refused) || refused.Host != host || !strings.Contains(err.Error(), "Hosts") {
			t.Errorf("Sign(%q) = %v, want a HostError about %s", page, err, host)
		}
	}
}

func TestSignRefusesMalformedURLs(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, nil)
	for _, page := range []string{
		"", "#", "www.example.com/", "/share", "//www.example.com/", "ftp://www.example.com/", "javascript:alert(1)//www.example.com",
		"javascript://www.example.com/%0aalert(1)", "https://", "https:///path", "https://user@www.example.com/", "https://www.example.com:pw@evil.example/",
		`https://evil.example\.www.example.com/`, "https:\\\\www.example.com/", "blob:https://www.example.com/1",
		"https://mp.we\u0130xin.qq.com/", "http\u017f://www.example.com/", "https://www.example\u3002com/", // letters that become ASCII in lower case, or in a browser
		"https://www.example.com/a b", "https://www.example.com/\n", "https://www.example.com/\x7f", "https%3A%2F%2Fwww.example.com%2F", "https:www.example.com",
	} {
		_, err := sdk.Sign(t.Context(), page)
		var refused *jssdk.URLError
		if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), "jssdk: ") {
			t.Errorf("Sign(%q) = %v, want a URLError", page, err)
		}
	}
}

func TestSignWithoutTicket(t *testing.T) {
	t.Parallel()
	errTicket := errors.New("no ticket")
	sdk := newSDK(t, func(c *jssdk.Config) { c.Tickets = tickets{err: errTicket} })
	if _, err := sdk.Sign(t.Context(), docURL); !errors.Is(err, errTicket) {
		t.Errorf("Sign = %v", err)
	}
	if _, err := sdk.Explain(t.Context(), docURL, jssdk.Signed{}); !errors.Is(err, errTicket) {
		t.Errorf("Explain = %v", err)
	}
}

func BenchmarkJSSDKSign(b *testing.B) {
	sdk := newSDK(b, nil)
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sdk.Sign(ctx, "https://www.example.com/share?from=singlemessage&isappinstalled=0#top"); err != nil {
			b.Fatal(err)
		}
	}
}
