package oauth

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/internal/webpage"
)

// snapshot is the login of a snapshot page's virtual user. It has a cookie of its own, so that it never touches a
// session, and it is good for one page: the page itself, once, and the requests of the page's scripts.
type snapshot struct {
	Identity Identity `json:"i"`
	Target   string   `json:"t"`           // path of the page
	Shown    bool     `json:"s,omitempty"` // the page was shown
}

// snapshotLife bounds the time within which the scripts of a snapshot page are served.
const snapshotLife = 10 * time.Minute

// setSnapshot lets the page that a login leads to be shown to a virtual user.
func (l *Login) setSnapshot(w http.ResponseWriter, r *http.Request, id Identity, target string) error {
	path, _, _ := strings.Cut(target, "?")
	return l.snapshots.set(w, r, "", snapshot{Identity: id, Target: path}, snapshotLife)
}

// serveSnapshot answers r for the virtual user of a snapshot page, or returns false if r is not for one.
func (l *Login) serveSnapshot(w http.ResponseWriter, r *http.Request, p page, scope Scope, next http.Handler) bool {
	var s snapshot
	if l.snapshots.get(r, "", &s) != nil || time.Since(s.Identity.At) > snapshotLife ||
		!s.Identity.Scope.covers(scope) {
		return false
	}
	switch {
	case !webpage.ShowsPage(r):
		if !comesFrom(r, p.origin, s.Target) {
			return false
		}
	case s.Shown || !webpage.IsNavigation(r) || !samePath(s.Target, p.path):
		return false
	default:
		s.Shown = true
		if l.snapshots.set(w, r, "", s, snapshotLife) != nil {
			return false
		}
	}
	// What the browser keeps would show the virtual user's data to the real user.
	w.Header().Set("Cache-Control", "no-store")
	servePage(w, r, s.Identity, next)
	return true
}

// comesFrom reports whether a request can be from the page target of the site at origin: it names that page in its
// Referer, or none. What a page consists of, such as a font, may name the style sheet or the module that asked for it.
func comesFrom(r *http.Request, origin, target string) bool {
	dest := r.Header.Get("Sec-Fetch-Dest")
	referer, err := url.Parse(r.Referer())
	site, siteErr := url.Parse(origin)
	switch {
	case r.Method == http.MethodGet && dest != "" && dest != "empty":
		return true
	case r.Referer() == "": // a page's Referrer-Policy may forbid it
		return true
	case err != nil || siteErr != nil || !strings.EqualFold(referer.Hostname(), site.Hostname()):
		return false // the scheme may be that of a proxy
	}
	return referer.RequestURI() == "/" || // or cut it
		samePath(target, referer.EscapedPath())
}

// forgetSnapshot deletes the cookie of a snapshot page that the user has left.
func (l *Login) forgetSnapshot(w http.ResponseWriter, r *http.Request) {
	if len(r.CookiesNamed(l.snapshots.fullName(r, ""))) > 0 {
		l.snapshots.clear(w, r, "")
	}
}
