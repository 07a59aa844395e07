package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// SessionStore keeps the identity of the user who is logged in. The default keeps it in an encrypted cookie; a program
// with sessions of its own can keep it there and implements these three methods.
//
// The Login decides when a session expires: it ignores a session older than [Config.SessionLife], whichever store holds
// it. A store may delete a session sooner.
type SessionStore interface {
	// Get returns the user of r's browser, or an error that matches [ErrNoSession]. For any other error the user sees a
	// page that says that the site failed.
	Get(r *http.Request) (Identity, error)
	// Set logs r's browser in. It is called before the response is written, and should begin a session under a new id,
	// so that an attacker cannot have chosen it.
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
