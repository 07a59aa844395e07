package oauth_test

import (
	"bufio"
	"cmp"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/oauth"
)

// In the inputs of FuzzCallback, these stand for the state and the state cookie that the login issued to this browser.
const (
	issuedState  = "$STATE"
	issuedCookie = "$COOKIE"
)

// FuzzCallback begins a login at one address, for which one state is issued, and then sends one request to it. The
// platform accepts every code. The login must not panic, must redirect only to WeChat's authorize page or to a path of
// its own site, must not let the request through to the page, and must not create a session unless the request has the
// issued state together with its cookie.
func FuzzCallback(f *testing.F) {
	f.Fuzz(func(t *testing.T, start, path, query, cookie, state string) {
		site := newFixture(t, func(c *oauth.Config) { c.BaseURL = home })
		site.platform.accessToken = func(w http.ResponseWriter, _ *http.Request) bool {
			_, err := w.Write([]byte(`{"access_token":"WEBTOKEN","openid":"oAlice","scope":"snsapi_base"}`))
			return err == nil
		}
		passed := false
		h := site.login.Require(oauth.Base, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { passed = true }))

		begun := httptest.NewRecorder()
		h.ServeHTTP(begun, browserRequest(t, start, ""))
		authorize := cmp.Or(begun.Header().Get("Location"), begun.Header().Get("Wechatgo-Login"))
		if authorize != "" {
			checkLocation(t, authorize)
		}
		if len(begun.Result().Cookies()) == 0 {
			t.Skip("the login refuses the address or treats it as a callback")
		}
		ownState := mustParse(t, authorize).Query().Get("state")
		own := begun.Result().Cookies()[0]
		ownCookie := own.Name + "=" + own.Value

		line := path
		if query != "" || state != "" {
			line += "?" + query + "&state=" + strings.ReplaceAll(state, issuedState, ownState)
		}
		r := browserRequest(t, line, strings.NewReplacer(issuedCookie, ownCookie, issuedState, ownState).Replace(cookie))
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)

		if passed {
			t.Error("the page was shown to a browser without a session")
		}
		if to := rec.Header().Get("Location"); to != "" {
			checkLocation(t, to)
		}
		var sessions []string
		for _, c := range rec.Result().Cookies() {
			if strings.Contains(c.Name, "wechatgo_session_") && c.MaxAge > 0 {
				sessions = append(sessions, c.Name+"="+c.Value)
			}
		}
		session := len(sessions) > 0
		hasCookie := false
		for _, c := range r.CookiesNamed(own.Name) {
			hasCookie = hasCookie || c.Value == own.Value
		}
		if session && (!hasCookie || r.URL.Query().Get("state") != ownState) {
			t.Error("a session was created without the issued state and its cookie")
		}
		if !session && start == "/base/me" && path == start && query == "code=CODE" && state == issuedState && cookie == issuedCookie {
			t.Errorf("the right callback created no session: status %d", rec.Code)
		}
		if session { // a later visit of the same address, when the state's cookie is gone
			again := httptest.NewRecorder()
			h.ServeHTTP(again, browserRequest(t, line, strings.Join(sessions, "; ")))
			if to := again.Header().Get("Location"); to != "" {
				checkLocation(t, to)
			}
		}
	})
}

// browserRequest returns the request that a server reads from WeChat's browser. It skips what no server accepts.
func browserRequest(t *testing.T, line, cookie string) *http.Request {
	t.Helper()
	if strings.ContainsAny(line+cookie, "\r\n") {
		t.Skip("the text would end the line of the request")
	}
	text := "GET " + line + " HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: " + wechat + "\r\nAccept: text/html\r\nCookie: " + cookie + "\r\n\r\n"
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		t.Skip("net/http refuses the request")
	}
	return r
}

// checkLocation fails unless a redirect leads to a path of the site, or to WeChat's authorize page with a way back to
// the site.
func checkLocation(t *testing.T, to string) {
	t.Helper()
	if strings.ContainsFunc(to, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		t.Errorf("the redirect to %q has bytes that must be escaped", to)
	}
	if query, ok := strings.CutPrefix(to, "https://open.weixin.qq.com/connect/oauth2/authorize?"); ok {
		query, _, _ = strings.Cut(query, "#")
		values, err := url.ParseQuery(query)
		if back := values.Get("redirect_uri"); err != nil || !strings.HasPrefix(back, home+"/") {
			t.Errorf("WeChat would send the user back to %q, %v", back, err)
		}
		return
	}
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) {
		t.Errorf("the redirect leads to another host: %q", to)
	}
}
