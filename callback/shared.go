package callback

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// WithStore shares with the account's other instances which messages are in
// hand, their answers and each user's order, and keeps sessions and the replay
// guard's memory there. Each message then has one run among all instances.
//
// A message costs four operations of the store, each on one key; the keys begin
// with "callback:" and the AppID. Where the store fails, messages wait for it, for
// a second; then the instance goes on alone, with one warning, and comes back by
// itself. A message whose pushes reach two instances meanwhile may have two runs.
// An instance that dies, or does not reach the store for five seconds, loses what
// it has in hand to the next push of the message, which may then run twice, too.
// No other message does.
func WithStore(st store.Store) Option { return func(s *Server) { s.store = st } }

const (
	// storeTime is how long one operation of the store may take.
	storeTime = 800 * time.Millisecond
	// awayTime is how long a store that has failed is left alone.
	awayTime = 300 * time.Millisecond
	// patience is how long a message waits for a store that has failed, before
	// this instance goes on alone.
	patience = time.Second
	// pollEvery is how often what another instance does is looked at.
	pollEvery = 100 * time.Millisecond
)

// shared is what the instances of an account tell each other. A nil shared is
// an instance alone.
type shared struct {
	store     store.Store
	prefix    string // of keys
	self      string // this instance
	now       func() time.Duration
	since     func(*run, time.Duration)
	log       *slog.Logger
	telemetry telemetry.Recorder
	pulse     pulse

	mu      sync.Mutex
	failing bool
	failed  time.Duration // when that began
	away    time.Duration // not asked before then
	served  time.Duration // when the last operation began that did not fail
}

var errAway = errors.New("callback: the store has just failed")

// try makes one operation, unless the store has just failed.
func (h *shared) try(operation func(context.Context) error) error {
	began := h.now()
	h.mu.Lock()
	away := h.failing && began < h.away
	h.mu.Unlock()
	if away {
		return errAway
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	err := guarded(func() error { return operation(ctx) })
	if err == nil || errors.Is(err, store.ErrNotFound) {
		h.note(began, nil)
	} else {
		h.note(began, err)
	}
	return err
}

// note warns when the store goes away, and tells when it is back. What began
// before the store was back says nothing new when it fails.
func (h *shared) note(began time.Duration, err error) {
	ctx := context.Background()
	if err != nil {
		measure.StoreFailure{User: "callback"}.Record(ctx, h.telemetry)
		h.beatSoon()
	}
	h.mu.Lock()
	changed := false
	switch {
	case err == nil:
		changed, h.failing, h.served = h.failing, false, max(h.served, began)
	case began >= h.served:
		changed, h.failing, h.away = !h.failing, true, h.now()+awayTime
		if changed {
			h.failed = h.now()
		}
	}
	h.mu.Unlock()
	switch {
	case !changed:
	case err != nil:
		h.log.LogAttrs(ctx, slog.LevelWarn, "callback: the store fails: this instance goes on alone", slog.Any("err", err))
	default:
		h.log.LogAttrs(ctx, slog.LevelInfo, "callback: the store is back")
	}
}

// soon waits until a store that has just failed is asked again, and is false
// where it has been away for too long.
func (h *shared) soon() bool {
	h.mu.Lock()
	now := h.now()
	wait, gone := h.away-now, h.failing && now-h.failed >= patience
	h.mu.Unlock()
	if !gone {
		time.Sleep(wait)
	}
	return !gone
}

func (h *shared) get(key string) (value []byte, err error) {
	err = h.try(func(ctx context.Context) error {
		value, err = h.store.Get(ctx, key)
		return err
	})
	return value, err
}

func (h *shared) swap(key string, old, new []byte, ttl time.Duration) (swapped bool, err error) {
	err = h.try(func(ctx context.Context) error {
		swapped, err = h.store.CompareAndSwap(ctx, key, old, new, ttl)
		return err
	})
	return swapped, err
}
