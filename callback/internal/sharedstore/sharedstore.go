// Package sharedstore makes the operations of a store that several instances share: each has a time limit, a panic in
// it is an error, and behind a breaker a store that fails is left alone for a while.
package sharedstore

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/guard"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Config is what a [Store] is given.
type Config struct {
	Store     store.Store
	Timeout   time.Duration      // of one operation
	Pause     time.Duration      // how long the store is left alone after a failure
	Patience  time.Duration      // how long Wait hopes for a store that fails
	Log       *slog.Logger       // has one line when the store goes away, and one when it is back
	Telemetry telemetry.Recorder // nil for none
	Failed    func()             // is called after each failure; nil for nothing
}

// Store is a [store.Store] behind its breaker.
type Store struct {
	config Config

	mu          sync.Mutex
	open        bool      // the breaker: the store fails
	since       time.Time // when that began
	pausedUntil time.Time // no operation begins before
	served      time.Time // when the latest operation began that did not fail
}

// ErrPaused says that the store has just failed, and is not asked.
var ErrPaused = errors.New("callback: the store has just failed")

// New returns the store with its breaker closed.
func New(c Config) *Store { return &Store{config: c} }

// Get reads a key, as [store.Store] does.
func (s *Store) Get(key string) (value []byte, err error) {
	err = s.do(func(ctx context.Context) error {
		value, err = s.config.Store.Get(ctx, key)
		return err
	})
	return value, err
}

// Set writes a key, as [store.Store] does.
func (s *Store) Set(key string, value []byte, ttl time.Duration) error {
	return s.do(func(ctx context.Context) error { return s.config.Store.Set(ctx, key, value, ttl) })
}

// CompareAndSwap writes a key that is as it was, as [store.Store] does.
func (s *Store) CompareAndSwap(key string, old, new []byte, ttl time.Duration) (swapped bool, err error) {
	err = s.do(func(ctx context.Context) error {
		swapped, err = s.config.Store.CompareAndSwap(ctx, key, old, new, ttl)
		return err
	})
	return swapped, err
}

// Wait waits until a store that has failed may be asked again. It is false, at once, where the store has failed for
// longer than the patience.
func (s *Store) Wait() bool {
	s.mu.Lock()
	now := time.Now()
	pause, gone := s.pausedUntil.Sub(now), s.open && now.Sub(s.since) >= s.config.Patience
	s.mu.Unlock()
	if !gone {
		time.Sleep(pause)
	}
	return !gone
}

// do makes one operation, unless the store has just failed.
func (s *Store) do(operation func(context.Context) error) error {
	began := time.Now()
	s.mu.Lock()
	paused := s.open && began.Before(s.pausedUntil)
	s.mu.Unlock()
	if paused {
		return ErrPaused
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.config.Timeout)
	defer cancel()
	err := guard.Call(func() error { return operation(ctx) })
	if err == nil || errors.Is(err, store.ErrNotFound) {
		s.succeeded(began)
	} else {
		s.failed(began, err)
	}
	return err
}

func (s *Store) succeeded(began time.Time) {
	s.mu.Lock()
	closed := s.open
	s.open = false
	if began.After(s.served) {
		s.served = began
	}
	s.mu.Unlock()
	if closed {
		s.config.Log.LogAttrs(context.Background(), slog.LevelInfo, "callback: the store is back")
	}
}

// failed opens the breaker, unless a later operation has been served since: then the failure says nothing new.
func (s *Store) failed(began time.Time, err error) {
	ctx := context.Background()
	measure.StoreFailure{User: "callback"}.Record(ctx, s.config.Telemetry)
	if s.config.Failed != nil {
		s.config.Failed()
	}
	s.mu.Lock()
	opened := false
	if !began.Before(s.served) {
		now := time.Now()
		if opened = !s.open; opened {
			s.open, s.since = true, now
		}
		s.pausedUntil = now.Add(s.config.Pause)
	}
	s.mu.Unlock()
	if opened {
		s.config.Log.LogAttrs(
			ctx,
			slog.LevelWarn,
			"callback: the store fails: this instance goes on alone",
			slog.Any("err", err),
		)
	}
}
