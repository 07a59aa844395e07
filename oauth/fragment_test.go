package oauth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/oauth"
)

// locate opens an address as a browser does and returns where it ended, with the fragment that the last Location has.
func (b *browser) locate(address string) string {
	b.t.Helper()
	got := b.open(address)
	if len(b.redirects) == 0 {
		return got.url
	}
	return b.redirects[len(b.redirects)-1]
}

func TestHashRouteSurvivesTheLogin(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		home + "/base/?x=1#/orders/7",
		home + "/info/#!/a?b=1&c=%E4%B8%AD+%26",
		home + "/base/#a%23b%25",
		home + "/base/#" + strings.Repeat("x", 1024),
		home + "/base/?x=1",
	} {
		f := newFixture(t, nil)
		b := f.browser()
		if got := b.locate(address); got != address {
			t.Errorf("ended at %s, want %s", got, address)
		}
		if f.platform.count(authorizePath) != 1 || f.platform.count(tokenPath) != 1 {
			t.Errorf("%s: logged in twice", address)
		}
	}
}

// The phone may open a callback twice, and gets the same answer both times.
func TestHashRouteOnTheSecondCallback(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	back := b.callback(home + "/base/?x=1#/orders/7")
	for range 2 {
		if got := b.visit(back).header.Get("Location"); got != "/base/?x=1#/orders/7" {
			t.Errorf("Location %q", got)
		}
	}
}

// The link that tries a failed login again leads to the hash route.
func TestHashRouteOfAFailedLogin(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.platform.refuse = true
	wantPage(t, f.browser().open(home+"/base/?x=1#/orders/7"), http.StatusForbidden, `href="/base/?x=1#/orders/7"`)
}

// Two tabs do not get each other's route.
func TestHashRoutesOfTabs(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	one, two := b.callback(home+"/base/#/1"), b.callback(home+"/base/#/2")
	for back, want := range map[string]string{one: "/base/#/1", two: "/base/#/2"} {
		if got := b.visit(back).header.Get("Location"); got != want {
			t.Errorf("Location %q, want %q", got, want)
		}
	}
}

// The cookie's value is a browser's, so it may be anything.
func TestForeignFragment(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"%2F%2Fevil.com":             "/base/#//evil.com",
		"a%0D%0ASet-Cookie%3A%20b":   "/base/#a%0D%0ASet-Cookie:%20b",
		"%E4%B8%AD%3Cscript%3E%22":   "/base/#%E4%B8%AD%3Cscript%3E%22",
		"%zz":                        "/base/#",
		strings.Repeat("x", 1025):    "/base/#",
		strings.Repeat("%2F", 341):   "/base/#" + strings.Repeat("/", 341),
		"#":                          "/base/##",
		"https%3A%2F%2Fevil.com%2F?": "/base/#https://evil.com/?",
	} {
		f := newFixture(t, nil)
		b := f.browser()
		back := b.callback(home + "/base/#x")
		b.setCookie(&http.Cookie{Name: b.cookies("hash")[0].Name, Value: value})
		if got := b.visit(back).header.Get("Location"); got != want {
			t.Errorf("%s: Location %q, want %q", value, got, want)
		}
	}
}

// The routes of pending logins count for the bound on what a browser sends, and end with them.
func TestHashRoutesAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		f.mux.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) {
			if err := f.login.Logout(w, r); err != nil {
				t.Error(err)
			}
		})
		b := f.browser()
		for range 8 {
			b.callback(home + "/base/#" + strings.Repeat("x", 1000))
			time.Sleep(10 * time.Second)
		}
		if states, hashes := len(b.cookies("state")), len(b.cookies("hash")); states != hashes || states != 4 {
			t.Errorf("%d pending logins and %d routes, want 4", states, hashes)
		}
		b.do(http.MethodPost, home+"/logout")
		if left := b.cookies("wechatgo"); len(left) != 0 {
			t.Errorf("cookies left: %v", left)
		}
	})
}

// The page that begins a login holds one script, and its policy allows no other.
func TestDeparture(t *testing.T) {
	t.Parallel()
	for _, address := range []string{home + "/base/?a=%22%3E%3Cscript%3E", "http://www.example.com/base/?a=%22%3E%3Cscript%3E"} {
		f := newFixture(t, nil)
		b := f.browser()
		b.client.Transport = f.hosts
		b.header.Set("Accept-Language", "en")
		got := b.visit(address)
		wantPage(t, got, http.StatusOK, `lang="en"`, "Continue")
		scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(got.body, -1)
		if len(scripts) != 1 || strings.Contains(scripts[0][1], "example.com") {
			t.Fatalf("scripts %q", scripts)
		}
		sum := sha256.Sum256([]byte(scripts[0][1]))
		policy := got.header.Get("Content-Security-Policy")
		if want := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.HasPrefix(policy, "default-src 'none'; ") || !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %s, want %s", policy, want)
		}
		if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%v", got.header)
		}
		refresh := regexp.MustCompile(`<noscript><meta http-equiv="refresh" content="0;url=([^"]*)"></noscript>`).FindStringSubmatch(got.body)
		if refresh == nil || html.UnescapeString(refresh[1]) != got.header.Get("Wechatgo-Login") {
			t.Errorf("without scripts it leads to %q", refresh)
		}
		secure := strings.HasPrefix(address, "https")
		attributes := regexp.MustCompile(`data-attributes="([^"]*)"`).FindStringSubmatch(got.body)[1]
		if want := "; Path=/; Max-Age=600; SameSite=Lax"; attributes != want && attributes != want+"; Secure" || strings.Contains(attributes, "Secure") != secure {
			t.Errorf("attributes of the cookie: %s", attributes)
		}
		if name := got.header.Get("Wechatgo-Fragment"); strings.HasPrefix(name, "__Host-") != secure {
			t.Errorf("the cookie is %s", name)
		}
	}
}

// Only browsers that show HTML get the page; others are redirected.
func TestWhoIsRedirected(t *testing.T) {
	t.Parallel()
	plain := func(c *oauth.Config) { c.PlainRedirect = true }
	for name, test := range map[string]struct {
		change func(*oauth.Config)
		method string
		header http.Header
		status int
	}{
		"browser":                     {nil, http.MethodGet, http.Header{"Accept": {"text/html"}, "Accept-Language": {"zh-CN"}}, http.StatusOK},
		"browser, with PlainRedirect": {plain, http.MethodGet, http.Header{"Accept": {"text/html"}, "Accept-Language": {"zh-CN"}}, http.StatusFound},
		"HEAD":                        {nil, http.MethodHead, http.Header{"Accept": {"text/html"}, "Accept-Language": {"zh-CN"}}, http.StatusFound},
		"program":                     {nil, http.MethodGet, http.Header{"Accept": {"text/html"}}, http.StatusFound},
		"no Accept":                   {nil, http.MethodGet, http.Header{"Accept-Language": {"zh-CN"}}, http.StatusFound},
	} {
		f := newFixture(t, test.change)
		b := f.browser()
		b.client.Transport, b.header = f.hosts, test.header
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		got := b.do(test.method, home+"/base/")
		if got.status != test.status || (got.header.Get("Location") != "") != (test.status == http.StatusFound) {
			t.Errorf("%s: %d %v", name, got.status, got.header)
		}
	}
}
