package callback

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/store"
)

// Session is what a program remembers of each user between messages, such as the answers so far of a dialogue. T is
// written as JSON; it is kept in the server's store ([WithStore]), or else in this process.
//
//	var orders = callback.NewSession[Order]("order", 10*time.Minute)
//
// Its methods work on the user whose push a handler's ctx belongs to, and on that of [Server.UserContext]; with any
// other ctx they fail with [ErrNoUser]. Errors of the store come back as they are, after two seconds at most for each
// of its operations: a program that must not forget should not answer as if it had remembered.
type Session[T any] struct {
	name string
	ttl  time.Duration
}

// NewSession declares a kind of session. The name tells it from others of the program and is part of the store's keys.
// It ends ttl after its last change.
func NewSession[T any](name string, ttl time.Duration) Session[T] { return Session[T]{name, ttl} }

// ErrNoUser says that a ctx belongs to no user.
var ErrNoUser = errors.New("callback: the context belongs to no push: use the handler's, or Server.UserContext")

// Get returns the user's session. Where there is none it is zero, and ok false.
func (s Session[T]) Get(ctx context.Context) (value T, ok bool, err error) {
	at, err := s.of(ctx)
	if err != nil {
		return value, false, err
	}
	value, raw, err := s.read(ctx, at)
	return value, raw != nil, err
}

// Update changes the user's session, or the zero T where there is none. However many pushes change it at once, on
// whichever instances, none is lost: change is called again with what another has written, so it should do nothing
// else. An error of change leaves all as it was and is returned.
func (s Session[T]) Update(ctx context.Context, change func(*T) error) error {
	at, err := s.of(ctx)
	if err != nil {
		return err
	}
	for {
		value, old, err := s.read(ctx, at)
		if err != nil {
			return err
		}
		if err := change(&value); err != nil {
			return err
		}
		raw, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("callback: session %q: %w", s.name, err)
		}
		// An unchanged session is written too, since its life begins anew.
		swapped, err := at.swap(ctx, old, raw, s.ttl)
		if swapped || err != nil {
			return err
		}
	}
}

// Clear ends the user's session.
func (s Session[T]) Clear(ctx context.Context) error {
	at, err := s.of(ctx)
	if err != nil {
		return err
	}
	for {
		old, err := at.get(ctx)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		swapped, err := at.swap(ctx, old, nil, 0)
		if swapped || err != nil {
			return err
		}
	}
}

// sessionPlace is the store and the key of a session.
type sessionPlace struct {
	store store.Store
	key   string
}

// get reads the session. An operation has a time limit, and a panic in the store is an error.
func (p sessionPlace) get(ctx context.Context) (value []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, once.SessionTimeout)
	defer cancel()
	err = guard.Call(func() error {
		value, err = p.store.Get(ctx, p.key)
		return err
	})
	return value, err
}

// swap writes the session in place of old.
func (p sessionPlace) swap(ctx context.Context, old, new []byte, ttl time.Duration) (swapped bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, once.SessionTimeout)
	defer cancel()
	err = guard.Call(func() error {
		swapped, err = p.store.CompareAndSwap(ctx, p.key, old, new, ttl)
		return err
	})
	return swapped, err
}

func (s Session[T]) of(ctx context.Context) (sessionPlace, error) {
	u, ok := ctx.Value(userKey{}).(user)
	if !ok || u.openID == "" {
		return sessionPlace{}, ErrNoUser
	}
	return sessionPlace{u.server.store, u.server.prefix() + "session:" + s.name + ":" + u.openID}, nil
}

// read returns the session, decoded and as it is in the store; raw is nil where there is none.
func (s Session[T]) read(ctx context.Context, at sessionPlace) (value T, raw []byte, err error) {
	raw, err = at.get(ctx)
	if errors.Is(err, store.ErrNotFound) {
		return value, nil, nil
	}
	if err == nil && !bytes.Equal(raw, []byte("null")) {
		if err = json.Unmarshal(raw, &value); err != nil {
			err = fmt.Errorf("callback: session %q: %w", s.name, err)
		}
	}
	return value, raw, err
}

// user is the user that a context belongs to.
type user struct {
	server *Server
	openID string
}

type userKey struct{}

// UserContext makes ctx belong to a user, for sessions outside a handler, such as on a page that the user has logged in
// to.
func (s *Server) UserContext(ctx context.Context, openID string) context.Context {
	return context.WithValue(ctx, userKey{}, user{s, openID})
}
