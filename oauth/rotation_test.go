package oauth_test

import (
	"bytes"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/store"
)

var newKey = bytes.Repeat([]byte("n"), 32)

// serveWith serves the site behind a new login with the given keys and store.
func (f *fixture) serveWith(current, previous []byte, shared store.Store) {
	login := f.newLogin(func(c *oauth.Config) {
		c.CookieKey, c.PreviousCookieKey, c.Store = current, previous, shared
	})
	f.hosts["www.example.com"] = login.Require(oauth.Base, http.HandlerFunc(writeUser))
}

// Sessions, pending logins and results are still valid after a change of the key.
func TestPreviousCookieKeyOpens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		shared := store.NewMemory()
		f.serveWith(cookieKey, nil, shared)
		loggedIn, pending := f.browser(), f.browser()
		loggedIn.open(home + "/")
		back := pending.callback(home + "/")
		clone := f.clone(pending)
		wantPage(t, clone.open(back), http.StatusOK, "oAlice")
		synctest.Wait() // until the results are written

		f.serveWith(newKey, cookieKey, shared)
		wantPage(t, loggedIn.visit(home+"/"), http.StatusOK, "oAlice")
		wantPage(t, pending.open(back), http.StatusOK, "oAlice")
		if got := f.platform.count(tokenPath); got != 2 {
			t.Errorf("%d exchanges, want 2: the result was not opened", got)
		}

		// A login that begins now uses only the new key.
		fresh := f.browser()
		fresh.open(home + "/")
		f.serveWith(newKey, nil, shared)
		wantPage(t, fresh.visit(home+"/"), http.StatusOK, "oAlice")
		if got := loggedIn.visit(home + "/"); got.status != http.StatusFound {
			t.Errorf("a session of the old key: %d %s", got.status, got.body)
		}
	})
}

// While the instances are changed one by one, an instance that still seals with the old key opens cookies that were
// sealed with the new one.
func TestKeyChangeInstanceByInstance(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.serveWith(newKey, cookieKey, nil)
	b := f.browser()
	back := b.callback(home + "/")
	f.serveWith(cookieKey, newKey, nil)
	wantPage(t, b.open(back), http.StatusOK, "oAlice")
	f.serveWith(newKey, cookieKey, nil)
	wantPage(t, b.visit(home+"/"), http.StatusOK, "oAlice")
}
