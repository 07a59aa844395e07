package store_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

func TestLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		m := store.NewMemory()
		lock := func(want bool) func(context.Context) {
			t.Helper()
			release, ok, err := store.Lock(ctx, m, "k", time.Minute)
			if err != nil || ok != want || release == nil {
				t.Fatalf("Lock = %t, %v, want %t", ok, err, want)
			}
			return release
		}

		release := lock(true)
		loser := lock(false)
		loser(ctx) // releases nothing
		lock(false)
		release(ctx)

		release = lock(true)
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		release(cancelled) // no effect
		lock(false)
		time.Sleep(time.Minute) // the lock expires
		second := lock(true)
		release(ctx) // too late: the lock has another owner now
		lock(false)
		second(ctx)
		second(ctx)
		lock(true)
	})
}

func TestLockErrors(t *testing.T) {
	t.Parallel()
	m := store.NewMemory()
	release, ok, err := store.Lock(t.Context(), m, "k", 0)
	var refused *store.TTLError
	if ok || !errors.As(err, &refused) {
		t.Errorf("ttl 0: %t, %v, want *TTLError", ok, err)
	}
	release(t.Context())

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	release, ok, err = store.Lock(ctx, m, "k", time.Minute)
	if ok || !errors.Is(err, context.Canceled) {
		t.Errorf("ctx cancelled: %t, %v, want context.Canceled", ok, err)
	}
	release(t.Context())
}

// A full Memory drops the lock that expires first. The lock then belongs to the next owner, whom the first owner's
// release does not disturb.
func TestLockDroppedByFullMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory(store.WithMaxEntries(2))
		release, ok, err := store.Lock(t.Context(), m, "lock", time.Minute)
		if !ok || err != nil {
			t.Fatalf("Lock = %t, %v", ok, err)
		}
		mustSet(t, m, "token", time.Hour)
		mustSet(t, m, "ticket", time.Hour)
		mustLack(t, m, "lock")

		if _, ok, err := store.Lock(t.Context(), m, "lock", time.Minute); !ok || err != nil {
			t.Fatalf("Lock by the next owner = %t, %v", ok, err)
		}
		release(t.Context())
		if _, ok, err := store.Lock(t.Context(), m, "lock", time.Minute); ok || err != nil {
			t.Errorf("Lock by a third owner = %t, %v, want false: the second one has it", ok, err)
		}
	})
}
