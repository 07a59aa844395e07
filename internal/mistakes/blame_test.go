package mistakes_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// blame is a mistake whose answer may not blame something else: a cure that is wrong costs more than none.
type blame struct {
	mistake
	never []string // at no place
}

// travel calls the platform itself through a transport.
func travel(t http.RoundTripper) func(*scene) {
	return func(s *scene) {
		wx, err := wechatgo.New(account1(), wechatgo.WithHTTPClient(&http.Client{Transport: t}), wechatgo.WithLogger(s.logger()))
		if err != nil {
			s.Fatal(err)
		}
		_, err = wx.Menu.Get(s.Context())
		s.returned(err)
	}
}

// proxied calls the platform itself through a proxy.
func proxied(proxy string) func(*scene) {
	return func(s *scene) {
		u, err := url.Parse(proxy)
		if err != nil {
			s.Fatal(err)
		}
		travel(&http.Transport{Proxy: http.ProxyURL(u)})(s)
	}
}

// untrusted is a network on which no certificate is trusted, as in an image without root certificates.
type untrusted struct{}

func (untrusted) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, x509.UnknownAuthorityError{}
}

// answers is a callback that answers the handshake with a status and a body.
func answers(status int, body string) func(*scene) {
	return handshakes(func(w http.ResponseWriter, _ string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// refuses is a callback that refuses pushes with a status and a body.
func refuses(status int, body string) func(*scene) {
	return pushes(account.Safe, func(w http.ResponseWriter, _ []byte) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

var blames = []blame{
	{mistake{"AppSecret in quotes", refused(func(a *account.Account) { a.Secret = `"` + a.Secret + `"` }), map[place][]string{
		inError: {"Secret has quotes", "remove them"},
	}}, []string{"34 characters"}},
	{mistake{"AppID with a BOM", refused(func(a *account.Account) { a.AppID = "\ufeff" + a.AppID }), map[place][]string{
		inError: {"AppID has something at position 1", "not visible", "without a BOM"},
	}}, []string{"21 characters"}},
	{mistake{"short Token beside variables of other programs", func(s *scene) {
		s.Setenv("WECHAT_MCH_ID", "1230000109")
		refused(func(a *account.Account) { a.Token = "ab" })(s)
	}, map[place][]string{
		inError: {"Token has 2 characters"},
	}}, []string{"WECHAT_MCH_ID", "misspelt"}},
	{mistake{"AppID with a space, the environment has it without", func(s *scene) {
		s.Setenv("WECHAT_APPID", sandbox.DefaultAppID)
		refused(func(a *account.Account) { a.AppID += " " })(s)
	}, map[place][]string{
		inError: {"AppID has a space", "remove it"},
	}}, []string{"another account"}},
	{mistake{"image without root certificates", travel(untrusted{}), map[place][]string{
		inError: {"unknown authority", "install root certificates"},
	}}, []string{"http address"}},
	{mistake{"proxy that is given with https:// and speaks http", func(s *scene) {
		proxied(strings.Replace(s.serve(http.NotFoundHandler()), "http:", "https:", 1))(s)
	}, map[place][]string{
		inError: {"the proxy of HTTPS_PROXY", "correct the variable"},
	}}, []string{"begin the address with http://"}},
	{mistake{"proxy that does not run", func(s *scene) { proxied("http://" + s.unused())(s) }, map[place][]string{
		inError: {"the proxy of HTTPS_PROXY", "start it"},
	}}, nil},
	{mistake{"address of a proxy that fails", func(s *scene) {
		s.calls(s.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })))
	}, map[place][]string{
		inError: {"HTTP 503", "(WithBaseURL)"},
	}}, []string{"the program itself", "https://"}},
	{mistake{"callback: another program at the port (403)", answers(http.StatusForbidden, ""), map[place][]string{
		inSandbox: {"another program at the port", "占用该端口的其他程序"},
	}}, []string{". It refused the signature"}},
	{mistake{"callback: http to an https port of nginx", answers(
		http.StatusBadRequest, "<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>",
	), map[place][]string{
		inSandbox: {"begin the callback's address with https://", "以 https:// 开头"},
	}}, []string{"Token"}},
	{mistake{"callback: a login redirects", handshakes(func(w http.ResponseWriter, _ string) {
		w.Header()["Location"] = []string{"/login\x1b[2J"}
		w.WriteHeader(http.StatusFound)
	}), map[place][]string{
		inSandbox: {`/login\x1b[2J`, "if that is a login, leave the callback's path out", "若重定向到登录页"},
	}}, []string{"\x1b"}},
	{mistake{"push: CSRF (403)", refuses(http.StatusForbidden, "Forbidden - CSRF token not found in request\n"), map[place][]string{
		inSandbox: {"CSRF", "leave the callback's path out", "请将回调路径排除在外"},
	}}, []string{"which of the three"}},
	{mistake{"push: CSRF (419)", refuses(419, "<html>Page Expired</html>"), map[place][]string{
		inSandbox: {"CSRF", "leave the callback's path out"},
	}}, []string{"which of the three"}},
	{mistake{"push: a middleware has read the body", before(account.Safe, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inSandbox: {"the body is empty", "a middleware or a proxy", "中间件或代理"},
	}}, []string{"which of the three"}},
	{mistake{"push answered with HTML", pushes(account.Plain, func(w http.ResponseWriter, _ []byte) {
		_, _ = io.WriteString(w, "<!DOCTYPE html><p>hello")
	}), map[place][]string{
		inSandbox: {"web page (HTML)", "应答是网页"},
	}}, []string{"DOCTYPE"}},
	{mistake{"push answered with 204", pushes(account.Plain, func(w http.ResponseWriter, _ []byte) {
		w.WriteHeader(http.StatusNoContent)
	}), map[place][]string{
		inSandbox: {"HTTP 204", "Answer with 200", "请返回 200"},
	}}, []string{"log"}},
	{mistake{"callback: a proxy before a program that does not run", answers(http.StatusBadGateway, "<html>Bad Gateway</html>"), map[place][]string{
		inSandbox: {"HTTP 502", "Does the program run behind the proxy?", "代理后面的程序"},
	}}, []string{"<html>", "Token"}},
	{mistake{"callback: a long text that could steer a terminal", answers(http.StatusInternalServerError, strings.Repeat("\x1b[2J", 100)), map[place][]string{
		inSandbox: {"HTTP 500", "Look into the app's log"},
	}}, []string{"\x1b", `\x1b`}},
	{mistake{"callback: a short text that could steer a terminal", answers(http.StatusInternalServerError, "\x1b[2J"), map[place][]string{
		inSandbox: {"HTTP 500", `\x1b[2J`},
	}}, []string{"\x1b"}},
	{mistake{"push: a proxy gives a body of its own", before(account.Safe, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				r.Body = io.NopCloser(strings.NewReader("<xml><a>b</a></xml>"))
			}
			next.ServeHTTP(w, r)
		})
	}), map[place][]string{
		inLog:     {"the body has no Encrypt", "alters the body"},
		inSandbox: {"the body has no Encrypt", "a middleware or a proxy"},
	}}, []string{"which of the three", "the push came plain"}},
	{mistake{"explain: a number that is none", func(s *scene) { s.command("explain", "99999999999999999999") }, map[place][]string{
		inOutput: {"is not a code: give a number"},
	}}, []string{"strconv"}},
}

func TestNoMistakeIsBlamedOnSomethingElse(t *testing.T) {
	for _, name := range []string{
		account.EnvAppID, account.EnvSecret, account.EnvToken, account.EnvEncodingAESKey,
		account.EnvPreviousEncodingAESKey, account.EnvMode, "WECHAT_API_BASE",
	} {
		t.Setenv(name, "")
	}
	for _, m := range blames {
		t.Run(m.name, func(t *testing.T) {
			s := newScene(t)
			m.make(s)
			for where, parts := range m.says {
				for _, part := range parts {
					if !strings.Contains(s.text(where), part) {
						t.Errorf("%s lacks %q", where, part)
					}
				}
			}
			for where, text := range s.texts {
				for _, part := range m.never {
					if strings.Contains(text.String(), part) {
						t.Errorf("%s has %q", where, part)
					}
				}
				if t.Failed() {
					t.Logf("%s:\n%s", where, text)
				}
			}
		})
	}
}

// What a sender writes as a message's type fills neither the log nor the memory: in plain mode no signature covers it.
func TestLongTypeIsLoggedShort(t *testing.T) {
	s := newScene(t)
	p := s.platform(sandbox.Config{Account: account.Account{Mode: account.Plain}})
	mux := callback.NewMux()
	callback.On(mux, func(context.Context, *message.Image) (reply.Reply, error) { return reply.Text("hello"), nil })
	h := s.client(p, p.Account()).Callback(mux)
	push := fmt.Sprintf(
		"<xml><FromUserName>a</FromUserName><ToUserName>b</ToUserName><CreateTime>1</CreateTime><MsgId>1</MsgId><MsgType>%s</MsgType></xml>",
		strings.Repeat("Q", 100_000),
	)
	r := httptest.NewRequest(http.MethodPost, "/wx?"+sign(sandbox.DefaultToken, "1400000000", "2"), strings.NewReader(push))
	h.ServeHTTP(httptest.NewRecorder(), r)
	if log := s.text(inLog); !strings.Contains(log, "no route takes") || len(log) > 1000 {
		t.Errorf("%d bytes are logged: %.200q", len(log), log)
	}
}

// The line about another program that fetches tokens comes once an hour, however often tokens end.
func TestTokenThatEndsEarlyIsLoggedOnce(t *testing.T) {
	s := newScene(t)
	p := s.platform(sandbox.Config{})
	wx := s.client(p, p.Account(), wechatgo.WithClassicToken())
	_, _ = wx.Menu.Get(s.Context())
	for range 4 {
		p.RenewClassicToken(false)
		p.Clock.Advance(10 * time.Minute) // so that the token before is no longer taken
		_, _ = wx.Menu.Get(s.Context())
	}
	if got := strings.Count(s.text(inLog), "before its end"); got != 1 {
		t.Errorf("the line stands %d times in the log:\n%s", got, s.text(inLog))
	}
}
