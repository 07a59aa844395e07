package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// long is the ttl of what is not to expire.
const long = time.Hour

// fixture is one empty store and the assertions on it.
type fixture struct {
	testing.TB
	ctx     context.Context
	store   store.Store
	advance func(time.Duration)
	life    time.Duration // the ttl of what is to expire: half of it is ample for a slow store's calls
}

func newFixture(t testing.TB, c Config) *fixture {
	f := &fixture{TB: t, ctx: t.Context(), store: c.New(t), advance: c.Advance, life: time.Minute}
	if f.advance == nil {
		f.advance, f.life = time.Sleep, time.Second
	}
	return f
}

// holds fails unless key holds exactly want.
func (f *fixture) holds(key string, want []byte) {
	f.Helper()
	got, err := f.store.Get(f.ctx, key)
	switch {
	case err != nil:
		f.Fatalf("Get(%.40q): %v, want %.40q", key, err, want)
	case got == nil:
		f.Fatalf("Get(%.40q) = nil, want %.40q: a value that is there is never nil", key, want)
	case !bytes.Equal(got, want):
		f.Fatalf("Get(%.40q) = %.40q, want %.40q", key, got, want)
	}
}

// lacks fails unless key is absent.
func (f *fixture) lacks(key string) {
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

// swap fails unless CompareAndSwap swaps, swapRefused unless it does not.
func (f *fixture) swap(key string, old, new []byte, ttl time.Duration) {
	f.Helper()
	f.compareAndSwap(key, old, new, ttl, true)
}

func (f *fixture) swapRefused(key string, old, new []byte, ttl time.Duration) {
	f.Helper()
	f.compareAndSwap(key, old, new, ttl, false)
}

func (f *fixture) compareAndSwap(key string, old, new []byte, ttl time.Duration, want bool) {
	f.Helper()
	got, err := f.store.CompareAndSwap(f.ctx, key, old, new, ttl)
	if err != nil || got != want {
		f.Fatalf("CompareAndSwap(%.40q, %s, %s, %v) = %t, %v, want %t", key, show(old), show(new), ttl, got, err, want)
	}
}

// show tells nil from the empty value.
func show(value []byte) string {
	if value == nil {
		return "nil"
	}
	if len(value) > 40 {
		value = value[:40]
	}
	return `"` + string(value) + `"`
}
