package peers

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/store"
)

// clocked is a store with a clock of its own.
type clocked struct {
	store.Store
	off time.Duration
}

func (c clocked) Time(context.Context) (time.Time, error) { return time.Now().Add(c.off), nil }

// The age of a message is measured by the store's time, whatever the clocks of the machines are.
func TestAgeByTheStoresTime(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-time.Minute, 0, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			p := New(Config{
				Store: clocked{store.NewMemory(), off}, Clock: once.NewClock(), Limit: time.Minute,
				Lost: func() {}, Log: slog.New(slog.DiscardHandler),
			})
			if err := p.checkEpoch(); err != nil {
				t.Fatal(err)
			}
			now := time.Now().Add(off) // by the store's time
			for ago, want := range map[time.Duration]time.Duration{
				0: 0, 4 * time.Second: 4 * time.Second, -time.Minute: 0, time.Hour: once.PushesOver,
			} {
				if age := p.age(&record{First: now.Add(-ago).UnixMilli()}); age != want {
					t.Errorf("off by %v: the age is %v, want %v", off, age, want)
				}
			}
			if got := p.storeTime(p.clock.Now()); !got.Equal(now) {
				t.Errorf("the store's time is %v, want %v", got, now)
			}
		})
	}
}

// An instance notices that the store has lost its data, and publishes what it knows again. An epoch that has only
// begun, or stays, is no loss.
func TestEpoch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lost := 0
		swap := &swappable{Store: store.NewMemory()}
		p := New(Config{
			Store: swap, Clock: once.NewClock(), Limit: time.Minute, Lost: func() { lost++ }, Log: slog.New(slog.DiscardHandler),
		})
		check := func(want int) {
			t.Helper()
			if err := p.checkEpoch(); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if lost != want {
				t.Errorf("%d losses noticed, want %d", lost, want)
			}
		}
		check(0)
		time.Sleep(time.Second)
		check(0)
		swap.Store = store.NewMemory()
		check(1)
		if p.lostAt() != time.Second {
			t.Errorf("the loss was noticed at %v", p.lostAt())
		}
		check(1)
	})
}

type swappable struct{ store.Store }
