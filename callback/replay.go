package callback

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/callback/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
)

// WithReplayGuard refuses, with 403, a push whose timestamp is more than window away from this machine's clock, and one
// whose timestamp, nonce and signature came before with another body. Pushes that the platform repeats are let in: they
// carry a fresh nonce, and one sent twice on the way has the same body.
//
// Sealed pushes cannot be forged, and those that are sent again run no handler within half a minute: the guard ends
// what remains, old pushes sent much later. In plain mode, where a query that somebody has seen lets any body in, it
// leaves an attacker no query that the platform's own push has used on an instance of the same store ([WithStore]).
//
// It is off unless asked for: a machine whose clock is off by more than the window loses every push. Five minutes is
// usual. Each push costs an operation of the store.
func WithReplayGuard(window time.Duration) Option {
	return func(s *Server) { s.replays = &replayGuard{window: window} }
}

// replayGuard remembers the queries of twice its window: a timestamp may be as far ahead of this machine's clock as it
// may be behind.
type replayGuard struct {
	window time.Duration
	shared *sharedstore.Store // nil for an instance alone
	own    *sharedstore.Store // in this process: where there is no shared one, or it fails
}

// setUp gives the guard its memory. shared is nil for an instance alone.
func (g *replayGuard) setUp(shared *sharedstore.Store, log *slog.Logger) {
	g.shared = shared
	g.own = sharedstore.New(sharedstore.Config{
		Store:    store.NewMemory(),
		Timeout:  once.StoreTimeout,
		Pause:    once.StorePause,
		Patience: once.StorePatience,
		Log:      log,
	})
}

const cureClock = "if the platform sent this: is this machine's clock right?"

// check refuses a genuine query whose time is wrong, or that came before with another body.
func (g *replayGuard) check(s *Server, q query, body []byte) *RequestError {
	if g == nil {
		return nil
	}
	seconds, err := strconv.ParseInt(q.timestamp, 10, 64)
	if age := time.Since(time.Unix(seconds, 0)); err != nil || age.Abs() > g.window {
		return forbidden("the timestamp is out of its time", cureClock)
	}
	name := sha256.Sum256([]byte(q.timestamp + "\x00" + q.nonce))
	key := s.prefix() + "query:" + base64.RawURLEncoding.EncodeToString(name[:])
	digest := sha256.Sum256(body)
	same, err := false, sharedstore.ErrPaused
	if g.shared != nil {
		same, err = g.remember(g.shared, key, digest[:])
	}
	if err != nil {
		same, err = g.remember(g.own, key, digest[:])
	}
	if err == nil && !same {
		return forbidden("the query came before with another body", "somebody sends the platform's requests again")
	}
	return nil
}

// remember notes a digest under key, and tells whether no other one was there.
func (g *replayGuard) remember(in *sharedstore.Store, key string, digest []byte) (bool, error) {
	swapped, err := in.CompareAndSwap(key, nil, digest, 2*g.window)
	if err != nil || swapped {
		return swapped, err
	}
	there, err := in.Get(key)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return string(there) == string(digest), err
}
