package oauth

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Login is the web login of one account. Make it with [New]; it is safe for concurrent use.
//
// The zero Login, which [New] returns beside an error, is not set up: it finds no session, and answers every request
// for a page behind it with status 500 and a page that does not say the reason.
type Login struct {
	config     Config
	site       site
	client     *endpoint.Client // nil if the Login is not set up
	states     sealedCookies
	results    resultStore
	flight     *singleflight.Group
	logger     *slog.Logger
	anyBrowser bool
}

func (l *Login) isSetUp() bool { return l.client != nil }

// errNotSetUp is the error of a Login whose [New] failed. It does not say why: [New] has returned that.
var errNotSetUp = errors.New("oauth: the login is not set up: oauth.New has returned the reason")

// Format shows the AppID under every verb, and no secret.
func (l *Login) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "oauth.Login(%s)", l.config.AppID) }

// Require returns a handler that serves next to users who are logged in for scope, [Base] or [UserInfo], and sends the
// others to log in and back. A user with a session for Base logs in again only when a page asks for UserInfo.
//
// Only a browser's navigation is sent to log in. A form post or a script's request without a session is answered with
// status 401: a form with a page ([ReasonForm]), a script with a line of text, or with JSON if it asks for JSON. The
// user logs in by loading the page again.
func (l *Login) Require(scope Scope, next http.Handler) http.Handler {
	if !l.isSetUp() {
		return http.HandlerFunc(answerNotSetUp)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.serve(w, r, scope, next)
	})
}

// Session returns the user whom the browser of r is logged in as, or an error that matches [ErrNoSession]. It is for
// pages that greet a user but do not need a login.
func (l *Login) Session(r *http.Request) (Identity, error) {
	if !l.isSetUp() {
		return Identity{}, ErrNoSession
	}
	id, err := l.config.Sessions.Get(r)
	if err != nil {
		return Identity{}, err
	}
	if id.OpenID == "" || time.Since(id.At) > l.config.SessionLife {
		return Identity{}, ErrNoSession
	}
	return id, nil
}

// Logout ends the session of r's browser. Call it before the response is written, and only for a POST: otherwise a link
// on another site could log users out. With Base, the next page logs the user in again without asking.
func (l *Login) Logout(w http.ResponseWriter, r *http.Request) error {
	if !l.isSetUp() {
		return nil
	}
	l.forgetStates(w, r)
	return l.config.Sessions.Clear(w, r)
}

func (l *Login) serve(w http.ResponseWriter, r *http.Request, scope Scope, next http.Handler) {
	p := l.site.page(r)
	login, known := l.pendingFor(r, p)
	target := p.target()
	if known {
		target = login.Target // with the page's own code and state, if it has any
	}
	id, err := l.Session(r)
	if err != nil && !errors.Is(err, ErrNoSession) {
		l.fail(w, r, failure{reason: ReasonSession, err: err, retry: target})
		return
	}
	isCallback, loggedIn := p.state != "", err == nil && id.Scope.covers(scope)
	switch {
	case loggedIn && (!isCallback || !isNavigation(r)):
		w.Header().Add("Vary", "Cookie") // a proxy's cache must not give one user's page to another
		next.ServeHTTP(w, r.WithContext(WithUser(r.Context(), id)))
	case isForm(r):
		l.fail(w, r, failure{reason: ReasonForm})
	case !isNavigation(r):
		unauthorized(w, r, scope)
	case loggedIn && (!known || !login.improves(id)):
		redirect(w, target) // the user opened the callback again, or a bookmark of it
	case isCallback && !known:
		l.fail(w, r, failure{reason: ReasonState, retry: target})
	case isCallback:
		l.finish(w, r, p, login)
	case !l.anyBrowser && !strings.Contains(r.UserAgent(), "MicroMessenger"):
		l.fail(w, r, failure{reason: ReasonBrowser, address: p.origin + p.target()})
	default:
		l.begin(w, r, p, scope)
	}
}

// improves reports whether the login p gives more than the session of id has: a wider scope, for a nested handler, or
// the real user after a snapshot page.
func (p pending) improves(id Identity) bool {
	return id.Snapshot || !id.Scope.covers(p.Scope)
}

// begin starts a login: it redirects the user to WeChat's authorize page.
func (l *Login) begin(w http.ResponseWriter, r *http.Request, p page, scope Scope) {
	if reason, err := l.looping(r, p.path, scope); reason != "" {
		l.forgetStates(w, r) // so that the user may try again at once
		l.fail(w, r, failure{reason: reason, err: err, retry: p.target()})
		return
	}
	state := newState()
	address, err := AuthorizeURL(Authorize{
		Hosts:           l.client.Hosts,
		AppID:           l.config.AppID,
		RedirectURI:     p.redirectURI(),
		Scope:           scope,
		State:           state,
		ConnectRedirect: true,
	})
	if err == nil {
		err = l.beginState(w, r, state, pending{Target: p.target(), Scope: scope, Begun: time.Now().Unix()})
	}
	if err != nil {
		l.fail(w, r, failure{reason: ReasonAddress, err: err})
		return
	}
	redirect(w, address)
}

// finish creates the session of a user who came back from WeChat.
func (l *Login) finish(w http.ResponseWriter, r *http.Request, p page, login pending) {
	if p.code == "" {
		l.fail(w, r, failure{reason: ReasonRefused, retry: login.Target})
		return
	}
	id, err := l.redeem(r.Context(), p.state, p.code)
	if err != nil {
		l.fail(w, r, failure{reason: reasonOf(err), err: err, retry: login.Target})
		return
	}
	if !id.Scope.covers(login.Scope) {
		l.fail(w, r, failure{reason: ReasonRefused, retry: login.Target})
		return
	}
	if err := l.config.Sessions.Set(w, r, id); err != nil {
		l.fail(w, r, failure{reason: ReasonSession, err: err, retry: login.Target})
		return
	}
	l.finishState(w, r, p.state, login)
	redirect(w, login.Target)
}

// samePath reports whether target, which has a path and may have a query, is an address of the page at path. It
// compares decoded paths, since WeChat may have encoded the path again.
func samePath(target, path string) bool {
	own, _, _ := strings.Cut(target, "?")
	a, errA := url.PathUnescape(own)
	b, errB := url.PathUnescape(path)
	return errA == nil && errB == nil && a == b
}

func redirect(w http.ResponseWriter, target string) {
	keepPrivate(w)
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusFound)
}
