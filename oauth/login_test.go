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
	w := newWorld(t, nil)
	b := w.browser()
	got := b.open(home + "/base/me?from=menu")
	wantPage(t, got, http.StatusOK, "oAlice  snsapi_base snapshot=false from=menu")
	if got.url != home+"/base/me?from=menu" {
		t.Errorf("ended at %s", got.url)
	}
	if len(b.trail) != 3 || !strings.HasSuffix(b.trail[0], "&connect_redirect=1#wechat_redirect") || !strings.Contains(b.trail[0], "scope=snsapi_base") {
		t.Errorf("led by %q", b.trail)
	}
	if w.platform.count(userinfoPath) != 0 {
		t.Error("asked for user info without its scope")
	}

	wantPage(t, b.open(home+"/base/other"), http.StatusOK, "oAlice")
	if w.platform.count(authorizePath) != 1 || len(b.trail) != 0 {
		t.Error("logged in twice in one session")
	}
}

func TestScopeIsWidenedWhereAskedAndNeverNarrowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	b.open(home + "/base/")
	wantPage(t, b.open(home+"/info/"), http.StatusOK, "oAlice 爱丽丝<&> snsapi_userinfo")
	if !strings.Contains(b.trail[0], "scope=snsapi_userinfo") {
		t.Errorf("led by %q", b.trail)
	}
	wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice 爱丽丝<&> snsapi_userinfo")
	if got := w.platform.count(authorizePath); got != 2 {
		t.Errorf("%d visits of the authorize page, want 2", got)
	}
}

// Nested: the outer login must not take the inner one's redirect for a loop.
func TestScopeIsWidenedOnTheSamePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	inner := w.login.Require(oauth.UserInfo, http.HandlerFunc(whoami))
	w.mux.Handle("/nested", w.login.Require(oauth.Base, inner))
	wantPage(t, w.browser().open(home+"/nested"), http.StatusOK, "snsapi_userinfo")
}

func TestPageKeepsItsOwnQuery(t *testing.T) {
	t.Parallel()
	for _, query := range []string{
		"",
		"?a=1&b=&a=2&c",
		"?q=%E4%BD%A0%E5%A5%BD%20x+y&url=https%3A%2F%2Fexample.org%2F%3Fcode%3D1",
		"?openId=lostOnTheWay",              // users report that WeChat drops this name
		"?code=COUPON5&x=1",                 // a page's own code
		"?state=open&code=COUPON5",          // and its own state, which is none of ours
		"?state=wechatgoTOOSHORT&page=2",    //
		"?%63ode=COUPON5&%73tate=open&x=1",  // which WeChat's would come after, to the same decoder
		"?encode=1&statement=2&xcode=3",     // names that only contain ours
		"?" + strings.Repeat("long=1&", 99), //
	} {
		w := newWorld(t, nil)
		address := home + "/info/%E6%88%91?"
		address = strings.TrimSuffix(address, "?") + query
		b := w.browser()
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
	w := newWorld(t, nil)
	b := w.browser()
	got := b.open(home + "/base/?q=你好")
	wantPage(t, got, http.StatusOK, "oAlice")
	if want := home + "/base/?q=%E4%BD%A0%E5%A5%BD"; got.url != want {
		t.Errorf("ended at %s, want %s", got.url, want)
	}
}

func TestRedirectsStayOnTheSite(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.internet["www.example.com"] = w.login.Require(oauth.Base, http.HandlerFunc(whoami)) // no mux that cleans paths
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
		"https://evil.com/a?b": "/a?b", // a request line as a proxy gets it
	} {
		b := w.browser()
		begin := raw(t, w, b, requestLine)
		redirectURI := mustParse(t, begin).Query().Get("redirect_uri")
		if redirectURI != home+want {
			t.Errorf("%s: redirect_uri %q, want %q", requestLine, redirectURI, home+want)
		}
		back := b.visit(begin).header.Get("Location")
		line := strings.TrimPrefix(back, home)
		if final := raw(t, w, b, line); final != want {
			t.Errorf("%s: leads to %q, want %q", requestLine, final, want)
		}
		// A second visit, now with a session, is redirected as well.
		if final := raw(t, w, b, line); final != want {
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

// raw sends a request line as it is and returns where the answer leads.
func raw(t *testing.T, w *world, b *browser, requestLine string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, home+"/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", wechat)
	for _, c := range b.cookies("") {
		req.AddCookie(c)
	}
	resp, err := rewritten{w.internet, requestLine}.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b.jar.SetCookies(req.URL, resp.Cookies())
	return resp.Header.Get("Location")
}

// rewritten replaces the request line, which net/http's client would clean.
type rewritten struct {
	internet    internet
	requestLine string
}

func (rw rewritten) RoundTrip(req *http.Request) (*http.Response, error) {
	site := rw.internet["www.example.com"]
	return internet{"www.example.com": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RequestURI = rw.requestLine
		if u, err := url.ParseRequestURI(rw.requestLine); err == nil {
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

func TestOnlyNavigationsAreSentToLogIn(t *testing.T) {
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
		w := newWorld(t, nil)
		b := w.browser()
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
		if w.platform.count(tokenPath) != 0 {
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

// A form cannot go through WeChat, so a page tells the user what to do.
func TestFormWithoutALogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	got := b.do(http.MethodPost, home+"/base/")
	wantPage(t, got, http.StatusUnauthorized, "请先登录", "没有提交", "</html>")
	b.header.Set("Sec-Fetch-Mode", "navigate")
	b.header.Set("Accept-Language", "en")
	wantPage(t, b.do(http.MethodPost, home+"/base/"), http.StatusUnauthorized, "Log in first", "</html>")
	if len(b.cookies("")) != 0 || strings.Contains(got.body, "<a ") {
		t.Error("a login was begun or offered at an address that takes posts")
	}
}

// A session store that finds nobody may say so with an empty identity.
func TestSessionWithoutAnOpenID(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *oauth.Config) { c.Sessions = nobody{} })
	if got := w.browser().visit(home + "/base/"); got.status != http.StatusFound {
		t.Errorf("served to nobody: %d %s", got.status, got.body)
	}
}

type nobody struct{ forgetful }

func (nobody) Get(*http.Request) (oauth.Identity, error) {
	return oauth.Identity{Scope: oauth.UserInfo, At: time.Now()}, nil
}

// A neighbour on another subdomain may set a cookie of the same name over plain http, and the browser may send it
// first. It neither logs in nor keeps the own one from being found.
func TestForeignCookieOfTheSameName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	b.open(home + "/base/")
	own := b.cookies("session")[0]
	for _, values := range [][]string{{"foreign", own.Value}, {own.Value, "foreign"}} {
		r := httptest.NewRequest(http.MethodGet, home+"/base/", nil)
		for _, value := range values {
			r.AddCookie(&http.Cookie{Name: own.Name, Value: value})
		}
		if id, err := w.login.Session(r); err != nil || id.OpenID != "oAlice" {
			t.Errorf("%q: %v", values, err)
		}
	}
}

// A shared cache must not give one user's page to somebody else.
func TestPageVariesByCookie(t *testing.T) {
	t.Parallel()
	if got := newWorld(t, nil).browser().open(home + "/base/"); got.header.Get("Vary") != "Cookie" {
		t.Errorf("Vary: %q", got.header.Get("Vary"))
	}
}

func TestPostWithASessionIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	back := b.callback(home + "/base/")
	b.open(home + "/base/")
	wantPage(t, b.do(http.MethodPost, home+"/base/?x=1"), http.StatusOK, "oAlice")
	wantPage(t, b.do(http.MethodPost, back), http.StatusOK, "oAlice") // and not redirected, which would lose the form
}

func TestOutsideWeChat(t *testing.T) {
	t.Parallel()
	chrome := "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
	t.Run("a page says so", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		b := w.browser()
		b.agent = chrome
		got := b.open(home + "/base/?a=1&b=<2>")
		wantPage(t, got, http.StatusForbidden, "请在微信客户端打开链接", "https://www.example.com/base/?a=1&amp;b=&lt;2&gt;")
		if w.platform.count(authorizePath) != 0 || strings.Contains(got.body, "<a ") {
			t.Error("led on to WeChat")
		}
	})
	t.Run("any browser", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, func(c *oauth.Config) { c.AnyBrowser = true })
		b := w.browser()
		b.agent = chrome
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
	})
	t.Run("another platform", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, func(c *oauth.Config) { c.Client.Hosts, _ = endpoint.OneHost("http://sandbox.test:8088") })
		w.internet["sandbox.test:8088"] = w.platform
		b := w.browser()
		b.agent = chrome
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
	})
	t.Run("a session is good anywhere", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		b := w.browser()
		b.open(home + "/base/")
		b.agent = chrome
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
	})
}

func TestSnapshotUserIsMarked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.platform.snapshot = true
	b := w.browser()
	wantPage(t, b.open(home+"/info/"), http.StatusOK, "snapshot=true")

	// 使用完整服务: WeChat authorises anew, and a snapshot's session does not stand in the way.
	w.platform.snapshot = false
	other := w.browser()
	back := other.callback(home + "/info/")
	for _, c := range b.cookies("session") {
		other.setCookie(c)
	}
	wantPage(t, other.open(back), http.StatusOK, "snapshot=false")
}

func TestSessionEndsAfterItsLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		b := w.browser()
		b.open(home + "/base/")
		kept := b.cookies("session")
		time.Sleep(7*24*time.Hour - time.Second)
		wantPage(t, b.visit(home+"/base/"), http.StatusOK, "oAlice")
		time.Sleep(2 * time.Second)
		b.setCookie(kept[0]) // a browser that keeps cookies for longer
		if got := b.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("after 7 days: %d %s", got.status, got.body)
		}
	})
}

func TestSessionLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(c *oauth.Config) { c.SessionLife = 5 * time.Second })
		b := w.browser()
		b.open(home + "/base/")
		time.Sleep(6 * time.Second) // within the loop guard's window, but not its life
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice")
		if got := w.platform.count(authorizePath); got != 2 {
			t.Errorf("%d logins, want 2", got)
		}
	})
}

func TestLogout(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.mux.HandleFunc("POST /logout", func(rw http.ResponseWriter, r *http.Request) {
		if err := w.login.Logout(rw, r); err != nil {
			t.Error(err)
		}
	})
	w.mux.HandleFunc("/hello", func(rw http.ResponseWriter, r *http.Request) {
		id, err := w.login.Session(r)
		if errors.Is(err, oauth.ErrNoSession) {
			id.OpenID = "nobody"
		}
		rw.Write([]byte(id.OpenID))
	})
	b := w.browser()
	wantPage(t, b.open(home+"/hello"), http.StatusOK, "nobody")
	b.open(home + "/base/")
	wantPage(t, b.open(home+"/hello"), http.StatusOK, "oAlice")
	b.do(http.MethodPost, home+"/logout")
	if left := b.cookies("wechatgo"); len(left) != 0 {
		t.Errorf("cookies left: %v", left)
	}
	wantPage(t, b.open(home+"/hello"), http.StatusOK, "nobody")
	wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice") // at once, and not taken for a loop
}

// memorySessions is a program's own store.
type memorySessions struct {
	who map[string]oauth.Identity
	err error
}

func (m *memorySessions) Get(r *http.Request) (oauth.Identity, error) {
	c, err := r.Cookie("sid")
	if m.err != nil || err != nil {
		return oauth.Identity{}, errors.Join(m.err, noSession(m.err))
	}
	return m.who[c.Value], nil
}

func noSession(err error) error {
	if err == nil {
		return oauth.ErrNoSession
	}
	return nil
}

func (m *memorySessions) Set(w http.ResponseWriter, _ *http.Request, id oauth.Identity) error {
	if id.OpenID == "" {
		return errors.New("nobody")
	}
	m.who["1"] = id
	http.SetCookie(w, &http.Cookie{Name: "sid", Value: "1", Path: "/"})
	return m.err
}

func (m *memorySessions) Clear(http.ResponseWriter, *http.Request) error {
	clear(m.who)
	return m.err
}

func TestOwnSessionStore(t *testing.T) {
	t.Parallel()
	sessions := &memorySessions{who: map[string]oauth.Identity{}}
	w := newWorld(t, func(c *oauth.Config) { c.Sessions = sessions })
	b := w.browser()
	wantPage(t, b.open(home+"/info/"), http.StatusOK, "爱丽丝")
	if len(b.cookies("session")) != 0 {
		t.Error("the default store was used as well")
	}
	got := sessions.who["1"]
	want := oauth.Identity{
		OpenID: "oAlice", UnionID: "o6_union", Nickname: "爱丽丝<&>", Scope: oauth.UserInfo,
		HeadImgURL: "https://thirdwx.qlogo.cn/mmopen/x/46", At: got.At,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	fresh := w.browser()
	back := fresh.callback(home + "/info/")
	sessions.err = errors.New("redis is down")
	wantPage(t, b.open(home+"/info/"), http.StatusInternalServerError, "网站暂时不能登录", `href="/info/"`)
	if err := w.login.Logout(nil, &http.Request{}); err == nil {
		t.Error("Logout hides the store's error")
	}
	wantPage(t, fresh.open(back), http.StatusInternalServerError)
	if !strings.Contains(w.logs.String(), "redis is down") {
		t.Errorf("log: %s", w.logs)
	}
}

// A store that takes a session and does not keep it.
func TestSessionThatIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *oauth.Config) { c.Sessions = forgetful{} })
	b := w.browser()
	wantPage(t, b.open(home+"/base/"), http.StatusBadRequest, "浏览器没有保存登录状态", `href="/base/"`)
	if got := w.platform.count(authorizePath); got != 1 {
		t.Errorf("%d visits of the authorize page, want 1", got)
	}
	b.open(home + "/base/") // the user's own second try goes to WeChat again
	if got := w.platform.count(authorizePath); got != 2 {
		t.Errorf("%d visits of the authorize page, want 2", got)
	}
}

type forgetful struct{}

func (forgetful) Get(*http.Request) (oauth.Identity, error) {
	return oauth.Identity{}, oauth.ErrNoSession
}
func (forgetful) Set(http.ResponseWriter, *http.Request, oauth.Identity) error { return nil }
func (forgetful) Clear(http.ResponseWriter, *http.Request) error               { return nil }

func TestBrowserThatRefusesCookies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	b.client.Jar = nil
	wantPage(t, b.open(home+"/base/?x=1"), http.StatusBadRequest, "Cookie", `href="/base/?x=1"`)
	if got := w.platform.count(tokenPath); got != 0 {
		t.Errorf("%d exchanges without a state", got)
	}
}

// What New returns beside an error answers each page with status 500 and the page of a wrong configuration, which does
// not name the reason.
func TestLoginThatIsNotSetUp(t *testing.T) {
	t.Parallel()
	login, err := oauth.New(oauth.Config{AppID: appID, Secret: secret, CookieKey: []byte("short key")})
	if err == nil {
		t.Fatal("a short key was accepted")
	}
	w := &world{t: t, internet: internet{"www.example.com": login.Require(oauth.Base, http.NotFoundHandler())}}
	got := w.browser().open(home + "/?code=code&state=state")
	wantPage(t, got, http.StatusInternalServerError, "网站的微信登录没有配置好")
	if strings.Contains(got.body, "CookieKey") || strings.Contains(got.body, "short key") || strings.Contains(got.body, secret) {
		t.Errorf("the page tells the reason: %s", got.body)
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
