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
	Target string `json:"t"`           // where the login leads to: path and query
	Scope  Scope  `json:"s"`           // what was asked for
	Begun  int64  `json:"b"`           // Unix seconds
	Done   int64  `json:"d,omitempty"` // Unix seconds of the session it led to
}

const (
	// stateLife is how long a user may take on WeChat's page.
	stateLife = 10 * time.Minute
	// loopWindow is how soon after a login no session means that the browser does not keep it, and how soon maxBegun
	// logins for one page mean that WeChat's answers do not arrive.
	loopWindow = 30 * time.Second
	maxBegun   = 5
	// maxPending and maxPendingBytes bound the logins under way in one browser, since proxies refuse requests with long
	// headers.
	maxPending      = 8
	maxPendingBytes = 4096
)

// A state is this word and 26 random letters and digits. The word tells our states from a page's own parameter of the
// name.
const stateWord = "wechatgo"

var stateLength = len(newState())

func newState() string { return stateWord + rand.Text() }

func isState(s string) bool {
	return len(s) == stateLength && strings.HasPrefix(s, stateWord) && alphanumeric(s)
}

// beginState remembers a login in the browser.
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

// begunFor returns the login that comes back with p, if this browser began it for this page.
func (l *Login) begunFor(r *http.Request, p page) (pending, bool) {
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
	_ = l.states.set(
		w,
		r,
		"_"+state,
		p,
		left,
	) // this fails only if the cookie gets too long, and then only looping lacks the value
}

// pendingStates lists the states in the browser's cookies, opened or not.
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

// prune deletes the cookies of logins that are too old, and the oldest if there are too many. It leaves room for the
// one that begins.
func (l *Login) prune(w http.ResponseWriter, r *http.Request) {
	type old struct {
		state string
		begun int64
		size  int
	}
	var olds []old
	for _, state := range l.pendingStates(r) {
		p, ok := l.pendingOf(r, state)
		if !ok {
			l.states.clear(w, r, "_"+state)
			continue
		}
		o := old{state: state, begun: p.Begun}
		for _, c := range r.CookiesNamed(l.states.fullName(r, "_"+state)) {
			o.size += len(c.Name) + len(c.Value)
		}
		olds = append(olds, o)
	}
	slices.SortStableFunc(olds, func(a, b old) int { return int(b.begun - a.begun) })
	bytes := 0
	for i, o := range olds {
		bytes += o.size
		if i >= maxPending-1 || bytes > maxPendingBytes {
			l.states.clear(w, r, "_"+o.state)
		}
	}
}

// errAnswerLost is the logged cause when WeChat's redirects do not reach the login.
var errAnswerLost = fmt.Errorf(
	"oauth: %d logins for this page began within %v, and none was finished: does something on the way drop code and state from the query, "+
		"as a redirect to https without $is_args$args",
	maxBegun,
	loopWindow,
)

// looping returns the reason why another login for the page would fail like the ones before, or an empty reason: this
// browser has just logged in for the page and still has no session, or has begun too many logins without finishing one.
func (l *Login) looping(r *http.Request, path string, scope Scope) (Reason, error) {
	begun := 0
	for _, state := range l.pendingStates(r) {
		p, ok := l.pendingOf(r, state)
		switch {
		case !ok || !p.Scope.covers(scope) || !samePath(p.Target, path):
		case p.Done == 0 && time.Since(time.Unix(p.Begun, 0)) < loopWindow:
			begun++
		case p.Done != 0 && time.Since(time.Unix(p.Done, 0)) < min(loopWindow, l.config.SessionLife):
			return ReasonCookies, nil
		}
	}
	if begun >= maxBegun {
		return ReasonConfig, errAnswerLost
	}
	return "", nil
}

// forgetStates makes the browser forget all logins under way.
func (l *Login) forgetStates(w http.ResponseWriter, r *http.Request) {
	for _, state := range l.pendingStates(r) {
		l.states.clear(w, r, "_"+state)
	}
}
