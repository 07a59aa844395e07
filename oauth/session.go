package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/internal/guard"
)

// SessionStore keeps the identity of the user who is logged in. The default keeps it in an encrypted cookie; a program
// with sessions of its own can keep it there and implements these three methods. It keeps the whole [Identity].
//
// The context of r ends 5 seconds after a method was called, at the latest. A panic in a method counts as its error.
//
// The Login decides when a session expires: it ignores a session older than [Config.SessionLife], whichever store holds
// it. A store may delete a session sooner.
type SessionStore interface {
	// Get returns the user of r's browser, or an error that matches [ErrNoSession]. For any other error the user sees a
	// page that says that the site failed.
	Get(r *http.Request) (Identity, error)
	// Set logs r's browser in. It is called before the response is written, and should begin a session under a new id,
	// so that an attacker cannot have chosen it. If the browser was logged in as another user, Clear was called before
	// for the same request; the new session must have nothing of the former one.
	Set(w http.ResponseWriter, r *http.Request, id Identity) error
	// Clear logs r's browser out. Without a session it does nothing.
	Clear(w http.ResponseWriter, r *http.Request) error
}

// ErrNoSession says that a browser is not logged in.
var ErrNoSession = errors.New("oauth: no session")

// cookieSessions is the default store. A session cookie stays valid until it expires: logging out only deletes it in
// the browser.
type cookieSessions struct {
	cookies sealedCookies
	life    time.Duration
}

func (s cookieSessions) Get(r *http.Request) (id Identity, err error) {
	if s.cookies.get(r, "", &id) != nil {
		return Identity{}, ErrNoSession
	}
	return id, nil
}

func (s cookieSessions) Set(w http.ResponseWriter, r *http.Request, id Identity) error {
	if err := s.cookies.set(w, r, "", id, s.life); err != nil {
		return fmt.Errorf("%w: keep sessions on the server with Config.Sessions", err)
	}
	return nil
}

func (s cookieSessions) Clear(w http.ResponseWriter, r *http.Request) error {
	s.cookies.clear(w, r, "")
	return nil
}

// sessionTimeout bounds one operation of a program's store, for which a page waits.
const sessionTimeout = 5 * time.Second

// guardedSessions is a program's own store: its operations end in time, and a panic in one is an error.
type guardedSessions struct{ store SessionStore }

func (s guardedSessions) Get(r *http.Request) (id Identity, err error) {
	err = s.do(r, func(r *http.Request) (err error) {
		id, err = s.store.Get(r)
		return err
	})
	return id, err
}

func (s guardedSessions) Set(w http.ResponseWriter, r *http.Request, id Identity) error {
	return s.do(r, func(r *http.Request) error { return s.store.Set(w, r, id) })
}

func (s guardedSessions) Clear(w http.ResponseWriter, r *http.Request) error {
	return s.do(r, func(r *http.Request) error { return s.store.Clear(w, r) })
}

func (guardedSessions) do(r *http.Request, operation func(r *http.Request) error) error {
	ctx, cancel := context.WithTimeout(r.Context(), sessionTimeout)
	defer cancel()
	return guard.Call(func() error { return operation(r.WithContext(ctx)) })
}

// minRecheck is the shortest [Config.Recheck]. A check must be over before the next one is due.
const minRecheck = time.Minute

// current reports whether a session has not expired. A virtual user has no session.
func (l *Login) current(id Identity) bool {
	return id.OpenID != "" && !id.Snapshot && time.Since(id.At) <= l.config.SessionLife
}

// recheckDue reports whether WeChat is to be asked again who opens the pages of a session.
func (l *Login) recheckDue(id Identity) bool {
	return l.config.Recheck > 0 && time.Since(id.confirmed()) >= l.config.Recheck
}

// setSession creates the session of a user who has logged in. It ends the session of another user, and keeps what the
// session of the same user has more.
func (l *Login) setSession(w http.ResponseWriter, r *http.Request, id Identity) error {
	former, err := l.endOther(w, r, id)
	if err != nil {
		return err
	}
	if former.OpenID == id.OpenID && l.current(former) {
		id = id.renewed(former)
	}
	return l.config.Sessions.Set(w, r, id)
}

// endOther ends the session of another user than the one whom WeChat has named, and returns the session that is left.
func (l *Login) endOther(w http.ResponseWriter, r *http.Request, id Identity) (former Identity, err error) {
	former, err = l.config.Sessions.Get(r)
	switch {
	case errors.Is(err, ErrNoSession):
		return Identity{}, nil
	case err != nil || former.OpenID == "" || former.OpenID == id.OpenID && !former.Snapshot:
		return former, err
	}
	// No callback in the browser's history logs the former user in again.
	l.forgetLogins(w, r, l.storedLogins(r))
	return Identity{}, l.config.Sessions.Clear(w, r)
}
