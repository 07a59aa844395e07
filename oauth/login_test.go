package oauth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/oauth"
)

const (
	authorizePath = "/connect/oauth2/authorize"
	tokenPath     = "/sns/oauth2/access_token"
	userinfoPath  = "/sns/userinfo"
)

func TestBaseLogin(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	got := b.open(home + "/base/me?from=menu")
	wantPage(t, got, http.StatusOK, "oAlice  snsapi_base snapshot=false from=menu")
	if got.url != home+"/base/me?from=menu" {
		t.Errorf("ended at %s", got.url)
	}
	if len(b.redirects) != 3 || !strings.HasSuffix(b.redirects[0], "&connect_redirect=1#wechat_redirect") || !strings.Contains(b.redirects[0], "scope=snsapi_base") {
		t.Errorf("redirected to %q", b.redirects)
	}
	if f.platform.count(userinfoPath) != 0 {
		t.Error("asked for user info without its scope")
	}

	wantPage(t, b.open(home+"/base/other"), http.StatusOK, "oAlice")
	if f.platform.count(authorizePath) != 1 || len(b.redirects) != 0 {
		t.Error("logged in twice within one session")
	}
}

func TestScopeIsWidenedAndNeverNarrowed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.open(home + "/base/")
	wantPage(t, b.open(home+"/info/"), http.StatusOK, "oAlice 爱丽丝<&> snsapi_userinfo")
	if !strings.Contains(b.redirects[0], "scope=snsapi_userinfo") {
		t.Errorf("redirected to %q", b.redirects)
	}
	wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice 爱丽丝<&> snsapi_userinfo")
	if got := f.platform.count(authorizePath); got != 2 {
		t.Errorf("%d visits of the authorize page, want 2", got)
	}
}

// With nested handlers, the outer login must not treat the inner one's redirect as a loop.
func TestScopeIsWidenedOnTheSamePage(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	inner := f.login.Require(oauth.UserInfo, http.HandlerFunc(writeUser))
	f.mux.Handle("/nested", f.login.Require(oauth.Base, inner))
	wantPage(t, f.browser().open(home+"/nested"), http.StatusOK, "snsapi_userinfo")
}

func TestPageKeepsItsOwnQuery(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		"",
		"?a=1&b=&a=2&c",
		"?q=%E4%BD%A0%E5%A5%BD%20x+y&url=https%3A%2F%2Fexample.org%2F%3Fcode%3D1",
		"?openId=lostOnTheWay",              // users report that WeChat drops this name
		"?code=COUPON5&x=1",                 // the page has a code of its own
		"?state=open&code=COUPON5",          // the page has a state of its own
		"?state=wechatgoTOOSHORT&page=2",    // the prefix alone does not make a login's state
		"?%63ode=COUPON5&%73tate=open&x=1",  // the page's encoded names decode to those that WeChat adds
		"?encode=1&statement=2&xcode=3",     // the names contain code and state
		"?" + strings.Repeat("long=1&", 99), // a long query
	} {
		f := newFixture(t, nil)
		address := home + "/info/%E6%88%91?"
		address = strings.TrimSuffix(address, "?") + query
		b := f.browser()
		back := b.callback(address)
		for _, visit := range []string{"first", "second, with a session"} {
			got := b.open(back)
			wantPage(t, got, http.StatusOK, "oAlice")
			if got.url != address {
				t.Errorf("%s visit of the callback ended at %s, want %s", visit, got.url, address)
			}
		}
	}
}

func TestRawBytesInAQueryAreEncoded(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	got := b.open(home + "/base/?q=你好")
	wantPage(t, got, http.StatusOK, "oAlice")
	if want := home + "/base/?q=%E4%BD%A0%E5%A5%BD"; got.url != want {
		t.Errorf("ended at %s, want %s", got.url, want)
	}
}

func TestRedirectsStayOnTheSite(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.hosts["www.example.com"] = f.login.Require(oauth.Base, http.HandlerFunc(writeUser)) // without a mux, which would clean paths
	for requestLine, want := range map[string]string{
		"//evil.com/x":         "/evil.com/x",
		"///evil.com/x":        "/evil.com/x",
		`/\evil.com`:           "/%5Cevil.com",
		`/\/evil.com`:          "/%5C/evil.com",
		"/%5Cevil.com":         "/%5Cevil.com",
		"/%09/evil.com":        "/%09/evil.com",
		"/%2F%2Fevil.com":      "/%2F%2Fevil.com",
		"/.//evil.com":         "/.//evil.com",
		"/?next=//evil.com":    "/?next=//evil.com",
		"/@evil.com":           "/@evil.com",
		"https://evil.com/a?b": "/a?b", // a proxy gets such request lines
	} {
		b := f.browser()
		begin := sendRaw(t, f, b, requestLine)
		redirectURI := mustParse(t, begin).Query().Get("redirect_uri")
		if redirectURI != home+want {
			t.Errorf("%s: redirect_uri %q, want %q", requestLine, redirectURI, home+want)
		}
		back := b.visit(begin).header.Get("Location")
		line := strings.TrimPrefix(back, home)
		want += "#" // a redirect without it leads to #wechat_redirect in the page
		if final := sendRaw(t, f, b, line); final != want {
			t.Errorf("%s: leads to %q, want %q", requestLine, final, want)
		}
		// A second visit, now with a session, is redirected as well.
		if final := sendRaw(t, f, b, line); final != want {
			t.Errorf("%s: with a session leads to %q, want %q", requestLine, final, want)
		}
		u, err := url.Parse(home + "/some/page")
		if err != nil {
			t.Fatal(err)
		}
		if final, err := u.Parse(want); err != nil || final.Host != "www.example.com" {
			t.Errorf("%s: a browser goes to %v (%v)", requestLine, final, err)
		}
	}
}

// sendRaw sends a request line unchanged and returns the Location of the answer.
func sendRaw(t *testing.T, f *fixture, b *browser, requestLine string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, home+"/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", wechat)
	for _, c := range b.cookies("") {
		req.AddCookie(c)
	}
	resp, err := rawTransport{f.hosts, requestLine}.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b.jar.SetCookies(req.URL, resp.Cookies())
	return resp.Header.Get("Location")
}

// rawTransport sends requestLine unchanged; net/http's client would clean it.
type rawTransport struct {
	hosts       hostTransport
	requestLine string
}

func (rt rawTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	site := rt.hosts["www.example.com"]
	return hostTransport{"www.example.com": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RequestURI = rt.requestLine
		if u, err := url.ParseRequestURI(rt.requestLine); err == nil {
			r.URL = u
		}
		site.ServeHTTP(w, r)
	})}.RoundTrip(req)
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestOnlyNavigationsAreRedirected(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method string
		header map[string]string
		status int
		json   bool
	}{
		"page":                       {"GET", map[string]string{"Accept": "text/html"}, 302, false},
		"page, no Accept":            {"GET", nil, 302, false},
		"HEAD":                       {"HEAD", nil, 302, false},
		"page of a new phone":        {"GET", map[string]string{"Sec-Fetch-Mode": "navigate"}, 302, false},
		"page on Android":            {"GET", map[string]string{"Accept": "text/html", "X-Requested-With": "com.tencent.mm"}, 302, false},
		"page of any type":           {"GET", map[string]string{"Accept": "*/*", "Sec-Fetch-Mode": "navigate"}, 302, false},
		"fetch":                      {"GET", map[string]string{"Accept": "*/*", "Sec-Fetch-Mode": "cors"}, 401, false},
		"fetch of HTML":              {"GET", map[string]string{"Accept": "text/html", "Sec-Fetch-Mode": "cors"}, 401, false},
		"fetch over http":            {"GET", map[string]string{"Accept": "*/*"}, 401, false},
		"XMLHttpRequest":             {"GET", map[string]string{"Accept": "text/html", "X-Requested-With": "XMLHttpRequest"}, 401, false},
		"fetch of JSON":              {"GET", map[string]string{"Accept": "application/json"}, 401, true},
		"fetch that posts JSON":      {"POST", map[string]string{"Accept": "*/*", "Content-Type": "application/json"}, 401, true},
		"picture":                    {"GET", map[string]string{"Accept": "image/*", "Sec-Fetch-Mode": "no-cors"}, 401, false},
		"a callback fetched by code": {"GET", map[string]string{"Accept": "*/*", "callback": "1"}, 401, false},
	} {
		f := newFixture(t, nil)
		b := f.browser()
		address := home + "/base/"
		if test.header["callback"] != "" {
			address = b.callback(address)
		}
		b.header = http.Header{}
		for k, v := range test.header {
			b.header.Set(k, v)
		}
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		got := b.do(test.method, address)
		if got.status != test.status {
			t.Errorf("%s: status %d, want %d", name, got.status, test.status)
		}
		if f.platform.count(tokenPath) != 0 {
			t.Errorf("%s: exchanged a code", name)
		}
		if test.status != http.StatusUnauthorized {
			continue
		}
		if test.json {
			want := `{"error":"login_required","message":"log in with WeChat first: open or reload the page in the browser","scope":"snsapi_base"}` + "\n"
			if diff := cmp.Diff(want, got.body); diff != "" || got.header.Get("Content-Type") != "application/json" {
				t.Errorf("%s: %s", name, diff)
			}
		} else if !strings.Contains(got.body, "log in with WeChat") {
			t.Errorf("%s: %q", name, got.body)
		}
	}
}

// A form cannot be sent through WeChat, so the user sees a page that says what to do.
func TestFormWithoutALogin(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	got := b.do(http.MethodPost, home+"/base/")
	wantPage(t, got, http.StatusUnauthorized, "请先登录", "没有提交", "</html>")
	b.header.Set("Sec-Fetch-Mode", "navigate")
	b.header.Set("Accept-Language", "en")
	wantPage(t, b.do(http.MethodPost, home+"/base/"), http.StatusUnauthorized, "Log in first", "</html>")
	if len(b.cookies("")) != 0 || strings.Contains(got.body, "<a ") {
		t.Error("a login was begun or offered for a form")
	}
}

// A session store may return an empty identity if there is no session.
func TestSessionWithoutAnOpenID(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *oauth.Config) { c.Sessions = emptyIdentity{} })
	if got := f.browser().visit(home + "/base/"); got.status != http.StatusFound {
		t.Errorf("the page was served without a user: %d %s", got.status, got.body)
	}
}

type emptyIdentity struct{ forgetfulSessions }

func (emptyIdentity) Get(*http.Request) (oauth.Identity, error) {
	return oauth.Identity{Scope: oauth.UserInfo, At: time.Now()}, nil
}

// Another subdomain may set a cookie of the same name over plain http, and the browser may send it first. It does not
// log the user in, and the site's own cookie is still found.
func TestForeignCookieOfTheSameName(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.open(home + "/base/")
	own := b.cookies("session")[0]
	for _, values := range [][]string{{"foreign", own.Value}, {own.Value, "foreign"}} {
		r := httptest.NewRequest(http.MethodGet, home+"/base/", nil)
		for _, value := range values {
			r.AddCookie(&http.Cookie{Name: own.Name, Value: value})
		}
		if id, err := f.login.Session(r); err != nil || id.OpenID != "oAlice" {
			t.Errorf("%q: %v", values, err)
		}
	}
}

// A shared cache must not give one user's page to another user.
func TestPageVariesByCookie(t *testing.T) {
	t.Parallel()
	if got := newFixture(t, nil).browser().open(home + "/base/"); got.header.Get("Vary") != "Cookie" {
		t.Errorf("Vary: %q", got.header.Get("Vary"))
	}
}

func TestPostWithASessionIsServed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	back := b.callback(home + "/base/")
	b.open(home + "/base/")
	wantPage(t, b.do(http.MethodPost, home+"/base/?x=1"), http.StatusOK, "oAlice")
	wantPage(t, b.do(http.MethodPost, back), http.StatusOK, "oAlice") // a redirect would lose the form
}

func TestOutsideWeChat(t *testing.T) {
	t.Parallel()
	chrome := "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
	t.Run("error page", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, nil)
		b := f.browser()
		b.agent = chrome
		got := b.open(home + "/base/?a=1&b=<2>")
		wantPage(t, got, http.StatusForbidden, "请在微信客户端打开链接", "https://www.example.com/base/?a=1&amp;b=&lt;2&gt;")
		if f.platform.count(authorizePath) != 0 || strings.Contains(got.body, "<a ") {
			t.Error("redirected or linked to WeChat")
		}
	})
	t.Run("any browser", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, func(c *oauth.Config) { c.AnyBrowser = true })
		b := f.browser()
		b.agent = chrome
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
	})
	t.Run("another platform", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, func(c *oauth.Config) { c.Client.Hosts, _ = endpoint.OneHost("http://sandbox.test:8088") })
		f.hosts["sandbox.test:8088"] = f.platform
		b := f.browser()
		b.agent = chrome
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
	})
	t.Run("existing session", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, nil)
		b := f.browser()
		b.open(home + "/base/")
		b.agent = chrome
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
	})
}

func TestSessionEndsAfterItsLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		b := f.browser()
		b.open(home + "/base/")
		kept := b.cookies("session")
		time.Sleep(7*24*time.Hour - time.Second)
		wantPage(t, b.visit(home+"/base/"), http.StatusOK, "oAlice")
		time.Sleep(2 * time.Second)
		b.setCookie(kept[0]) // the browser keeps cookies for longer
		if got := b.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("after 7 days: %d %s", got.status, got.body)
		}
	})
}

func TestSessionLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) { c.SessionLife = 5 * time.Second })
		b := f.browser()
		b.open(home + "/base/")
		time.Sleep(6 * time.Second) // within loopWindow, but after SessionLife
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
		if got := f.platform.count(authorizePath); got != 2 {
			t.Errorf("%d logins, want 2", got)
		}
	})
}

func TestLogout(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.mux.HandleFunc("POST /logout", func(rw http.ResponseWriter, r *http.Request) {
		if err := f.login.Logout(rw, r); err != nil {
			t.Error(err)
		}
	})
	f.mux.HandleFunc("/hello", func(rw http.ResponseWriter, r *http.Request) {
		id, err := f.login.Session(r)
		if errors.Is(err, oauth.ErrNoSession) {
			id.OpenID = "nobody"
		}
		rw.Write([]byte(id.OpenID))
	})
	b := f.browser()
	wantPage(t, b.open(home+"/hello"), http.StatusOK, "nobody")
	b.open(home + "/base/")
	wantPage(t, b.open(home+"/hello"), http.StatusOK, "oAlice")
	b.do(http.MethodPost, home+"/logout")
	if left := b.cookies("wechatgo"); len(left) != 0 {
		t.Errorf("cookies left: %v", left)
	}
	wantPage(t, b.open(home+"/hello"), http.StatusOK, "nobody")
	wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice") // a login right after a logout is not a loop
}

// memorySessions is a program's own session store.
type memorySessions struct {
	users map[string]oauth.Identity
	err   error
}

func (m *memorySessions) Get(r *http.Request) (oauth.Identity, error) {
	c, err := r.Cookie("sid")
	if m.err != nil || err != nil {
		return oauth.Identity{}, errors.Join(m.err, noSession(m.err))
	}
	return m.users[c.Value], nil
}

func noSession(err error) error {
	if err == nil {
		return oauth.ErrNoSession
	}
	return nil
}

func (m *memorySessions) Set(w http.ResponseWriter, _ *http.Request, id oauth.Identity) error {
	if id.OpenID == "" {
		return errors.New("no OpenID")
	}
	m.users["1"] = id
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: "1", Path: "/"})
	return m.err
}

func (m *memorySessions) Clear(http.ResponseWriter, *http.Request) error {
	clear(m.users)
	return m.err
}

func TestOwnSessionStore(t *testing.T) {
	t.Parallel()
	sessions := &memorySessions{users: map[string]oauth.Identity{}}
	f := newFixture(t, func(c *oauth.Config) { c.Sessions = sessions })
	b := f.browser()
	wantPage(t, b.open(home+"/info/"), http.StatusOK, "爱丽丝")
	if len(b.cookies("session")) != 0 {
		t.Error("the default store was used as well")
	}
	got := sessions.users["1"]
	want := oauth.Identity{
		OpenID: "oAlice", UnionID: "o6_union", Nickname: "爱丽丝<&>", Scope: oauth.UserInfo,
		HeadImgURL: "https://thirdwx.qlogo.cn/mmopen/x/46", At: got.At,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	fresh := f.browser()
	back := fresh.callback(home + "/info/")
	sessions.err = errors.New("redis is down")
	wantPage(t, b.open(home+"/info/"), http.StatusInternalServerError, "网站暂时不能登录", `href="/info/"`)
	if err := f.login.Logout(nil, &http.Request{}); err == nil {
		t.Error("Logout hides the store's error")
	}
	wantPage(t, fresh.open(back), http.StatusInternalServerError)
	if !strings.Contains(f.logs.String(), "redis is down") {
		t.Errorf("log: %s", f.logs)
	}
}

// A session store may accept a session and not keep it.
func TestSessionThatIsNotKept(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *oauth.Config) { c.Sessions = forgetfulSessions{} })
	b := f.browser()
	wantPage(t, b.open(home+"/base/"), http.StatusBadRequest, "浏览器没有保存登录状态", `href="/base/"`)
	if got := f.platform.count(authorizePath); got != 1 {
		t.Errorf("%d visits of the authorize page, want 1", got)
	}
	b.open(home + "/base/") // the user's second try is redirected to WeChat again
	if got := f.platform.count(authorizePath); got != 2 {
		t.Errorf("%d visits of the authorize page, want 2", got)
	}
}

type forgetfulSessions struct{}

func (forgetfulSessions) Get(*http.Request) (oauth.Identity, error) {
	return oauth.Identity{}, oauth.ErrNoSession
}
func (forgetfulSessions) Set(http.ResponseWriter, *http.Request, oauth.Identity) error { return nil }
func (forgetfulSessions) Clear(http.ResponseWriter, *http.Request) error               { return nil }

func TestBrowserThatRefusesCookies(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.client.Jar = nil
	wantPage(t, b.open(home+"/base/?x=1"), http.StatusBadRequest, "Cookie", `href="/base/?x=1"`)
	if got := f.platform.count(tokenPath); got != 0 {
		t.Errorf("%d exchanges without a state", got)
	}
}

// The Login that New returns beside an error answers each request with status 500 and the page of a wrong
// configuration, which does not name the reason.
func TestLoginThatIsNotSetUp(t *testing.T) {
	t.Parallel()
	login, err := oauth.New(oauth.Config{AppID: appID, Secret: secret, CookieKey: []byte("short key")})
	if err == nil {
		t.Fatal("a short key was accepted")
	}
	f := &fixture{t: t, hosts: hostTransport{"www.example.com": login.Require(oauth.Base, http.NotFoundHandler())}}
	got := f.browser().open(home + "/?code=code&state=state")
	wantPage(t, got, http.StatusInternalServerError, "网站的微信登录没有配置好")
	if strings.Contains(got.body, "CookieKey") || strings.Contains(got.body, "short key") || strings.Contains(got.body, secret) {
		t.Errorf("the page shows the reason: %s", got.body)
	}
	r := httptest.NewRequest(http.MethodGet, home, http.NoBody)
	if _, err := login.Session(r); !errors.Is(err, oauth.ErrNoSession) {
		t.Errorf("session: %v", err)
	}
	if _, err := login.Exchange(t.Context(), "code"); err == nil {
		t.Error("a code was exchanged")
	}
	if err := login.Logout(httptest.NewRecorder(), r); err != nil {
		t.Errorf("logout: %v", err)
	}
}
