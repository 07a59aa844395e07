// Package sharedstore makes the operations of a store that several instances share: each has a time limit, a panic in
// it is an error, and behind a breaker a store that fails is left alone for a while.
package sharedstore

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Config is what a [Store] is given.
type Config struct {
	Store     store.Store
	User      string             // the package that uses it, for the log and the telemetry
	Timeout   time.Duration      // of one operation
	Pause     time.Duration      // how long the store is left alone after a failure
	Patience  time.Duration      // how long Wait hopes for a store that fails
	Log       *slog.Logger       // has one line when the store goes away, and one when it is back
	Telemetry telemetry.Recorder // nil for none
	Failed    func()             // is called after each failure; nil for nothing
}

// Store is a [store.Store] behind its breaker. Reads and writes have a breaker each: a store that is full still reads.
type Store struct {
	config Config

	mu       sync.Mutex
	breakers [kinds]breaker
	failures int // since the store went away
}

// kind is what an operation does.
type kind uint8

const (
	reads kind = iota
	writes
	kinds
)

// breaker is open while the operations of a kind fail.
type breaker struct {
	open        bool
	since       time.Time // when that began
	pausedUntil time.Time // no operation begins before
	served      time.Time // when the latest operation began that did not fail
}

// errNothingWritten is an operation that has not failed, and does not show that a store that was full takes values
// again.
var errNothingWritten = errors.New("nothing was written")

// ErrPaused says that the store has just failed, and is not asked.
var ErrPaused = errors.New("the store has just failed")

// New returns the store with its breaker closed.
func New(c Config) *Store { return &Store{config: c} }

// Get reads a key, as [store.Store] does.
func (s *Store) Get(key string) (value []byte, err error) {
	err = s.do(reads, func(ctx context.Context) error {
		value, err = s.config.Store.Get(ctx, key)
		return err
	})
	return value, err
}

// Set writes a key, as [store.Store] does.
func (s *Store) Set(key string, value []byte, ttl time.Duration) error {
	return s.do(writes, func(ctx context.Context) error { return s.config.Store.Set(ctx, key, value, ttl) })
}

// CompareAndSwap writes a key that is as it was, as [store.Store] does.
func (s *Store) CompareAndSwap(key string, old, new []byte, ttl time.Duration) (swapped bool, err error) {
	err = s.do(writes, func(ctx context.Context) error {
		swapped, err = s.config.Store.CompareAndSwap(ctx, key, old, new, ttl)
		if err == nil && (!swapped || new == nil) {
			return errNothingWritten
		}
		return err
	})
	if errors.Is(err, errNothingWritten) {
		err = nil
	}
	return swapped, err
}

// Time is the store's time, or this machine's where the store does not tell. A failure says nothing about the store's
// data: the store's user may lack the right to ask.
func (s *Store) Time() (at time.Time, err error) {
	clock, tells := s.config.Store.(store.Clock)
	if !tells {
		return time.Now(), nil
	}
	s.mu.Lock()
	away := s.breakers[reads].open
	s.mu.Unlock()
	if away {
		return time.Time{}, ErrPaused
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Timeout)
	defer cancel()
	err = guard.Call(func() error {
		at, err = clock.Time(ctx)
		return err
	})
	return at, err
}

// Wait waits until a store that has failed may be asked again. It is false, at once, where the store has failed for
// longer than the patience.
func (s *Store) Wait() bool {
	s.mu.Lock()
	now := time.Now()
	var pause time.Duration
	gone := false
	for _, b := range s.breakers {
		if b.open {
			pause = max(pause, b.pausedUntil.Sub(now))
			gone = gone || now.Sub(b.since) >= s.config.Patience
		}
	}
	s.mu.Unlock()
	if !gone {
		time.Sleep(pause)
	}
	return !gone
}

// do makes one operation, unless the store has just failed.
func (s *Store) do(k kind, operation func(context.Context) error) error {
	began := time.Now()
	s.mu.Lock()
	b := &s.breakers[k]
	paused := b.open && began.Before(b.pausedUntil)
	s.mu.Unlock()
	if paused {
		return ErrPaused
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Timeout)
	defer cancel()
	err := guard.Call(func() error { return operation(ctx) })
	switch {
	case errors.Is(err, errNothingWritten):
	case err == nil || errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrWrongType):
		s.succeeded(k, began)
	default:
		s.failed(k, began, err)
	}
	return err
}

// away tells whether a breaker is open. The mutex is held.
func (s *Store) away() bool { return s.breakers[reads].open || s.breakers[writes].open }

func (s *Store) succeeded(k kind, began time.Time) {
	s.mu.Lock()
	was := s.away()
	b := &s.breakers[k]
	b.open = false
	if began.After(b.served) {
		b.served = began
	}
	back := was && !s.away()
	failures := s.failures
	if back {
		s.failures = 0
	}
	s.mu.Unlock()
	if back {
		s.config.Log.LogAttrs(
			context.Background(),
			slog.LevelInfo,
			s.config.User+": the store is back",
			slog.Int("failures", failures),
		)
	}
}

// failed opens a breaker, unless an operation that began no earlier has been served: then the failure says nothing new.
func (s *Store) failed(k kind, began time.Time, err error) {
	ctx := context.Background()
	measure.StoreFailure{User: s.config.User}.Record(ctx, s.config.Telemetry)
	if s.config.Failed != nil {
		s.config.Failed()
	}
	s.mu.Lock()
	opened := false
	b := &s.breakers[k]
	if s.failures++; began.After(b.served) {
		now := time.Now()
		opened = !s.away()
		if !b.open {
			b.open, b.since = true, now
		}
		b.pausedUntil = now.Add(s.config.Pause)
	}
	s.mu.Unlock()
	if opened {
		s.config.Log.LogAttrs(
			ctx,
			slog.LevelWarn,
			s.config.User+": the store fails: this instance goes on alone",
			slog.String("cure", "start the store, or correct its address; the instance shares again once it answers"),
			slog.Any("err", err),
		)
	}
}
