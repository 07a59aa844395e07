package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// long is the ttl of entries that must not expire during a case.
const long = time.Hour

// fixture is an empty store with the assertions of one case.
type fixture struct {
	testing.TB
	ctx     context.Context
	store   store.Store
	advance func(time.Duration)
	now     func() time.Time // what the store's clock should tell
	life    time.Duration    // ttl of entries that expire during a case; half of it is enough for the calls of a slow store
}

func newFixture(t testing.TB, c Config) *fixture {
	f := &fixture{TB: t, ctx: t.Context(), store: c.New(t), advance: c.Advance, now: c.Now, life: time.Minute}
	if f.advance == nil {
		f.advance, f.life = time.Sleep, time.Second
	}
	if f.now == nil {
		f.now = time.Now
	}
	return f
}

// clock returns the store's clock. Without one it skips the case.
func (f *fixture) clock() store.Clock {
	f.Helper()
	clock, ok := f.store.(store.Clock)
	if !ok {
		f.Skip("the store is no store.Clock")
	}
	return clock
}

// endedContexts returns a context that is cancelled, and one whose deadline has passed.
func (f *fixture) endedContexts() []context.Context {
	cancelled, cancel := context.WithCancel(f.ctx)
	cancel()
	expired, cancel := context.WithDeadline(f.ctx, time.Unix(0, 0))
	f.Cleanup(cancel)
	return []context.Context{cancelled, expired}
}

// wantValue fails the case unless key holds exactly want.
func (f *fixture) wantValue(key string, want []byte) {
	f.Helper()
	got, err := f.store.Get(f.ctx, key)
	switch {
	case err != nil:
		f.Fatalf("Get(%.40q): %v, want %.40q", key, err, want)
	case got == nil:
		f.Fatalf("Get(%.40q) = nil, want %.40q: the value of a key is never nil", key, want)
	case !bytes.Equal(got, want):
		f.Fatalf("Get(%.40q) = %.40q, want %.40q", key, got, want)
	}
}

// wantAbsent fails the case unless key is absent.
func (f *fixture) wantAbsent(key string) {
	f.Helper()
	got, err := f.store.Get(f.ctx, key)
	if !errors.Is(err, store.ErrNotFound) || got != nil {
		f.Fatalf("Get(%.40q) = %.40q, %v, want nil, ErrNotFound", key, got, err)
	}
}

func (f *fixture) set(key string, value []byte, ttl time.Duration) {
	f.Helper()
	if err := f.store.Set(f.ctx, key, value, ttl); err != nil {
		f.Fatalf("Set(%.40q, %.40q, %v): %v", key, value, ttl, err)
	}
}

// swap fails the case unless CompareAndSwap swaps.
func (f *fixture) swap(key string, old, new []byte, ttl time.Duration) {
	f.Helper()
	f.compareAndSwap(key, old, new, ttl, true)
}

// wantNoSwap fails the case if CompareAndSwap swaps.
func (f *fixture) wantNoSwap(key string, old, new []byte, ttl time.Duration) {
	f.Helper()
	f.compareAndSwap(key, old, new, ttl, false)
}

func (f *fixture) compareAndSwap(key string, old, new []byte, ttl time.Duration, want bool) {
	f.Helper()
	got, err := f.store.CompareAndSwap(f.ctx, key, old, new, ttl)
	if err != nil || got != want {
		f.Fatalf(
			"CompareAndSwap(%.40q, %s, %s, %v) = %t, %v, want %t",
			key,
			quote(old),
			quote(new),
			ttl,
			got,
			err,
			want,
		)
	}
}

// quote returns a text of value that differs for nil and the empty value.
func quote(value []byte) string {
	if value == nil {
		return "nil"
	}
	if len(value) > 40 {
		value = value[:40]
	}
	return `"` + string(value) + `"`
}
