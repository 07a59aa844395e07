package scanlogin_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
)

const (
	home    = "https://shop.example.com"
	path    = "/login/"
	chrome  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
	visitor = "203.0.113.7"
)

var cookieKey = []byte("a cookie key of the tests, not for use")

// fixture is a site with its account on the sandbox.
type fixture struct {
	t        testing.TB
	platform *sandbox.Platform
	baseURL  string
	login    *oauth.Login
	config   scanlogin.Config
	scan     *scanlogin.Login
	site     http.Handler
	log      *bytes.Buffer
	logger   *slog.Logger
	codes    atomic.Int64 // calls that make a QR code
}

// newFixture starts a site; change may change its configuration.
func newFixture(t testing.TB, change func(c *scanlogin.Config), opts ...sandbox.Option) *fixture {
	t.Helper()
	return newFixtureAt(t, "", change, opts...)
}

// newFixtureAt starts a site that is configured with its address.
func newFixtureAt(t testing.TB, baseURL string, change func(c *scanlogin.Config), opts ...sandbox.Option) *fixture {
	t.Helper()
	f := &fixture{t: t, platform: sandbox.Start(t, opts...), baseURL: baseURL, log: new(bytes.Buffer)}
	f.logger = slog.New(slog.NewTextHandler(f.log, nil))
	f.site = f.instance(change)
	f.platform.Connect(f.site)
	return f
}

// count counts the calls that make a QR code.
func (f *fixture) count(next endpoint.Handler) endpoint.Handler {
	return func(ctx context.Context, c *endpoint.Invocation) error {
		if c.Endpoint.Name == qrcode.Create.Describe().Name {
			f.codes.Add(1)
		}
		return next(ctx, c)
	}
}

// instance returns an instance of the site's program.
func (f *fixture) instance(change func(c *scanlogin.Config), opts ...wechatgo.Option) http.Handler {
	f.t.Helper()
	opts = append([]wechatgo.Option{
		wechatgo.WithHTTPClient(f.platform.Client()), wechatgo.WithBaseURL(f.platform.URL()),
		wechatgo.WithLogger(f.logger), wechatgo.WithMiddleware(f.count),
	}, opts...)
	wx, err := wechatgo.New(f.platform.Account(), opts...)
	if err != nil {
		f.t.Fatal(err)
	}
	f.login = wx.Login(oauth.Config{CookieKey: cookieKey, BaseURL: f.baseURL})
	c := scanlogin.Config{Name: "测试号", Login: f.login, Path: path}
	if change != nil {
		change(&c)
	}
	c.Client, c.AppID = wx.Endpoint(), f.platform.Account().AppID
	c.Logger = f.logger
	f.config, f.scan = c, wx.ScanLogin(c)

	mux := callback.NewMux()
	mux.Use(f.scan.Events)
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("the program got " + m.Content), nil
	})
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("welcome"), nil
	})
	site := http.NewServeMux()
	site.Handle("/wx", wx.Callback(mux))
	site.Handle(path, f.scan)
	site.Handle("/me", f.scan.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := oauth.User(r.Context())
		fmt.Fprintf(w, "%s %s", id.OpenID, id.UnionID)
	})))
	return site
}

// browser is a visitor's browser.
type browser struct {
	t       testing.TB
	site    http.Handler
	jar     http.CookieJar
	address string
	header  http.Header
}

func (f *fixture) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		f.t.Fatal(err)
	}
	return &browser{f.t, f.site, jar, visitor, http.Header{
		"User-Agent": {chrome}, "Accept-Language": {"zh-CN,zh;q=0.9"}, "Accept": {"text/html"},
		"Sec-Fetch-Site": {"same-origin"}, "Sec-Fetch-Mode": {"navigate"},
	}}
}

// answer is what a browser gets.
type answer struct {
	*http.Response
	body string
}

// exchange returns a request and what its answer is written to; form is that of a POST.
func (b *browser) exchange(ctx context.Context, method, target string, form url.Values) (*httptest.ResponseRecorder, *http.Request) {
	r := httptest.NewRequestWithContext(ctx, method, home+target, strings.NewReader(form.Encode()))
	r.RequestURI, r.RemoteAddr, r.TLS = target, b.address+":4711", new(tls.ConnectionState)
	r.Header = b.header.Clone()
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range b.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	return httptest.NewRecorder(), r
}

// send makes a request, as a script if it asks for JSON. Redirects are not followed.
func (b *browser) send(ctx context.Context, method, target string, form url.Values, json bool) answer {
	b.t.Helper()
	w, r := b.exchange(ctx, method, target, form)
	if json {
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Sec-Fetch-Mode", "cors")
	}
	b.site.ServeHTTP(w, r)
	res := w.Result()
	b.jar.SetCookies(r.URL, res.Cookies())
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{res, string(body)}
}

func (b *browser) get(target string) answer {
	b.t.Helper()
	return b.send(b.t.Context(), http.MethodGet, target, nil, false)
}

func (b *browser) post(target string, form url.Values) answer {
	b.t.Helper()
	return b.send(b.t.Context(), http.MethodPost, target, form, false)
}

// begin makes a code that leads to /me.
func (b *browser) begin() scanlogin.Begun {
	b.t.Helper()
	got := b.send(b.t.Context(), http.MethodPost, path+"begin", url.Values{"to": {"/me"}}, true)
	return decode[scanlogin.Begun](b.t, got, http.StatusOK)
}

// progress asks how far a login has come.
func (b *browser) progress(login string) scanlogin.Progress {
	b.t.Helper()
	got := b.send(b.t.Context(), http.MethodGet, path+"progress?login="+login, nil, true)
	return decode[scanlogin.Progress](b.t, got, http.StatusOK)
}

func (b *browser) finish(login string) answer {
	b.t.Helper()
	return b.post(path+"finish", url.Values{"login": {login}})
}

func decode[T any](t testing.TB, got answer, status int) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(got.body), &v); err != nil || got.StatusCode != status {
		t.Fatalf("%d %s: %v", got.StatusCode, got.body, err)
	}
	return v
}

// scene returns the scene of a code.
func (f *fixture) scene(begun scanlogin.Begun) string { return "wechatgo-login-" + begun.Login }

// ticket returns the ticket of a code's picture, by which a phone scans it.
func (f *fixture) ticket(begun scanlogin.Begun) string {
	f.t.Helper()
	u, err := url.Parse(begun.Picture)
	if err != nil || u.Query().Get("ticket") == "" {
		f.t.Fatalf("%v has no ticket", begun)
	}
	return u.Query().Get("ticket")
}

// follower returns a user who follows the account.
func (f *fixture) follower(name string) *sandbox.User {
	f.t.Helper()
	u := f.platform.User(name)
	u.Follow()
	return u
}

// wantLoggedIn says that a browser is logged in as a user, or as nobody if that is nil.
func wantLoggedIn(t testing.TB, b *browser, u *sandbox.User) {
	t.Helper()
	got := b.get("/me")
	switch {
	case u == nil && (got.StatusCode != http.StatusFound || !strings.HasPrefix(got.Header.Get("Location"), path)):
		t.Errorf("somebody is logged in: %d %s", got.StatusCode, got.body)
	case u != nil && (got.StatusCode != http.StatusOK || got.body != u.OpenID()+" "+u.UnionID()):
		t.Errorf("logged in: %d %s, want %s", got.StatusCode, got.body, u.OpenID())
	}
}

func wantState(t testing.TB, got scanlogin.Progress, state scanlogin.State, reason scanlogin.Reason) {
	t.Helper()
	is := scanlogin.Reason("")
	if got.Failure != nil {
		is = got.Error
	}
	if got.State != state || is != reason {
		t.Errorf("the state is %s %s, want %s %s", got.State, is, state, reason)
	}
}

// last returns the last text that a phone shows.
func last(t testing.TB, shown []sandbox.Entry) string {
	t.Helper()
	if len(shown) == 0 {
		t.Fatal("the phone shows nothing")
	}
	return shown[len(shown)-1].Text
}

// wrong returns two digits that are not those.
func wrong(digits string) string {
	if digits == "42" {
		return "43"
	}
	return "42"
}
