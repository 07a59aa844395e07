package callback

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// WithReplayGuard refuses, with 403, a push whose timestamp is more than window
// away from this machine's clock, and one whose timestamp, nonce and signature
// came before with another body. Pushes that the platform repeats are let in:
// they carry a fresh nonce, and one sent twice on the way has the same body.
//
// Sealed pushes cannot be forged, and those that are sent again run no handler
// within half a minute: the guard ends what remains, old pushes sent
// much later. In plain mode, where a query that somebody has seen lets any
// body in, it leaves an attacker no query that the platform's own push has used
// on an instance of the same store ([WithStore]).
//
// It is off unless asked for: a machine whose clock is off by more than the window
// loses every push. Five minutes is usual. Each push costs an operation of
// the store.
func WithReplayGuard(window time.Duration) Option {
	return func(s *Server) { s.guard = &guard{window: window} }
}

// guard remembers the queries of a while.
type guard struct {
	window time.Duration
	own    memory // where there is no store, or it fails
}

const cureClock = "if the platform sent this: is this machine's clock right?"

// check refuses a genuine query that is out of its time, or came before with
// another body.
func (g *guard) check(s *Server, q query, body []byte) *refusal {
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
	same, err := false, errAway
	if s.shared != nil {
		same, err = g.same(s.shared, key, digest[:])
	}
	if err != nil {
		same, err = g.same(&g.own, key, digest[:])
	}
	if err == nil && !same {
		return forbidden("the query came before with another body", "somebody sends the platform's requests again")
	}
	return nil
}

// swapper is a store without its Set.
type swapper interface {
	get(key string) ([]byte, error)
	swap(key string, old, new []byte, ttl time.Duration) (swapped bool, err error)
}

// same notes a digest under key, and tells whether none or the same was there.
func (g *guard) same(in swapper, key string, digest []byte) (bool, error) {
	swapped, err := in.swap(key, nil, digest, 2*g.window)
	if err != nil || swapped {
		return swapped, err
	}
	there, err := in.get(key)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return string(there) == string(digest), err
}

// memory is a swapper in this process.
type memory struct{ store.Memory }

func (m *memory) get(key string) ([]byte, error) { return m.Get(context.Background(), key) }

func (m *memory) swap(key string, old, new []byte, ttl time.Duration) (bool, error) {
	return m.CompareAndSwap(context.Background(), key, old, new, ttl)
}
