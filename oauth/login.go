package oauth

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/webpage"
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
	snapshots  sealedCookies
	fragments  cookies
	results    results
	flight     *singleflight.Group
	texts      textSet
	logger     *slog.Logger
	notices    notices
	anyBrowser bool
}

func (l *Login) isSetUp() bool { return l.client != nil }

// errNotSetUp is the error of a Login whose [New] failed. It does not say why: [New] has returned that.
var errNotSetUp = errors.New("oauth: the login is not set up: oauth.New has returned the reason")

// Format shows the AppID under every verb, and no secret.
func (l *Login) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "oauth.Login(%s)", l.config.AppID) }

// Require returns a handler that serves next to users who are logged in for scope, [Base] or [UserInfo], and sends the
// others to log in and back. A user with a session for Base logs in again only when a page asks for UserInfo. Another
// scope is logged as an error at once, and every request to the handler is answered with status 500.
//
// Only a browser's navigation is sent to log in. A form post or a script's request without a session is answered with
// status 401: a form with a page ([ReasonForm]), a script with a line of text, or with JSON if it asks for JSON. The
// user logs in by loading the page again.
//
// A browser gets to WeChat by a small page whose script keeps the part of the address behind #, since no browser sends
// that part; the login leads back to it. [Config.PlainRedirect] leaves the page out.
func (l *Login) Require(scope Scope, next http.Handler) http.Handler {
	if !l.isSetUp() {
		return http.HandlerFunc(l.answerNotSetUp)
	}
	if err := scope.check(); err != nil {
		l.logger.Error("oauth: the pages of this Require answer with status 500", "err", err, "caller", caller())
		return http.HandlerFunc(l.answerNotSetUp)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.serve(w, r, scope, next)
	})
}

// caller returns file and line of the call of an exported method.
func caller() string {
	_, file, line, _ := runtime.Caller(2)
	return fmt.Sprintf("%s:%d", file, line)
}

// Session returns the user whom the browser of r is logged in as, or an error that matches [ErrNoSession]. It is for
// pages that greet a user but do not need a login. The virtual user of a snapshot page has no session.
// [Config.Recheck] does not apply.
func (l *Login) Session(r *http.Request) (Identity, error) {
	if !l.isSetUp() {
		return Identity{}, ErrNoSession
	}
	id, err := l.config.Sessions.Get(r)
	if err != nil {
		return Identity{}, err
	}
	if !l.current(id) {
		return Identity{}, ErrNoSession
	}
	return id, nil
}

// SetSession logs r's browser in as id, for a program that has learned in another way who its user is, as package
// scanlogin does. Call it before the response is written. The session of another user ends; one of the same user keeps
// what it has more. The id needs an OpenID, and is no virtual user; an empty Scope is [Base], and a zero At is now.
func (l *Login) SetSession(w http.ResponseWriter, r *http.Request, id Identity) error {
	if !l.isSetUp() {
		return errNotSetUp
	}
	if id.OpenID == "" || id.Snapshot {
		return refuse.Field("Identity", "names no real user", "give the OpenID that the platform has named")
	}
	id.Scope = cmp.Or(id.Scope, Base)
	if id.At.IsZero() {
		id.At = time.Now()
	}
	id.At = id.At.UTC().Truncate(time.Second)
	return l.setSession(w, r, id)
}

// BaseURL returns [Config.BaseURL] without a slash at its end, or "" if the address is taken from each request.
func (l *Login) BaseURL() string {
	if l.site.base == nil {
		return ""
	}
	return l.site.base.String() + l.site.prefix
}

// Address returns the address of the page that r asks for, as its user sees it: scheme and host as [Config.BaseURL] and
// [Config.TrustForwarded] say, the path with the part that a proxy removes, and the query.
func (l *Login) Address(r *http.Request) *url.URL {
	p := l.site.page(r)
	u, err := url.Parse(p.origin + p.target())
	if err != nil { // not reached: both parts were URLs
		return l.site.origin(r)
	}
	return u
}

// Logout ends the session of r's browser. Call it before the response is written, and only for a POST: otherwise a link
// on another site could log users out. With Base, the next page logs the user in again without asking.
func (l *Login) Logout(w http.ResponseWriter, r *http.Request) error {
	if !l.isSetUp() {
		return nil
	}
	l.forgetLogins(w, r, l.storedLogins(r))
	l.forgetSnapshot(w, r)
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
	isCallback, covered := p.state != "", err == nil && id.Scope.covers(scope)
	due := covered && webpage.IsNavigation(r) && l.recheckDue(id)
	loggedIn, asked := covered && !due, scope
	if due {
		asked = Base // which tells who opens the page, and asks nobody
	}
	switch {
	case loggedIn && (!isCallback || !webpage.IsNavigation(r)):
		if webpage.IsNavigation(r) {
			l.forgetSnapshot(w, r)
		}
		servePage(w, r, id, next)
	case !isCallback && l.serveSnapshot(w, r, p, scope, next):
	case isForm(r):
		l.fail(w, r, failure{reason: ReasonForm})
	case !webpage.IsNavigation(r):
		l.unauthorized(w, r, scope)
	case isCallback && covered && (!known || login.Done != 0 || p.code == "" && !due):
		// The user opened the callback again, or a bookmark of it. A check that is due begins on the page itself.
		l.redirectBack(w, r, p, target)
	case isCallback && !known:
		l.fail(w, r, failure{reason: ReasonState, retry: target})
	case isCallback:
		l.finish(w, r, p, login)
	default:
		l.begin(w, r, p, asked)
	}
}

// servePage answers r for a user.
func servePage(w http.ResponseWriter, r *http.Request, id Identity, next http.Handler) {
	w.Header().Add("Vary", "Cookie") // a proxy's cache must not give one user's page to another
	next.ServeHTTP(w, r.WithContext(WithUser(r.Context(), id)))
}

// begin starts a login: it sends the user to WeChat's authorize page.
func (l *Login) begin(w http.ResponseWriter, r *http.Request, p page, scope Scope) {
	l.warnAboutAddress(r)
	if !l.anyBrowser && !strings.Contains(r.UserAgent(), "MicroMessenger") {
		l.fail(w, r, failure{reason: ReasonBrowser, address: p.origin + p.target()})
		return
	}
	l.forgetSnapshot(w, r)
	logins := l.storedLogins(r)
	if reason, err := l.looping(logins, p.path, scope); reason != "" {
		l.forgetLogins(w, r, logins) // so that the user may try again at once
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
		login := pending{Target: p.target(), Scope: scope, Begun: time.Now().Unix()}
		err = l.states.set(w, r, "_"+state, login, stateLife)
	}
	if err != nil {
		l.fail(w, r, failure{reason: ReasonAddress, err: err})
		return
	}
	l.prune(w, r, logins)
	if l.keepsFragment(r) {
		l.writeDeparture(w, r, state, address)
		return
	}
	redirect(w, address)
}

// finish logs in a user who came back from WeChat.
func (l *Login) finish(w http.ResponseWriter, r *http.Request, p page, login pending) {
	retry := login.Target
	if fragment := l.fragment(r, p.state); fragment != "" {
		retry += "#" + fragment
	}
	if p.code == "" {
		l.fail(w, r, failure{reason: ReasonRefused, retry: retry})
		return
	}
	id, err := l.redeem(r.Context(), p.state, p.code)
	if err != nil {
		l.fail(w, r, failure{reason: reasonOf(err), err: err, retry: retry})
		return
	}
	if l.stale(id, login) { // the callback is opened again: the page begins another login
		l.states.clear(w, r, "_"+p.state)
		l.redirectBack(w, r, p, login.Target)
		return
	}
	granted := id.Scope.covers(login.Scope)
	switch {
	case id.Snapshot && granted:
		err = l.setSnapshot(w, r, id, login.Target)
	case id.Snapshot:
	case granted:
		l.forgetSnapshot(w, r)
		err = l.setSession(w, r, id)
	default:
		_, err = l.endOther(w, r, id)
	}
	if err != nil {
		l.fail(w, r, failure{reason: ReasonSession, err: err, retry: retry})
		return
	}
	if !granted {
		l.fail(w, r, failure{reason: ReasonRefused, retry: retry})
		return
	}
	login.Snapshot = id.Snapshot
	l.finishState(w, r, p.state, login)
	l.redirectBack(w, r, p, login.Target)
}

// stale reports whether the result of a login is too old for a session that lasts. A login that has just begun has no old
// result; only another instance's clock can say so.
func (l *Login) stale(id Identity, login pending) bool {
	return !id.Snapshot && time.Since(time.Unix(login.Begun, 0)) >= loopWindow &&
		(time.Since(id.At) >= l.config.SessionLife || l.recheckDue(id))
}

// samePath reports whether target, which has a path and may have a query, is an address of the page at path. It
// compares decoded paths, since WeChat may have encoded the path again.
func samePath(target, path string) bool {
	own, _, _ := strings.Cut(target, "?")
	a, errA := url.PathUnescape(own)
	b, errB := url.PathUnescape(path)
	return errA == nil && errB == nil && a == b
}

// redirectBack leads from a callback to the user's page, and to the part of it behind #. An address without a # would
// get that of WeChat's own redirect in the browser, #wechat_redirect.
func (l *Login) redirectBack(w http.ResponseWriter, r *http.Request, p page, target string) {
	redirect(w, target+"#"+l.fragment(r, p.state))
}

func redirect(w http.ResponseWriter, target string) {
	keepPrivate(w)
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusFound)
}
