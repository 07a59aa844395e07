package oauth_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/oauth"
)

// tamper changes the first character of every cookie with part in its name.
func (b *browser) tamper(part string) {
	for _, c := range b.cookies(part) {
		first := "A"
		if strings.HasPrefix(c.Value, "A") {
			first = "B"
		}
		b.setCookie(&http.Cookie{Name: c.Name, Value: first + c.Value[1:]})
	}
}

// A callback is refused if its login did not begin in this browser and for this page (login CSRF).
func TestStateIsBound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(f *fixture, b *browser) (callback string){
		"another browser's": func(f *fixture, _ *browser) string {
			return f.browser().callback(home + "/base/")
		},
		"another browser's, while this one logs in too": func(f *fixture, b *browser) string {
			b.callback(home + "/base/")
			return f.browser().callback(home + "/base/")
		},
		"another's code with this browser's state": func(f *fixture, b *browser) string {
			own, other := b.callback(home+"/base/"), f.browser().callback(home+"/base/")
			state := mustParse(f.t, own).Query().Get("state")
			code := mustParse(f.t, other).Query().Get("code")
			b.tamper(state)
			return home + "/base/?code=" + code + "&state=" + state
		},
		"made up": func(_ *fixture, _ *browser) string {
			return home + "/base/?code=0c1Code0X&state=wechatgo" + strings.Repeat("A", 26)
		},
		"another page's": func(_ *fixture, b *browser) string {
			return strings.Replace(b.callback(home+"/base/one"), "/base/one", "/base/two", 1)
		},
		"another scope's page": func(_ *fixture, b *browser) string {
			return strings.Replace(b.callback(home+"/base/x"), "/base/x", "/info/x", 1)
		},
		"lower-cased on the way": func(_ *fixture, b *browser) string {
			return strings.ToLower(b.callback(home + "/base/"))
		},
		"another account's": func(f *fixture, b *browser) string {
			back := b.callback(home + "/base/")
			f.hosts["www.example.com"] = f.newLogin(func(c *oauth.Config) { c.AppID = "wxother" }).Require(oauth.Base, http.NotFoundHandler())
			return back
		},
		"another key's": func(f *fixture, b *browser) string {
			back := b.callback(home + "/base/")
			f.hosts["www.example.com"] = f.newLogin(func(c *oauth.Config) { c.CookieKey = []byte(strings.Repeat("k", 32)) }).Require(oauth.Base, http.NotFoundHandler())
			return back
		},
		"another state's cookie under this name": func(f *fixture, b *browser) string {
			one, two := b.callback(home+"/base/"), b.callback(home+"/base/")
			cookies := b.cookies("state")
			b.setCookie(&http.Cookie{Name: cookies[0].Name, Value: cookies[1].Value})
			b.setCookie(&http.Cookie{Name: cookies[1].Name, Value: cookies[0].Value})
			_ = one
			return two
		},
	} {
		f := newFixture(t, nil)
		b := f.browser()
		back := test(f, b)
		got := b.open(back)
		if got.status != http.StatusBadRequest || !strings.Contains(got.body, "登录没有完成") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		if len(b.redirects) != 0 {
			t.Errorf("%s: redirected to %q", name, b.redirects)
		}
		if n := f.platform.count(tokenPath); n != 0 {
			t.Errorf("%s: the code was exchanged", name)
		}
		if len(b.cookies("session")) != 0 {
			t.Errorf("%s: there is a session", name)
		}
	}
}

func TestTryAgainLinkWorks(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	got := b.open(f.browser().callback(home + "/base/?a=1&b=2"))
	wantPage(t, got, http.StatusBadRequest, `href="/base/?a=1&amp;b=2"`)
	wantPage(t, b.open(home+"/base/?a=1&b=2"), http.StatusOK, "oAlice")
}

func TestStateAndCodeExpire(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		after     time.Duration
		status    int
		page      string
		exchanges int
	}{
		{5*time.Minute - time.Second, http.StatusOK, "oAlice", 1},
		{5 * time.Minute, http.StatusBadRequest, "登录凭证已失效", 1}, // the platform answers 40029
		{10 * time.Minute, http.StatusBadRequest, "登录没有完成", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t, nil)
			b := f.browser()
			back := b.callback(home + "/base/")
			kept := b.cookies("state")
			time.Sleep(test.after)
			b.setCookie(kept[0]) // the browser keeps cookies for longer
			wantPage(t, b.open(back), test.status, test.page)
			if got := f.platform.count(tokenPath); got != test.exchanges {
				t.Errorf("after %v: %d exchanges, want %d", test.after, got, test.exchanges)
			}
		})
	}
}

func TestForgedSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.open(home + "/base/")
	session, state := b.cookies("session")[0], b.cookies("state")[0]
	for name, value := range map[string]string{
		"tampered":       "A" + session.Value,
		"cut":            session.Value[:len(session.Value)-2],
		"empty":          "",
		"not base64":     "!!!",
		"plain JSON":     `eyJvcGVuaWQiOiJvQm9iIn0`,
		"a state's":      state.Value, // the same site sealed it, for another purpose
		"short as nonce": "AAAA",
	} {
		forger := f.browser()
		forger.setCookie(&http.Cookie{Name: session.Name, Value: value})
		if got := forger.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	wantPage(t, b.visit(home+"/base/"), http.StatusOK, "oAlice")
}

func TestTabsLogInTogether(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	one, two, three := b.callback(home+"/base/1?x=1"), b.callback(home+"/info/2"), b.callback(home+"/base/1?x=3")
	for _, tab := range []struct{ back, page string }{{two, "/info/2"}, {one, "/base/1?x=1"}, {three, "/base/1?x=3"}} {
		got := b.open(tab.back)
		wantPage(t, got, http.StatusOK, "oAlice")
		if got.url != home+tab.page {
			t.Errorf("ended at %s, want %s", got.url, tab.page)
		}
	}
}

func TestPendingLoginsAreBounded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, page string
		tabs       int // number of logins that are kept
	}{
		{"many", "/base/%02d", 8},
		{"large", "/base/%02d?q=" + strings.Repeat("x", 1000), 3},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t, nil)
			b := f.browser()
			var callbacks []string
			for i := range 20 {
				callbacks = append(callbacks, b.callback(home+fmt.Sprintf(test.page, i)))
				time.Sleep(time.Second)
			}
			if got := len(b.cookies("state")); got != test.tabs {
				t.Errorf("%s: %d pending logins, want %d", test.name, got, test.tabs)
			}
			for i, back := range callbacks {
				state := mustParse(t, back).Query().Get("state")
				if kept, want := len(b.cookies(state)) == 1, i >= len(callbacks)-test.tabs; kept != want {
					t.Errorf("%s: login %d kept: %t, want %t", test.name, i, kept, want)
				}
			}
			wantPage(t, b.open(callbacks[19]), http.StatusOK, "oAlice")
		})
	}
}

// If a proxy redirects http to https and drops the query, the login must not begin again without end.
func TestLoginStopsWhenTheQueryIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		site := f.hosts["www.example.com"]
		f.hosts["www.example.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("code") {
				http.Redirect(rw, r, home+r.URL.Path, http.StatusMovedPermanently)
				return
			}
			site.ServeHTTP(rw, r)
		})
		b := f.browser()
		for range 4 {
			b.visit(home + "/base/")
		}
		b.visit(home + "/base/another") // another page does not count
		if got := b.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("the fifth try: %d %s", got.status, got.body)
		}
		wantPage(t, b.open(home+"/base/"), http.StatusInternalServerError, "没有配置好", `href="/base/"`)
		if log := f.logs.String(); !strings.Contains(log, "drops code and state") {
			t.Errorf("log: %s", log)
		}
		if got := b.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("the user's next try: %d %s", got.status, got.body)
		}

		slow := f.browser() // the user of this browser tries again every 8 s
		for range 10 {
			if got := slow.visit(home + "/base/"); got.status != http.StatusFound {
				t.Errorf("%d %s", got.status, got.body)
			}
			time.Sleep(8 * time.Second)
		}
	})
}

func TestForeignStateCookiesAreDeleted(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.callback(home + "/base/")
	b.tamper("state")
	tampered := b.cookies("state")[0].Name
	b.callback(home + "/base/")
	if len(b.cookies(tampered)) != 0 || len(b.cookies("state")) != 1 {
		t.Errorf("cookies: %v", b.cookies("state"))
	}
}

// A request with thousands of forged cookies is answered with a header that proxies take, and costs what its length
// says, not its square.
func TestFloodOfForgedStateCookies(t *testing.T) {
	f := newFixture(t, nil)
	flood := func(n int) (h http.Header) {
		var cookies strings.Builder
		for range n {
			cookies.WriteString("__Host-wechatgo_state_" + appID + "_wechatgo" + rand.Text() + "=a; ")
		}
		cost := testing.AllocsPerRun(1, func() {
			r := httptest.NewRequest(http.MethodGet, home+"/base/", http.NoBody)
			r.Header.Set("User-Agent", wechat)
			r.Header.Set("Cookie", strings.TrimSuffix(cookies.String(), "; "))
			w := httptest.NewRecorder()
			f.mux.ServeHTTP(w, r)
			if w.Code != http.StatusFound {
				t.Errorf("%d forged cookies: %d %s", n, w.Code, w.Body)
			}
			h = w.Header()
		})
		if perCookie := cost / float64(n); perCookie > 50 {
			t.Errorf("%d forged cookies: %v allocations for each", n, perCookie)
		}
		return h
	}
	size := 0
	for _, line := range flood(2900)["Set-Cookie"] {
		size += len(line)
	}
	if size > 8<<10 {
		t.Errorf("an answer with %d bytes of cookies", size)
	}
	flood(290)
}

// A login goes on among forged cookies, which the answers delete by and by.
func TestLoginAmongForgedStateCookies(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	for range 100 {
		b.setCookie(&http.Cookie{Name: "__Host-wechatgo_state_" + appID + "_wechatgo" + rand.Text(), Value: "a"})
	}
	wantPage(t, b.open(b.callback(home+"/base/")), http.StatusOK, "oAlice")
	for i := range 4 {
		b.callback(home + fmt.Sprintf("/info/%d", i))
	}
	if left := len(b.cookies("state")); left > 8 {
		t.Errorf("%d cookies are left", left)
	}
}

func TestPageAddressTooLong(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	wantPage(t, b.open(home+"/base/?q="+strings.Repeat("x", 4000)), http.StatusBadRequest, "页面地址不能用于登录")
	if len(b.redirects) != 0 {
		t.Error("redirected to WeChat without a callback")
	}
}

// At the longest address, the cookie of a pending login fits, but that of a finished one does not.
func TestLongestPageAddress(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	n := 2800
	for ; ; n++ {
		if f.browser().visit(home+"/base/?q="+strings.Repeat("x", n)).status != http.StatusFound {
			break
		}
	}
	wantPage(t, f.browser().open(home+"/base/?q="+strings.Repeat("x", n-1)), http.StatusOK, "oAlice")
}

func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*oauth.Config)
		header http.Header
		url    string
		secure bool
	}{
		"https":             {nil, nil, "https://www.example.com/base/", true},
		"http":              {nil, nil, "http://www.example.com/base/", false},
		"http behind https": {func(c *oauth.Config) { c.BaseURL = "https://www.example.com/" }, nil, "http://www.example.com/base/", true},
		"trusted proxy":     {func(c *oauth.Config) { c.TrustForwarded = true }, http.Header{"X-Forwarded-Proto": {"https"}}, "http://www.example.com/base/", true},
		"untrusted proxy":   {nil, http.Header{"X-Forwarded-Proto": {"https"}}, "http://www.example.com/base/", true},
		"untrusted http":    {nil, http.Header{"X-Forwarded-Proto": {"http"}}, "https://www.example.com/base/", true},
	} {
		f := newFixture(t, test.change)
		b := f.browser()
		b.header = test.header
		begin := b.visit(test.url)
		back := b.visit(begin.header.Get("Location")).header.Get("Location")
		back = strings.Replace(back, "https://", test.url[:strings.Index(test.url, "w")], 1)
		req, err := http.NewRequest(http.MethodGet, back, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range test.header {
			req.Header[name] = values
		}
		for _, line := range begin.header.Values("Set-Cookie") {
			pair, _, _ := strings.Cut(line, ";")
			req.Header.Set("Cookie", pair)
		}
		resp, err := f.hosts.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		finish := read(t, resp)
		lines := append(begin.header.Values("Set-Cookie"), finish.header.Values("Set-Cookie")...)
		if len(lines) != 3 {
			t.Fatalf("%s: cookies %q", name, lines)
		}
		for _, line := range lines {
			c, err := http.ParseSetCookie(line)
			if err != nil {
				t.Fatal(err)
			}
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge <= 0 {
				t.Errorf("%s: %s", name, line)
			}
			if c.Secure != test.secure || strings.HasPrefix(c.Name, "__Host-") != test.secure {
				t.Errorf("%s: want secure %t: %s", name, test.secure, line)
			}
		}
		for _, a := range []answer{begin, finish} {
			if a.header.Get("Cache-Control") != "no-store" || a.header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%s: %v", name, a.header)
			}
		}
	}
}

func TestPublicAddress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change  func(*oauth.Config)
		header  http.Header
		request string
		want    string
	}{
		"the request's": {nil, nil, "http://www.example.com:8080/base/?a=1", "http://www.example.com:8080/base/?a=1"},
		"BaseURL": {
			func(c *oauth.Config) { c.BaseURL = "https://m.example.com/app/" }, nil,
			"http://www.example.com/base/?a=1", "https://m.example.com/app/base/?a=1",
		},
		"forwarded": {
			func(c *oauth.Config) { c.TrustForwarded = true },
			http.Header{"X-Forwarded-Proto": {"https, http"}, "X-Forwarded-Host": {"m.example.com, inner"}},
			"http://www.example.com/base/", "https://m.example.com/base/",
		},
		"forwarded, invalid scheme": {
			func(c *oauth.Config) { c.TrustForwarded = true },
			http.Header{"X-Forwarded-Proto": {"javascript"}},
			"http://www.example.com/base/", "http://www.example.com/base/",
		},
		"forwarded, not trusted": {
			nil,
			http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"evil.com"}},
			"http://www.example.com/base/", "https://www.example.com/base/",
		},
		"forwarded, not trusted, http": {
			nil, http.Header{"X-Forwarded-Proto": {"http"}},
			"https://www.example.com/base/", "https://www.example.com/base/",
		},
		"forwarded, not trusted, the request's host is no domain": {
			nil,
			http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"www.example.com:443"}},
			"http://127.0.0.1:8080/base/", "https://www.example.com/base/",
		},
		"the port of the proxy's own http": {
			nil, http.Header{"X-Forwarded-Proto": {"https"}},
			"http://www.example.com:80/base/", "https://www.example.com/base/",
		},
		"the port of the proxy's own http, trusted": {
			func(c *oauth.Config) { c.TrustForwarded = true }, http.Header{"X-Forwarded-Proto": {"https"}},
			"http://www.example.com:80/base/", "https://www.example.com/base/",
		},
		"the site's own port": {
			nil, http.Header{"X-Forwarded-Proto": {"https"}},
			"http://www.example.com:8443/base/", "https://www.example.com:8443/base/",
		},
		"default port": {nil, nil, "https://www.example.com:443/base/", "https://www.example.com/base/"},
		"default port of BaseURL": {
			func(c *oauth.Config) { c.BaseURL = "http://www.example.com:80" }, nil,
			"http://www.example.com:8080/base/", "http://www.example.com/base/",
		},
		"not the scheme's port": {nil, nil, "http://www.example.com:443/base/", "http://www.example.com:443/base/"},
		"BaseURL takes precedence": {
			func(c *oauth.Config) { c.BaseURL, c.TrustForwarded = "https://m.example.com", true },
			http.Header{"X-Forwarded-Host": {"evil.com"}},
			"http://www.example.com/base/", "https://m.example.com/base/",
		},
	} {
		f := newFixture(t, test.change)
		f.hosts[mustParse(t, test.request).Host] = f.mux
		b := f.browser()
		b.header = test.header
		begin := mustParse(t, b.visit(test.request).header.Get("Location"))
		if got := begin.Query().Get("redirect_uri"); got != test.want {
			t.Errorf("%s: redirect_uri %s, want %s", name, got, test.want)
		}
	}
}

// A proxy maps https://www.example.com/app/ to the program's root.
func TestProxyThatCutsThePath(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *oauth.Config) { c.BaseURL = home + "/app" })
	inner := f.mux
	f.hosts["www.example.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		path, ok := strings.CutPrefix(r.RequestURI, "/app")
		if !ok {
			http.NotFound(rw, r)
			return
		}
		r.RequestURI = path
		r.URL, _ = url.ParseRequestURI(path)
		r.TLS = nil
		inner.ServeHTTP(rw, r)
	})
	got := f.browser().open(home + "/app/base/?a=1")
	wantPage(t, got, http.StatusOK, "oAlice")
	if got.url != home+"/app/base/?a=1" {
		t.Errorf("ended at %s", got.url)
	}
}

// A mux may cut the path in r.URL; the login uses the path that the user sees.
func TestStripPrefix(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.mux.Handle("/shop/", http.StripPrefix("/shop", f.login.Require(oauth.Base, http.HandlerFunc(writeUser))))
	got := f.browser().open(home + "/shop/cart?a=1")
	wantPage(t, got, http.StatusOK, "oAlice")
	if got.url != home+"/shop/cart?a=1" {
		t.Errorf("ended at %s", got.url)
	}
}

// A forwarded host that is no host name does not count.
func TestInvalidHost(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *oauth.Config) { c.TrustForwarded = true })
	for _, host := range []string{"a b#c", "evil.com/path", "user@evil.com", "evil.com?x", "evil.com\\", "evil.com:port", ":443", strings.Repeat("a", 300)} {
		b := f.browser()
		b.header.Set("X-Forwarded-Host", host)
		if got := b.open(home + "/base/"); got.status != http.StatusOK || got.url != home+"/base/" {
			t.Errorf("%s: %d %s at %s", host, got.status, got.body, got.url)
		}
	}
}

// Two accounts on one host do not log each other's users out.
func TestTwoAccountsOnOneHost(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	other := f.newLogin(func(c *oauth.Config) { c.AppID = "wxother" })
	f.mux.Handle("/other", other.Require(oauth.Base, http.HandlerFunc(writeUser)))
	b := f.browser()
	b.open(home + "/base/")
	if got := b.visit(home + "/other"); !strings.Contains(got.header.Get("Location"), "appid=wxother") {
		t.Errorf("one account's session serves another's page: %d %s", got.status, got.body)
	}
	wantPage(t, b.visit(home+"/base/"), http.StatusOK, "oAlice")
}
