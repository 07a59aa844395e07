package oauth

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// pending is a login that has begun. Each has its own cookie, named by its state, so that tabs that log in at the same
// time do not overwrite each other's.
type pending struct {
	Target string `json:"t"`           // path and query of the page that the login leads to
	Scope  Scope  `json:"s"`           // the requested scope
	Begun  int64  `json:"b"`           // when the login began, in Unix seconds
	Done   int64  `json:"d,omitempty"` // when it was finished, in Unix seconds
	// Snapshot tells that it ended with a virtual user, who has no session.
	Snapshot bool `json:"n,omitempty"`
}

const (
	// stateLife is how long a user may take on WeChat's page.
	stateLife = 10 * time.Minute
	// If a browser has no session within loopWindow after a login, it does not keep the session. If it begins maxBegun
	// logins for one page within loopWindow, WeChat's redirects do not reach the login.
	loopWindow = 30 * time.Second
	maxBegun   = 5
	// maxPending and maxPendingBytes bound the pending logins in one browser, since proxies refuse requests with long
	// headers.
	maxPending      = 8
	maxPendingBytes = 4096
)

// A state is statePrefix and 26 random letters and digits. The prefix distinguishes the login's states from a page's
// own parameter with the name state.
const statePrefix = "wechatgo"

var stateLength = len(newState())

func newState() string { return statePrefix + rand.Text() }

func isState(s string) bool {
	return len(s) == stateLength && strings.HasPrefix(s, statePrefix) && alphanumeric(s)
}

// beginState stores a login in the browser.
func (l *Login) beginState(w http.ResponseWriter, r *http.Request, state string, p pending) error {
	if err := l.states.set(w, r, "_"+state, p, stateLife); err != nil {
		return err
	}
	l.prune(w, r)
	return nil
}

// pendingOf returns the login that state belongs to in this browser.
func (l *Login) pendingOf(r *http.Request, state string) (pending, bool) {
	var p pending
	if l.states.get(r, "_"+state, &p) != nil {
		return pending{}, false
	}
	return p, time.Since(time.Unix(p.Begun, 0)) < stateLife
}

// pendingFor returns the login whose state p has, if this browser began it for this page.
func (l *Login) pendingFor(r *http.Request, p page) (pending, bool) {
	if p.state == "" {
		return pending{}, false
	}
	login, ok := l.pendingOf(r, p.state)
	return login, ok && samePath(login.Target, p.path)
}

// finishState marks a login as done. The cookie stays, since the phone may open the callback again.
func (l *Login) finishState(w http.ResponseWriter, r *http.Request, state string, p pending) {
	left := time.Until(time.Unix(p.Begun, 0).Add(stateLife))
	p.Done = time.Now().Unix()
	// This fails only if the cookie gets too long; then looping does not see that the login is done.
	_ = l.states.set(w, r, "_"+state, p, left)
}

// pendingStates returns the states of all state cookies in r, also of cookies that cannot be opened.
func (l *Login) pendingStates(r *http.Request) []string {
	prefix := l.states.fullName(r, "_")
	var states []string
	for _, c := range r.Cookies() {
		if state, ok := strings.CutPrefix(c.Name, prefix); ok && isState(state) && !slices.Contains(states, state) {
			states = append(states, state)
		}
	}
	return states
}

// prune deletes the cookies of logins that are too old and, if there are too many logins, those of the oldest. It
// leaves room for the login that begins.
func (l *Login) prune(w http.ResponseWriter, r *http.Request) {
	type pendingCookie struct {
		state string
		begun int64
		size  int
	}
	var logins []pendingCookie
	for _, state := range l.pendingStates(r) {
		p, ok := l.pendingOf(r, state)
		if !ok {
			l.forgetState(w, r, state)
			continue
		}
		login := pendingCookie{state: state, begun: p.Begun}
		for _, c := range append(r.CookiesNamed(l.states.fullName(r, "_"+state)), l.fragmentCookies(r, state)...) {
			login.size += len(c.Name) + len(c.Value)
		}
		logins = append(logins, login)
	}
	slices.SortStableFunc(logins, func(a, b pendingCookie) int { return int(b.begun - a.begun) })
	bytes := 0
	for i, login := range logins {
		bytes += login.size
		if i >= maxPending-1 || bytes > maxPendingBytes {
			l.forgetState(w, r, login.state)
		}
	}
}

// errRedirectLost is the logged cause when WeChat's redirects do not reach the login.
var errRedirectLost = fmt.Errorf(
	"oauth: %d logins for this page began within %v, and none was finished: check whether a proxy drops code and state from the query, "+
		"such as a redirect to https without $is_args$args",
	maxBegun,
	loopWindow,
)

// looping returns the reason why another login for the page would fail like the ones before, or an empty reason: this
// browser has just logged in for the page and still has no session, or has begun too many logins without finishing one
// with a session.
func (l *Login) looping(r *http.Request, path string, scope Scope) (Reason, error) {
	begun, snapshots := 0, 0
	for _, state := range l.pendingStates(r) {
		p, ok := l.pendingOf(r, state)
		switch {
		case !ok || !p.Scope.covers(scope) || !samePath(p.Target, path):
		case p.Snapshot:
			if time.Since(time.Unix(p.Done, 0)) < loopWindow {
				snapshots++
			}
		case p.Done == 0 && time.Since(time.Unix(p.Begun, 0)) < loopWindow:
			begun++
		case p.Done != 0 && time.Since(time.Unix(p.Done, 0)) < min(loopWindow, l.config.SessionLife):
			return ReasonCookies, nil
		}
	}
	switch {
	case begun+snapshots < maxBegun:
		return "", nil
	case snapshots > 0:
		return ReasonSnapshot, nil
	}
	return ReasonConfig, errRedirectLost
}

// forgetStates deletes the cookies of all pending logins.
func (l *Login) forgetStates(w http.ResponseWriter, r *http.Request) {
	for _, state := range l.pendingStates(r) {
		l.forgetState(w, r, state)
	}
}

// forgetState deletes the cookies of one login.
func (l *Login) forgetState(w http.ResponseWriter, r *http.Request, state string) {
	l.states.clear(w, r, "_"+state)
	if len(l.fragmentCookies(r, state)) > 0 {
		l.fragments.clear(w, r, "_"+state)
	}
}
