package oauth

import (
	"cmp"
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
	// maxStored bounds the logins of a request's cookies that are looked at.
	maxStored = 4 * maxPending
)

// A state is statePrefix and 26 random letters and digits. The prefix distinguishes the login's states from a page's
// own parameter with the name state.
const statePrefix = "wechatgo"

var stateLength = len(newState())

func newState() string { return statePrefix + rand.Text() }

func isState(s string) bool {
	return len(s) == stateLength && strings.HasPrefix(s, statePrefix) && alphanumeric(s)
}

// pendingOf returns the login that state belongs to in this browser, which may send several cookies of one name.
func (l *Login) pendingOf(r *http.Request, state string) (pending, bool) {
	for _, c := range r.CookiesNamed(l.states.fullName(r, "_"+state)) {
		if p, ok := l.openPending(c); ok {
			return p, true
		}
	}
	return pending{}, false
}

// openPending returns the login in a cookie, if this site has sealed it and it is not too old.
func (l *Login) openPending(c *http.Cookie) (p pending, ok bool) {
	ok = l.states.sealer.open(c.Name, c.Value, &p) == nil && time.Since(time.Unix(p.Begun, 0)) < stateLife
	return p, ok
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

// storedLogin is what a request's cookies have of one login.
type storedLogin struct {
	pending
	state       string
	valid       bool // the pending login could be opened
	hasFragment bool // the departure has put a fragment into a cookie
	size        int  // of all these cookies, in bytes
}

// storedLogins returns the logins of r's cookies, also those that cannot be opened. It looks at maxStored of them: a
// browser has as many only if somebody has forged them, and the others get their turn when these are deleted.
func (l *Login) storedLogins(r *http.Request) []*storedLogin {
	cookies := r.Cookies()
	states, fragments := l.states.fullName(r, "_"), l.fragments.fullName(r, "_")
	var logins []*storedLogin
	byState := make(map[string]*storedLogin)
	for _, c := range cookies {
		state, ok := strings.CutPrefix(c.Name, states)
		if !ok || !isState(state) {
			continue
		}
		login := byState[state]
		if login == nil {
			if len(logins) == maxStored {
				continue
			}
			login = &storedLogin{state: state}
			byState[state] = login
			logins = append(logins, login)
		}
		login.size += len(c.Name) + len(c.Value)
		if !login.valid {
			login.pending, login.valid = l.openPending(c)
		}
	}
	for _, c := range cookies {
		state, ok := strings.CutPrefix(c.Name, fragments)
		if login := byState[state]; ok && login != nil {
			login.size += len(c.Name) + len(c.Value)
			login.hasFragment = true
		}
	}
	return logins
}

// prune deletes the cookies of logins that are too old and, if there are too many logins, those of the oldest. It
// leaves room for the login that begins.
func (l *Login) prune(w http.ResponseWriter, r *http.Request, logins []*storedLogin) {
	var kept []*storedLogin
	for _, login := range logins {
		if login.valid {
			kept = append(kept, login)
		} else {
			l.forgetLogin(w, r, login)
		}
	}
	slices.SortStableFunc(kept, func(a, b *storedLogin) int { return cmp.Compare(b.Begun, a.Begun) })
	bytes := 0
	for i, login := range kept {
		bytes += login.size
		if i >= maxPending-1 || bytes > maxPendingBytes {
			l.forgetLogin(w, r, login)
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
func (l *Login) looping(logins []*storedLogin, path string, scope Scope) (Reason, error) {
	begun, snapshots := 0, 0
	for _, p := range logins {
		switch {
		case !p.valid || !p.Scope.covers(scope) || !samePath(p.Target, path):
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

// forgetLogins deletes the cookies of logins.
func (l *Login) forgetLogins(w http.ResponseWriter, r *http.Request, logins []*storedLogin) {
	for _, login := range logins {
		l.forgetLogin(w, r, login)
	}
}

// forgetLogin deletes the cookies of one login.
func (l *Login) forgetLogin(w http.ResponseWriter, r *http.Request, login *storedLogin) {
	l.states.clear(w, r, "_"+login.state)
	if login.hasFragment {
		l.fragments.clear(w, r, "_"+login.state)
	}
}
