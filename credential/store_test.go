package credential_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/store"
)

func newMemory() *store.Memory { return store.NewMemory() }

const (
	tokenKey = "credential:wx0123456789abcdef:stable_token"
	lockKey  = tokenKey + ":lock"

	ticketKey = "credential:wx0123456789abcdef:jsapi_ticket"
)

func TestInstancesShareOneFetch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Second
		shared := newMemory()
		var sources []*credential.Source
		for range 8 {
			sources = append(sources, p.source(t, withStore(shared)))
		}
		all := func(do func(*credential.Source)) {
			var wg sync.WaitGroup
			for _, s := range sources {
				for range 32 {
					wg.Go(func() { do(s) })
				}
			}
			wg.Wait()
		}
		all(func(s *credential.Source) { wantToken(t, s, "68_token1") })
		p.wantCalls(t, stablePath)

		p.revoke() // calls of all instances fail at the same time
		all(func(s *credential.Source) { wantRenewed(t, s, "68_token1", "68_token2") })
		p.wantCalls(t, stablePath)

		time.Sleep(7200*time.Second - 30*time.Second) // the token is due for renewal on all instances
		all(func(s *credential.Source) { _, _ = s.Token(t.Context()) })
		time.Sleep(5 * time.Second)
		all(func(s *credential.Source) { wantToken(t, s, "68_token3") })
		p.wantCalls(t, stablePath)
	})
}

func TestAnotherInstanceRenewed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		a, b := p.source(t, withStore(shared)), p.source(t, withStore(shared))
		wantToken(t, a, "68_token1")
		wantToken(t, b, "68_token1")
		p.revoke()
		wantRenewed(t, a, "68_token1", "68_token2")
		wantRenewed(t, b, "68_token1", "68_token2")
		wantToken(t, b, "68_token2")
		p.wantCalls(t, stablePath, stablePath) // the first, and one renewal for both
	})
}

// The two kinds of token have different keys in one store.
func TestKeysAreSeparate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		wantToken(t, p.source(t, func(c *credential.Config) { c.Store, c.Classic = shared, true }), "68_token2")
		raw, err := shared.Get(t.Context(), tokenKey)
		if err != nil || !strings.Contains(string(raw), `"68_token1"`) {
			t.Errorf("Get = %s, %v", raw, err)
		}
	})
}

// When an instance dies during a fetch, the others wait until its lock lapses.
func TestLockHolderDied(t *testing.T) {
	for timeout, lock := range map[time.Duration]time.Duration{0: 12 * time.Second, time.Second: 3 * time.Second} {
		t.Run(lock.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				shared := newMemory()
				configure := func(c *credential.Config) { c.Store, c.Timeout = unreleasedLockStore{shared}, timeout }
				wantToken(t, p.source(t, configure), "68_token1") // its lock stays
				_, _ = shared.CompareAndSwap(t.Context(), tokenKey, mustGet(t, shared, tokenKey), nil, 0)
				start := time.Now()
				wantToken(t, p.source(t, configure), "68_token1")
				if waited := time.Since(start); waited < lock || waited > lock+time.Second {
					t.Errorf("waited %v, want the lock's %v", waited, lock)
				}
			})
		})
	}
}

// When a dead instance's lock lapses, one of the waiting instances fetches, and the others go on waiting.
func TestDeadLockIsTakenOverByOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Second
		shared := newMemory()
		if err := shared.Set(t.Context(), lockKey, []byte("dead instance"), 12*time.Second); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 8 {
			time.Sleep(time.Duration(i) * time.Millisecond)
			wg.Go(func() { wantToken(t, p.source(t, withStore(shared)), "68_token1") })
		}
		wg.Wait()
		p.wantCalls(t, stablePath)
	})
}

// unreleasedLockStore is a store in which no lock is released.
type unreleasedLockStore struct{ store.Store }

func (d unreleasedLockStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if key == lockKey && new == nil {
		return false, nil
	}
	return d.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// A store with a bug may keep a lock forever. The instance then fetches without the lock.
func TestLockNeverReleased(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		_ = shared.Set(t.Context(), lockKey, []byte("stuck"), 24*time.Hour)
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
	})
}

// The answer to an earlier request arrives after the answer to a later one.
func TestLateAnswerIsDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = 5 * time.Second
		shared := newMemory()
		late, next := p.source(t, withStore(shared)), p.source(t, withStore(shared))
		var wg sync.WaitGroup
		wg.Go(func() { wantToken(t, late, "68_token2") }) // the answer to its own request is token1
		time.Sleep(time.Second)
		synctest.Wait()
		_, _ = shared.CompareAndSwap(t.Context(), lockKey, mustGet(t, shared, lockKey), nil, 0) // the lock is lost
		p.revoke()
		p.setDelay(time.Second)
		wantToken(t, next, "68_token2")
		wg.Wait()
		wantToken(t, p.source(t, withStore(shared)), "68_token2")
	})
}

func mustGet(t *testing.T, s store.Store, key string) []byte {
	t.Helper()
	raw, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A token stored by an instance whose clock is an hour ahead can be replaced before that hour is over.
func TestFastClock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		ahead := time.Now().Add(time.Hour)
		_ = shared.Set(t.Context(), tokenKey, fmt.Appendf(nil, `{"value":"68_dead","issued":%d,"expires":%d}`,
			ahead.UnixMilli(), ahead.Add(2*time.Hour).UnixMilli()), time.Hour)
		a, b := p.source(t, withStore(shared)), p.source(t, withStore(shared))
		wantToken(t, a, "68_dead")
		wantToken(t, b, "68_dead")
		if err := p.call(t, a); err != nil {
			t.Errorf("Call = %v", err)
		}
		wantRenewed(t, b, "68_dead", "68_token1")
		p.wantCalls(t, "/ping", stablePath, "/ping")
	})
}

// servedFor returns how long a source goes on returning its present ticket.
func servedFor(t *testing.T, s *credential.Source) time.Duration {
	t.Helper()
	start, first := time.Now(), ""
	for {
		got, err := s.Ticket(t.Context(), "jsapi")
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = got
		}
		if got != first || time.Since(start) > 30*time.Hour {
			return time.Since(start)
		}
		time.Sleep(time.Minute)
	}
}

// The platform refuses no call for a ticket that has ended, so nothing but its end replaces it. A ticket stored by an
// instance whose clock is a day ahead is not used for a day.
func TestTicketOfFastClock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		shared := newMemory()
		ahead := time.Now().Add(24 * time.Hour)
		_ = shared.Set(t.Context(), ticketKey, fmt.Appendf(nil, `{"value":"old","issued":%d,"expires":%d}`,
			ahead.UnixMilli(), ahead.Add(2*time.Hour).UnixMilli()), 2*time.Hour)
		s := newFakePlatform().source(t, withStore(shared))
		if d := servedFor(t, s); d > 2*time.Hour {
			t.Errorf("a ticket that lives 2 hours was served for %v", d)
		}
	})
}

// clockStore is a store that tells its time.
type clockStore struct {
	store.Store
	ahead time.Duration // of this machine's clock
	err   error
}

func (c *clockStore) Time(context.Context) (time.Time, error) { return time.Now().Add(c.ahead), c.err }

// All times in the store are the store's own, so that an instance's clock does not matter.
func TestTimesOfStoresClock(t *testing.T) {
	for _, ahead := range []time.Duration{-24 * time.Hour, 0, 24 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				shared := &clockStore{Store: newMemory(), ahead: ahead}
				stamp := func(d time.Duration) string { return fmt.Sprint(time.Now().Add(ahead + d).UnixMilli()) }
				wantStamp := func(key, name string, d time.Duration) {
					t.Helper()
					if raw := string(mustGet(t, shared, key)); !strings.Contains(raw, `"`+name+`":`+stamp(d)) {
						t.Errorf("%s is %s, want %s %s", key, raw, name, stamp(d))
					}
				}
				p.answer = answerCode(45009, stablePath)
				wantPaused(t, p.source(t, withStore(shared)), endpoint.ErrAPIDailyQuota)
				wantStamp(tokenKey+":pause", "until", time.Second)
				next := wantPaused(t, p.source(t, withStore(shared)), endpoint.ErrAPIDailyQuota).Next
				if wait := time.Until(next); wait != time.Second {
					t.Errorf("another instance waits %v", wait)
				}
				p.setAnswer(nil)
				time.Sleep(time.Second)

				_, _ = p.source(t, withStore(shared)).Ticket(t.Context(), "jsapi")
				wantStamp(tokenKey, "expires", 2*time.Hour)
				wantStamp(ticketKey, "expires", 2*time.Hour)
				p.takeCalls()
				time.Sleep(time.Hour)
				s := p.source(t, withStore(shared))
				wantSomeToken(t, s)
				if d := servedFor(t, s); d < 50*time.Minute || d > time.Hour {
					t.Errorf("a ticket with an hour left was served for %v", d)
				}
				if calls := p.takeCalls(); len(calls) != 1 || !strings.HasPrefix(calls[0], ticketPath) {
					t.Errorf("the platform was asked %q, want the next ticket alone", calls)
				}
			})
		})
	}
}

// A store that does not tell its time is used all the same: its user may lack the right to ask.
func TestStoresClockFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := &clockStore{Store: newMemory(), ahead: time.Hour, err: errStore}
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		time.Sleep(time.Hour)
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		p.wantCalls(t, stablePath)
	})
}

// wrongTypeStore is a store in which the token's key holds what no store has written.
type wrongTypeStore struct {
	store.Store
	locks atomic.Int64
}

func (w *wrongTypeStore) Get(ctx context.Context, key string) ([]byte, error) {
	if key == tokenKey {
		return nil, store.ErrWrongType
	}
	return w.Store.Get(ctx, key)
}

func (w *wrongTypeStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if key == lockKey && new != nil {
		w.locks.Add(1)
	}
	return w.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// A key of another type is no outage of the store: only its value is not shared, and the log says so once.
func TestWrongTypeConcernsOneKey(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, log := newFakePlatform(), new(logBuffer)
		shared := &wrongTypeStore{Store: newMemory()}
		configure := func(c *credential.Config) {
			c.Store, c.Logger = shared, slog.New(slog.NewTextHandler(log, nil))
		}
		s := p.source(t, configure)
		for i := range 3 {
			wantToken(t, s, fmt.Sprintf("68_token%d", i+1))
			time.Sleep(2 * time.Hour)
			p.revoke()
		}
		if n := shared.locks.Load(); n != 3 {
			t.Errorf("%d renewals took the lock, want 3", n)
		}
		text := log.buf.String()
		if strings.Count(text, "\n") != 1 || !strings.Contains(text, tokenKey) || !strings.Contains(text, "delete it") {
			t.Errorf("the log, which should have one line with the key and the cure:\n%s", text)
		}
	})
}

// Bytes of another program under the token's key are overwritten.
func TestInvalidLeaseRecord(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		_ = shared.Set(t.Context(), tokenKey, []byte("68_token from another program"), time.Hour)
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		p.wantCalls(t, stablePath)
	})
}

// brokenStore is a store that stops working after a number of operations.
type brokenStore struct {
	store.Store
	remaining atomic.Int64 // operations that still work
	hang      bool         // the others hang instead of failing
}

var errStore = errors.New("connection refused")

func (b *brokenStore) fails(ctx context.Context) error {
	if b.remaining.Add(-1) >= 0 {
		return nil
	}
	if b.hang {
		<-ctx.Done()
		return ctx.Err()
	}
	return errStore
}

func (b *brokenStore) Get(ctx context.Context, key string) ([]byte, error) {
	if err := b.fails(ctx); err != nil {
		return nil, err
	}
	return b.Store.Get(ctx, key)
}

func (b *brokenStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if err := b.fails(ctx); err != nil {
		return false, err
	}
	return b.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

func TestStoreFails(t *testing.T) {
	for _, hang := range []bool{false, true} {
		for good := range 6 {
			t.Run(fmt.Sprintf("hang %t after %d", hang, good), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					b := &brokenStore{Store: newMemory(), hang: hang}
					b.remaining.Store(int64(good))
					log := &leakCheck{t: t}
					s := p.source(t, func(c *credential.Config) {
						c.Store, c.Logger = b, slog.New(slog.NewTextHandler(log, nil))
					})
					start := time.Now()
					wantToken(t, s, "68_token1")
					if waited := time.Since(start); waited > 5*time.Second {
						t.Errorf("waited %v for the store", waited)
					}
					if log.lines > 1 {
						t.Errorf("%d warnings for one renewal", log.lines)
					}
					wantRenewed(t, s, "68_token1", "68_token2")
					p.wantCalls(t, stablePath, stablePath, forcePath)
					if _, err := s.Renew(t.Context(), "68_token2"); err == nil {
						t.Error("forced twice within 30 seconds without the store")
					}
					b.remaining.Store(1 << 40) // the store is back
					time.Sleep(time.Minute)
					wantRenewed(t, s, "68_token2", "68_token3")
					wantToken(t, p.source(t, withStore(b.Store)), "68_token3")
				})
			})
		}
	}
}

// An outage of the store that lasts hours is logged once when it begins and once when it ends.
func TestStoreOutageIsLoggedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		b := &brokenStore{Store: newMemory()}
		log := &leakCheck{t: t}
		s := p.source(t, func(c *credential.Config) {
			c.Store, c.Logger = b, slog.New(slog.NewTextHandler(log, nil))
		})
		for range 5 { // the values are in this instance's memory only
			if _, err := s.Ticket(t.Context(), "jsapi"); err != nil {
				t.Error(err)
			}
			time.Sleep(3 * time.Hour)
		}
		if log.lines != 1 {
			t.Errorf("%d lines about one outage", log.lines)
		}
		b.remaining.Store(1 << 40)
		for range 5 {
			wantSomeToken(t, s)
			time.Sleep(3 * time.Hour)
		}
		if log.lines != 2 {
			t.Errorf("%d lines about one outage and its end", log.lines)
		}
		b.remaining.Store(0)
		wantSomeToken(t, s)
		if log.lines != 3 {
			t.Errorf("%d lines after a second outage began", log.lines)
		}
	})
}

// wantSomeToken checks that Token returns no error.
func wantSomeToken(t *testing.T, s *credential.Source) {
	t.Helper()
	if _, err := s.Token(t.Context()); err != nil {
		t.Error(err)
	}
}

// lostSwapStore is a store in which another instance wins every CompareAndSwap but those of the lock.
type lostSwapStore struct{ store.Store }

func (c lostSwapStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if key == lockKey {
		return c.Store.CompareAndSwap(ctx, key, old, new, ttl)
	}
	return false, nil
}

func TestLostSwaps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, withStore(lostSwapStore{newMemory()}))
		wantToken(t, s, "68_token1")
		// Another instance forces a token at this moment.
		if _, err := s.Renew(t.Context(), "68_token1"); err == nil {
			t.Error("forced a token although another instance does")
		}
	})
}

// noSwapStore is a store in which no CompareAndSwap succeeds and none returns an error.
type noSwapStore struct{ store.Store }

func (noSwapStore) CompareAndSwap(context.Context, string, []byte, []byte, time.Duration) (bool, error) {
	return false, nil
}

// An instance that waits longer for the lock than a lock lasts logs a warning.
func TestLockNeverAcquired(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, log := newFakePlatform(), new(logBuffer)
		s := p.source(t, func(c *credential.Config) {
			c.Store, c.Logger = noSwapStore{newMemory()}, slog.New(slog.NewTextHandler(log, nil))
		})
		wantToken(t, s, "68_token1")
		if text := log.buf.String(); strings.Count(text, "still waits for the lock") != 1 || !strings.HasPrefix(text, "time=2000-01-01T00:00:12") {
			t.Errorf("the log:\n%s", text)
		}
	})
}
