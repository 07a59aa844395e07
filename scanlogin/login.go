package scanlogin

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wechatgo/wechatgo/internal/logonce"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/internal/webpage"
	"github.com/wechatgo/wechatgo/oauth"
)

// Login is the login by QR code of one account. As an http.Handler it serves [Config.Path] and the addresses below. Make
// it with [New]; it is safe for concurrent use.
type Login struct {
	config Config
	texts  texts
	logger *slog.Logger
	store  *sharedstore.Store // nil if the Login is not set up
	prefix string             // of the store's keys

	noCodes    atomic.Int64 // until when no QR codes are made, in Unix seconds
	noUnionIDs atomic.Int64 // until when no UnionIDs are asked for, in Unix seconds
	streams    streams      // of browsers that wait by server-sent events

	hears   atomic.Bool // Events was called
	notices notices
	tooMany logonce.Keys // the addresses whose codes were refused

	closing   chan struct{} // is closed by Close
	closeOnce sync.Once
}

func (l *Login) isSetUp() bool { return l.store != nil }

// Close ends the responses to browsers that wait by server-sent events, which would hold up the end of the server for as
// long as their codes can be used. They come again, to another instance or after the restart. A program that shuts its
// server down registers it:
//
//	server.RegisterOnShutdown(scan.Close)
func (l *Login) Close() {
	if l.isSetUp() {
		l.closeOnce.Do(func() { close(l.closing) })
	}
}

// Format shows the AppID under every verb, and no secret.
func (l *Login) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "scanlogin.Login(%s)", l.config.AppID) }

// Require returns a handler that serves next to users who are logged in, whichever way, and shows the others the page
// that logs them in. Behind it [oauth.User] is the user. In WeChat's own browser, which cannot scan its own screen, it
// logs in with web login where the account has it ([Config.WebLogin]).
//
// Only a browser's navigation is led to the page. A form post or a script's request without a session is answered with
// status 401, and with JSON if it asks for JSON.
func (l *Login) Require(next http.Handler) http.Handler {
	if !l.isSetUp() {
		return http.HandlerFunc(l.answerNotSetUp)
	}
	inWeChat := l.config.Login.Require(oauth.Base, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.config.WebLogin && strings.Contains(r.UserAgent(), "MicroMessenger") {
			inWeChat.ServeHTTP(w, r)
			return
		}
		id, err := l.config.Login.Session(r)
		switch {
		case err == nil:
			w.Header().Add("Vary", "Cookie") // a proxy's cache must not give one user's page to another
			next.ServeHTTP(w, r.WithContext(oauth.WithUser(r.Context(), id)))
		case !errors.Is(err, oauth.ErrNoSession):
			l.fail(w, r, ReasonUnavailable, err)
		case webpage.IsNavigation(r):
			keepPrivate(w)
			target := l.config.Login.Address(r).RequestURI()
			http.Redirect(w, r, l.config.Path+"?"+url.Values{"to": {target}}.Encode(), http.StatusFound)
		default:
			l.unauthorized(w, r)
		}
	})
}

// ServeHTTP serves, below [Config.Path]:
//
//   - GET the path itself: a page with a button that begins a login; "to" in the query is the path to which it leads;
//   - POST begin: a code, in a page that waits for the phone, or as JSON if the request accepts JSON: a [Begun];
//   - GET wait?login=ID: the login's [Progress] as server-sent events, an event "progress" for each change;
//   - GET progress?login=ID: the same once, for clients without server-sent events;
//   - POST finish, with login=ID: the session of a login that is confirmed, and a redirect to its page, or as JSON a
//     [Finished];
//   - POST cancel, with login=ID: the end of a login;
//   - POST logout: the end of the session, and a redirect to the path in "to", or to /; as JSON no content;
//   - answer?login=ID: the page for the answer on the phone ([Config.WebLogin]).
//
// All but the first and the last two need the cookie that begin has set. POSTs from pages of other sites are refused.
// A failure is a page, or a [Failure] as JSON.
func (l *Login) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	keepPrivate(w)
	if !l.isSetUp() {
		l.answerNotSetUp(w, r)
		return
	}
	l.warnAboutPath(r)
	what := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	route, ok := routes[what]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if !slices.Contains(route.methods, r.Method) {
		w.Header().Set("Allow", strings.Join(route.methods, ", "))
		http.Error(w, "scanlogin: use "+strings.Join(route.methods, " or "), http.StatusMethodNotAllowed)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody) // a GET may have one as well
	if r.Method == http.MethodPost {
		if err := l.isFromSite(r); err != nil {
			l.fail(w, r, ReasonOrigin, err)
			return
		}
	}
	route.serve(l, w, r)
}

// maxBody bounds a form that is sent to a Login, in bytes.
const maxBody = 8192

// route is what a Login does at one address.
type route struct {
	methods []string
	serve   func(l *Login, w http.ResponseWriter, r *http.Request)
}

var (
	read  = []string{http.MethodGet, http.MethodHead}
	write = []string{http.MethodPost}
)

// routes has the addresses by the last part of the path: a mux may have cut the rest.
var routes = map[string]route{
	"":         {read, (*Login).start},
	"begin":    {write, (*Login).begin},
	"wait":     {[]string{http.MethodGet}, (*Login).wait},
	"progress": {read, (*Login).progress},
	"finish":   {write, (*Login).finish},
	"cancel":   {write, (*Login).cancel},
	"logout":   {write, (*Login).logout},
	"answer":   {append(write, read...), (*Login).answerPage},
}

var crossOrigin = http.NewCrossOriginProtection()

// isFromSite returns an error for a POST that a page of another site sends. A request without the headers that tell is
// no browser's, or an old one's, whose cookies are SameSite.
func (l *Login) isFromSite(r *http.Request) error {
	if origin := r.Header.Get("Origin"); origin != "" && origin == l.siteOf(r) {
		return nil // a proxy may have changed the Host
	}
	return crossOrigin.Check(r)
}

// siteOf returns scheme and host of the site as users see it.
func (l *Login) siteOf(r *http.Request) string {
	u := l.config.Login.Address(r)
	return u.Scheme + "://" + u.Host
}

func (l *Login) isSecure(r *http.Request) bool { return l.config.Login.Address(r).Scheme == "https" }

// maxTarget bounds the path to which a login leads, in bytes.
const maxTarget = 2048

// targetOf returns the path, on the site itself, to which a login leads.
func targetOf(r *http.Request) string {
	to := r.FormValue("to")
	if len(to) > maxTarget || !webpage.IsOwnPath(to) {
		return "/"
	}
	return cmp.Or(to, "/")
}

// logout ends the session.
func (l *Login) logout(w http.ResponseWriter, r *http.Request) {
	target := targetOf(r)
	if err := l.config.Login.Logout(w, r); err != nil {
		l.fail(w, r, ReasonUnavailable, err)
		return
	}
	if webpage.WantsJSON(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}
