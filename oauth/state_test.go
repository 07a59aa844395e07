package oauth_test

import (
	"fmt"
	"net/http"
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

// A login that was begun elsewhere logs nobody in (login CSRF).
func TestStateIsBound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(w *world, b *browser) (callback string){
		"another browser's": func(w *world, _ *browser) string {
			return w.browser().callback(home + "/base/")
		},
		"another browser's, while this one logs in too": func(w *world, b *browser) string {
			b.callback(home + "/base/")
			return w.browser().callback(home + "/base/")
		},
		"another's code with this browser's state": func(w *world, b *browser) string {
			own, other := b.callback(home+"/base/"), w.browser().callback(home+"/base/")
			state := mustParse(w.t, own).Query().Get("state")
			code := mustParse(w.t, other).Query().Get("code")
			b.tamper(state)
			return home + "/base/?code=" + code + "&state=" + state
		},
		"made up": func(_ *world, _ *browser) string {
			return home + "/base/?code=0c1Code0X&state=wechatgo" + strings.Repeat("A", 26)
		},
		"another page's": func(_ *world, b *browser) string {
			return strings.Replace(b.callback(home+"/base/one"), "/base/one", "/base/two", 1)
		},
		"another scope's page": func(_ *world, b *browser) string {
			return strings.Replace(b.callback(home+"/base/x"), "/base/x", "/info/x", 1)
		},
		"lower-cased on the way": func(_ *world, b *browser) string {
			return strings.ToLower(b.callback(home + "/base/"))
		},
		"another account's": func(w *world, b *browser) string {
			back := b.callback(home + "/base/")
			w.internet["www.example.com"] = w.newLogin(func(c *oauth.Config) { c.AppID = "wxother" }).Require(oauth.Base, http.NotFoundHandler())
			return back
		},
		"another key's": func(w *world, b *browser) string {
			back := b.callback(home + "/base/")
			w.internet["www.example.com"] = w.newLogin(func(c *oauth.Config) { c.CookieKey = []byte(strings.Repeat("k", 32)) }).Require(oauth.Base, http.NotFoundHandler())
			return back
		},
		"another state's cookie under this name": func(w *world, b *browser) string {
			one, two := b.callback(home+"/base/"), b.callback(home+"/base/")
			cookies := b.cookies("state")
			b.setCookie(&http.Cookie{Name: cookies[0].Name, Value: cookies[1].Value})
			b.setCookie(&http.Cookie{Name: cookies[1].Name, Value: cookies[0].Value})
			_ = one
			return two
		},
	} {
		w := newWorld(t, nil)
		b := w.browser()
		back := test(w, b)
		got := b.open(back)
		if got.status != http.StatusBadRequest || !strings.Contains(got.body, "登录没有完成") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		if len(b.trail) != 0 {
			t.Errorf("%s: led on to %q", name, b.trail)
		}
		if n := w.platform.count(tokenPath); n != 0 {
			t.Errorf("%s: the code was exchanged", name)
		}
		if len(b.cookies("session")) != 0 {
			t.Errorf("%s: there is a session", name)
		}
	}
}

func TestTryAgainLinkWorks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	got := b.open(w.browser().callback(home + "/base/?a=1&b=2"))
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
		{5 * time.Minute, http.StatusBadRequest, "登录凭证已失效", 1}, // 40029, by the platform
		{10 * time.Minute, http.StatusBadRequest, "登录没有完成", 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, nil)
			b := w.browser()
			back := b.callback(home + "/base/")
			kept := b.cookies("state")
			time.Sleep(test.after)
			b.setCookie(kept[0]) // a browser that keeps cookies for longer
			wantPage(t, b.open(back), test.status, test.page)
			if got := w.platform.count(tokenPath); got != test.exchanges {
				t.Errorf("after %v: %d exchanges, want %d", test.after, got, test.exchanges)
			}
		})
	}
}

func TestForgedSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	b.open(home + "/base/")
	session, state := b.cookies("session")[0], b.cookies("state")[0]
	for name, value := range map[string]string{
		"tampered":       "A" + session.Value,
		"cut":            session.Value[:len(session.Value)-2],
		"empty":          "",
		"no base64":      "!!!",
		"plain JSON":     `eyJvcGVuaWQiOiJvQm9iIn0`,
		"a state's":      state.Value, // sealed by the same site, for another purpose
		"short as nonce": "AAAA",
	} {
		forger := w.browser()
		forger.setCookie(&http.Cookie{Name: session.Name, Value: value})
		if got := forger.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	wantPage(t, b.visit(home+"/base/"), http.StatusOK, "oAlice")
}

func TestTabsLogInTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
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
		tabs       int // kept
	}{
		{"many", "/base/%02d", 8},
		{"large", "/base/%02d?q=" + strings.Repeat("x", 1000), 3},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, nil)
			b := w.browser()
			var backs []string
			for i := range 20 {
				backs = append(backs, b.callback(home+fmt.Sprintf(test.page, i)))
				time.Sleep(time.Second)
			}
			if got := len(b.cookies("state")); got != test.tabs {
				t.Errorf("%s: %d logins under way, want %d", test.name, got, test.tabs)
			}
			for i, back := range backs {
				state := mustParse(t, back).Query().Get("state")
				if kept, want := len(b.cookies(state)) == 1, i >= len(backs)-test.tabs; kept != want {
					t.Errorf("%s: login %d kept: %t, want %t", test.name, i, kept, want)
				}
			}
			wantPage(t, b.open(backs[19]), http.StatusOK, "oAlice")
		})
	}
}

// A proxy sends http to https and loses the query on the way: the login would begin again for ever.
func TestLoginStopsWhenTheQueryIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		site := w.internet["www.example.com"]
		w.internet["www.example.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("code") {
				http.Redirect(rw, r, home+r.URL.Path, http.StatusMovedPermanently)
				return
			}
			site.ServeHTTP(rw, r)
		})
		b := w.browser()
		for range 4 {
			b.visit(home + "/base/")
		}
		b.visit(home + "/base/another") // no part of the loop
		if got := b.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("the fifth try: %d %s", got.status, got.body)
		}
		wantPage(t, b.open(home+"/base/"), http.StatusInternalServerError, "没有配置好", `href="/base/"`)
		if log := w.logs.String(); !strings.Contains(log, "drop code and state") {
			t.Errorf("log: %s", log)
		}
		if got := b.visit(home + "/base/"); got.status != http.StatusFound {
			t.Errorf("the user's own next try: %d %s", got.status, got.body)
		}

		slow := w.browser() // a user who taps again and again, slowly
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
	w := newWorld(t, nil)
	b := w.browser()
	b.callback(home + "/base/")
	b.tamper("state")
	spoilt := b.cookies("state")[0].Name
	b.callback(home + "/base/")
	if len(b.cookies(spoilt)) != 0 || len(b.cookies("state")) != 1 {
		t.Errorf("cookies: %v", b.cookies("state"))
	}
}

func TestPageAddressTooLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	b := w.browser()
	wantPage(t, b.open(home+"/base/?q="+strings.Repeat("x", 4000)), http.StatusBadRequest, "页面地址不能用于登录")
	if len(b.trail) != 0 {
		t.Error("sent to WeChat with no way back")
	}
}

// At this length the cookie of a login fits, but not that of a finished one.
func TestPageAddressAtTheBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	n := 2800
	for ; ; n++ {
		if w.browser().visit(home+"/base/?q="+strings.Repeat("x", n)).status != http.StatusFound {
			break
		}
	}
	wantPage(t, w.browser().open(home+"/base/?q="+strings.Repeat("x", n-1)), http.StatusOK, "oAlice")
}

func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*oauth.Config)
		header http.Header
		url    string
		secure bool
	}{
		"https":                    {nil, nil, "https://www.example.com/base/", true},
		"http":                     {nil, nil, "http://www.example.com/base/", false},
		"http behind https":        {func(c *oauth.Config) { c.BaseURL = "https://www.example.com/" }, nil, "http://www.example.com/base/", true},
		"trusted proxy":            {func(c *oauth.Config) { c.TrustForwarded = true }, http.Header{"X-Forwarded-Proto": {"https"}}, "http://www.example.com/base/", true},
		"header of nobody trusted": {nil, http.Header{"X-Forwarded-Proto": {"https"}}, "http://www.example.com/base/", false},
	} {
		w := newWorld(t, test.change)
		b := w.browser()
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
		resp, err := w.internet.RoundTrip(req)
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
		"forwarded nonsense": {
			func(c *oauth.Config) { c.TrustForwarded = true },
			http.Header{"X-Forwarded-Proto": {"javascript"}},
			"http://www.example.com/base/", "http://www.example.com/base/",
		},
		"forwarded, not trusted": {
			nil,
			http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"evil.com"}},
			"http://www.example.com/base/", "http://www.example.com/base/",
		},
		"BaseURL is stronger": {
			func(c *oauth.Config) { c.BaseURL, c.TrustForwarded = "https://m.example.com", true },
			http.Header{"X-Forwarded-Host": {"evil.com"}},
			"http://www.example.com/base/", "https://m.example.com/base/",
		},
	} {
		w := newWorld(t, test.change)
		w.internet["www.example.com:8080"] = w.mux
		b := w.browser()
		b.header = test.header
		begin := mustParse(t, b.visit(test.request).header.Get("Location"))
		if got := begin.Query().Get("redirect_uri"); got != test.want {
			t.Errorf("%s: redirect_uri %s, want %s", name, got, test.want)
		}
	}
}

// A proxy maps https://www.example.com/app/ to the program's root.
func TestBehindAProxyThatCutsThePath(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *oauth.Config) { c.BaseURL = home + "/app" })
	inner := w.mux
	w.internet["www.example.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
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
	got := w.browser().open(home + "/app/base/?a=1")
	wantPage(t, got, http.StatusOK, "oAlice")
	if got.url != home+"/app/base/?a=1" {
		t.Errorf("ended at %s", got.url)
	}
}

// A mux that cuts the path shows the login a path that no user sees.
func TestUnderStripPrefix(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.mux.Handle("/shop/", http.StripPrefix("/shop", w.login.Require(oauth.Base, http.HandlerFunc(whoami))))
	got := w.browser().open(home + "/shop/cart?a=1")
	wantPage(t, got, http.StatusOK, "oAlice")
	if got.url != home+"/shop/cart?a=1" {
		t.Errorf("ended at %s", got.url)
	}
}

func TestInvalidHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *oauth.Config) { c.TrustForwarded = true })
	b := w.browser()
	b.header.Set("X-Forwarded-Host", "a b#c")
	got := b.open(home + "/base/")
	if got.status != http.StatusBadRequest && !strings.Contains(got.body, "10003") {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// Two accounts on one host do not log each other's users out.
func TestTwoAccountsOnOneHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := w.newLogin(func(c *oauth.Config) { c.AppID = "wxother" })
	w.mux.Handle("/other", other.Require(oauth.Base, http.HandlerFunc(whoami)))
	b := w.browser()
	b.open(home + "/base/")
	if got := b.visit(home + "/other"); !strings.Contains(got.header.Get("Location"), "appid=wxother") {
		t.Errorf("one account's session serves another's page: %d %s", got.status, got.body)
	}
	wantPage(t, b.visit(home+"/base/"), http.StatusOK, "oAlice")
}
