package callback

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
)

// WithReplayGuard refuses, with 403, a push whose timestamp is more than window away from this machine's clock, before
// its body is read, and one whose timestamp, nonce and signature came before with another body. A request that comes
// again as it was is taken for the same push for 15.5 seconds; later in the window it is answered "success" and handled
// no more. Pushes that the platform repeats are let in: they carry a fresh nonce.
//
// Sealed pushes cannot be forged: the guard ends what remains, old pushes sent once more. In plain mode, where a query
// that somebody has seen lets any body in, it leaves an attacker no query that the platform's own push has used on an
// instance of the same store ([WithStore]).
//
// It is off unless asked for: a machine whose clock is off by more than the window loses every push. Five minutes is
// usual, an hour the most. Each push costs an operation of the store.
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
		User:     "callback",
		Store:    store.NewMemory(),
		Timeout:  once.StoreTimeout,
		Pause:    once.StorePause,
		Patience: once.StorePatience,
		Log:      log,
	})
}

const cureClock = "if the platform sent this: is this machine's clock right?"

// checkTime refuses a genuine query whose time is wrong.
func (g *replayGuard) checkTime(q query) *RequestError {
	if g == nil {
		return nil
	}
	seconds, err := strconv.ParseInt(q.timestamp, 10, 64)
	if age := time.Since(time.Unix(seconds, 0)); err != nil || age.Abs() > g.window {
		return forbidden("the timestamp is out of its time", cureClock)
	}
	return nil
}

// check refuses a genuine query that came before with another body. Where it came before with this one, it tells
// whether that is too long ago for a push that was sent twice on its way.
func (g *replayGuard) check(s *Server, q query, body []byte) (replayed bool, refused *RequestError) {
	if g == nil {
		return false, nil
	}
	name := sha256.Sum256([]byte(q.timestamp + "\x00" + q.nonce))
	key := s.prefix() + "query:" + base64.RawURLEncoding.EncodeToString(name[:])
	digest := sha256.Sum256(body)
	first, err := firstSeen{}, sharedstore.ErrPaused
	if g.shared != nil {
		first, err = g.remember(g.shared, key, digest)
	}
	own, ownErr := g.remember(g.own, key, digest) // the store may lose its data
	if err != nil || ownErr == nil && (own.digest != digest || own.at.Before(first.at)) {
		first, err = own, ownErr
	}
	switch {
	case err != nil:
		return false, nil
	case first.digest != digest:
		return false, forbidden(
			"the query came before with another body",
			"somebody sends the platform's requests again",
		)
	}
	return time.Since(first.at) >= once.PushesOver, nil
}

// firstSeen is what is remembered of a query.
type firstSeen struct {
	digest [sha256.Size]byte // of the body
	at     time.Time
}

func (f firstSeen) encode() []byte {
	return binary.BigEndian.AppendUint64(f.digest[:], uint64(f.at.UnixMilli()))
}

// remember notes a query now, unless it is known, and returns what is known of it.
func (g *replayGuard) remember(in *sharedstore.Store, key string, digest [sha256.Size]byte) (firstSeen, error) {
	now := firstSeen{digest, time.Now()}
	swapped, err := in.CompareAndSwap(key, nil, now.encode(), 2*g.window)
	if err != nil || swapped {
		return now, err
	}
	there, err := in.Get(key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return now, nil
	case err != nil:
		return firstSeen{}, err
	case len(there) != sha256.Size+8:
		return firstSeen{}, nil // what no instance has written: as another body
	}
	known := firstSeen{at: time.UnixMilli(int64(binary.BigEndian.Uint64(there[sha256.Size:])))}
	copy(known.digest[:], there)
	return known, nil
}
