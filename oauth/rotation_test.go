package oauth_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/store"
)

var newKey = bytes.Repeat([]byte("n"), 32)

// serveWith puts the site behind a login of the keys.
func (w *world) serveWith(current, previous []byte, shared store.Store) {
	login := w.newLogin(func(c *oauth.Config) {
		c.CookieKey, c.PreviousCookieKey, c.Store = current, previous, shared
	})
	w.internet["www.example.com"] = login.Require(oauth.Base, http.HandlerFunc(whoami))
}

// Sessions, logins under way and results outlive a change of the key.
func TestPreviousCookieKeyOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	shared := store.NewMemory()
	w.serveWith(cookieKey, nil, shared)
	loggedIn, underWay := w.browser(), w.browser()
	loggedIn.open(home + "/")
	back := underWay.callback(home + "/")
	twin := w.twin(underWay)
	wantPage(t, twin.open(back), http.StatusOK, "oAlice")

	w.serveWith(newKey, cookieKey, shared)
	wantPage(t, loggedIn.visit(home+"/"), http.StatusOK, "oAlice")
	wantPage(t, underWay.open(back), http.StatusOK, "oAlice")
	if got := w.platform.count(tokenPath); got != 2 {
		t.Errorf("%d exchanges, want 2: the result was not opened", got)
	}

	// What was begun and finished now is sealed with the new key alone.
	fresh := w.browser()
	fresh.open(home + "/")
	w.serveWith(newKey, nil, shared)
	wantPage(t, fresh.visit(home+"/"), http.StatusOK, "oAlice")
	if got := loggedIn.visit(home + "/"); got.status != http.StatusFound {
		t.Errorf("a session of the old key: %d %s", got.status, got.body)
	}
}

// While instances are changed one by one, those that still seal with the old key open what the changed ones sealed.
func TestKeysChangePlacesInstanceByInstance(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.serveWith(newKey, cookieKey, nil)
	b := w.browser()
	back := b.callback(home + "/")
	w.serveWith(cookieKey, newKey, nil)
	wantPage(t, b.open(back), http.StatusOK, "oAlice")
	w.serveWith(newKey, cookieKey, nil)
	wantPage(t, b.visit(home+"/"), http.StatusOK, "oAlice")
}
