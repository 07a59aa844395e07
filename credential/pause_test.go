package credential_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/store"
)

const pauseKey = tokenKey + ":pause"

// What one instance was refused, an instance that comes later knows.
func TestPauseIsShared(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(string) (int, string) {
			return 200, `{"errcode":40125,"errmsg":"invalid appsecret ` + testAccount.Secret + `"}`
		}
		shared := newMemory()
		quiet := func(c *credential.Config) { c.Store, c.Logger = shared, slog.New(slog.DiscardHandler) } // it would show what the platform said
		drip(10*time.Second, tokenOf(p.source(t, quiet)))                                                 // it pauses to 15 s
		p.took()
		raw := string(mustGet(t, shared, pauseKey))
		if strings.Contains(raw, testAccount.Secret) || !strings.Contains(raw, "40125") {
			t.Errorf("the record: %s", raw)
		}
		next := wantPaused(t, p.source(t, quiet), endpoint.ErrInvalidAppSecret).Next
		if wait := time.Until(next); wait != 5*time.Second {
			t.Errorf("the second instance waits %v, want what is left to the first", wait)
		}
		p.wantCalls(t)
	})
}

// A pause that belongs to one address is not another's.
func TestPauseOfOneAddress(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = says(40164, stablePath)
		shared := newMemory()
		listed, unlisted := p.source(t, withStore(shared)), p.source(t, withStore(shared))
		storm(40*time.Second, tokenOf(unlisted)) // it pauses to 63 s
		wantPaused(t, unlisted, endpoint.ErrIPNotWhitelisted)
		p.setAnswer(nil)
		wantToken(t, listed, "68_token1")
		time.Sleep(time.Second)
		wantToken(t, unlisted, "68_token1") // a good value wins
	})
}

// Whoever mends the secret need not wait, nor is their success kept from instances that have the old one still.
func TestChangedSecret(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform() // it takes testAccount's secret alone
		shared := newMemory()
		old := p.source(t, func(c *credential.Config) {
			c.Store, c.Account.Secret = shared, strings.Repeat("0", 32)
		})
		storm(time.Minute, tokenOf(old))
		wantPaused(t, old, endpoint.ErrInvalidAppSecret)
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		time.Sleep(time.Second)
		wantToken(t, old, "68_token1")
		if _, err := shared.Get(t.Context(), pauseKey); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the record has outlived the success: %v", err)
		}
	})
}

// A quota that was cleared through us ends the pause at once: here, on the other instances within a second, for tickets
// and for forced renewals.
func TestQuotaCleared(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = says(45009, stablePath)
		sources := p.sources(t, 2, nil)
		one, two := sources[0], sources[1]
		drip(20*time.Minute, tokenOf(one), tokenOf(two), ticketOf(one))
		if wait := time.Until(wantPaused(t, one, endpoint.ErrAPIDailyQuota).Next); wait < time.Minute {
			t.Fatalf("the pause is %v", wait)
		}
		p.setAnswer(nil)
		p.took()
		one.QuotaCleared(t.Context())
		if _, err := one.Ticket(t.Context(), "jsapi"); err != nil {
			t.Errorf("the ticket here: %v", err)
		}
		wantToken(t, one, "68_token1")
		time.Sleep(time.Second)
		wantToken(t, two, "68_token1")
		p.wantCalls(t, stablePath, ticketPath+" jsapi")
	})
}

// The instance that clears the quota is not the one that asks next.
func TestQuotaClearedElsewhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		sources := p.sources(t, 2, nil)
		one, two := sources[0], sources[1]
		wantToken(t, one, "68_token1")
		wantToken(t, two, "68_token1")
		p.setAnswer(says(45009, ticketPath))
		drip(5*time.Minute, ticketOf(two))
		p.setAnswer(nil)
		p.took()
		one.QuotaCleared(t.Context()) // it has never been refused
		time.Sleep(time.Second)
		if _, err := two.Ticket(t.Context(), "jsapi"); err != nil {
			t.Errorf("the ticket there: %v", err)
		}
		p.wantCalls(t, ticketPath+" jsapi")
	})
}

func TestQuotaClearedForForces(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		sources := p.sources(t, 2, nil)
		s, other := sources[0], sources[1]
		wantToken(t, s, "68_token1")
		wantToken(t, other, "68_token1")
		p.setAnswer(func(call string) (int, string) {
			if call == forcePath {
				return says(45009, stablePath)(call)
			}
			return 0, ""
		})
		drip(20*time.Minute, func() { _, _ = s.Renew(context.Background(), "68_token1") })
		p.setAnswer(nil)
		time.Sleep(time.Minute)
		p.took()
		if _, err := s.Renew(t.Context(), "68_token1"); err == nil {
			t.Error("forced during the pause")
		}
		p.wantCalls(t, stablePath)
		time.Sleep(time.Minute)
		if _, err := other.Renew(t.Context(), "68_token1"); err == nil {
			t.Error("forced during another instance's pause")
		}
		p.wantCalls(t, stablePath)
		s.QuotaCleared(t.Context())
		time.Sleep(time.Minute)
		wantRenewed(t, s, "68_token1", "68_token2")
		p.wantCalls(t, stablePath, forcePath)
	})
}

// Nothing else is forgotten with the quota.
func TestQuotaClearedKeepsOthers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = says(40125, stablePath)
		s := p.sources(t, 1, nil)[0]
		storm(40*time.Second, tokenOf(s))
		p.took()
		s.QuotaCleared(t.Context())
		time.Sleep(time.Second)
		wantPaused(t, s, endpoint.ErrInvalidAppSecret)
		p.wantCalls(t)
	})
}

// Without the store each instance's own memory decides.
func TestOutageWithoutTheStore(t *testing.T) {
	for _, hang := range []bool{false, true} {
		for _, good := range []int64{0, 5, 8, 1 << 40} {
			t.Run(fmt.Sprintf("hang %t after %d", hang, good), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = says(40125, stablePath)
					b := &brokenStore{Store: newMemory(), hang: hang}
					b.good.Store(good)
					s := p.source(t, func(c *credential.Config) {
						c.Store, c.Logger = b, slog.New(slog.DiscardHandler)
					})
					storm(time.Minute, tokenOf(s))
					if n := len(p.took()); n > 6 || n < 5 { // a store that hangs costs some time
						t.Errorf("%d requests in the first minute", n)
					}
					wantPaused(t, s, endpoint.ErrInvalidAppSecret) // and does not wait for the store
					s.QuotaCleared(t.Context())
					p.setAnswer(nil)
					time.Sleep(time.Minute)
					wantToken(t, s, "68_token1")
				})
			})
		}
	}
}

// An instance reads the store once a second at most while it keeps a pause.
func TestLooksAreFew(t *testing.T) {
	for _, code := range []int{40125, 40164} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				p.answer = says(code, stablePath)
				counted := &brokenStore{Store: newMemory()}
				counted.good.Store(1 << 40)
				s := p.source(t, withStore(counted))
				storm(70*time.Second, tokenOf(s)) // it pauses from 63 to 123 s
				before := counted.good.Load()
				storm(30*time.Second, tokenOf(s))
				if reads := before - counted.good.Load(); reads > 30 || reads < 25 {
					t.Errorf("%d operations of the store in 30 seconds", reads)
				}
			})
		})
	}
}

// Nor do calls that cannot be served cost more: of a refused token that cannot be replaced, or of a ticket without a
// token.
func TestLooksAreFewForOthers(t *testing.T) {
	for name, c := range map[string]struct {
		call func(*credential.Source) func()
		most int64
	}{
		"renewal": {func(s *credential.Source) func() { return func() { _, _ = s.Renew(context.Background(), "68_token1") } }, 30},
		"ticket":  {ticketOf, 30 * 8},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				counted := &brokenStore{Store: newMemory()}
				counted.good.Store(1 << 40)
				s := p.source(t, withStore(counted))
				if name == "renewal" {
					wantToken(t, s, "68_token1")
				}
				p.setAnswer(says(45009, stablePath))
				drip(20*time.Minute, c.call(s))
				before := counted.good.Load()
				storm(30*time.Second, c.call(s))
				if n := before - counted.good.Load(); n > c.most {
					t.Errorf("%d operations of the store in 30 seconds", n)
				}
			})
		})
	}
}

// What another program has put under our key is no pause, and a clock that is hours ahead does not stop us for hours.
func TestForeignPause(t *testing.T) {
	for name, record := range map[string]string{
		"no JSON":        "stop",
		"another shape":  `[1]`,
		"another secret": `{"secret":"0011223344556677","code":40125,"count":9,"until":%d}`,
		"no count":       `{"secret":"","until":%d}`,
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				shared := newMemory()
				if strings.Contains(record, "%") {
					record = fmt.Sprintf(record, time.Now().Add(time.Hour).UnixMilli())
				}
				_ = shared.Set(t.Context(), pauseKey, []byte(record), time.Hour)
				wantToken(t, p.source(t, withStore(shared)), "68_token1")
			})
		})
	}
	t.Run("fast clock", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			p := newFakePlatform()
			p.answer = says(45009, stablePath)
			shared := newMemory()
			_, _ = p.source(t, withStore(shared)).Token(t.Context())
			raw := mustGet(t, shared, pauseKey)
			until := fmt.Sprint(time.Now().Add(time.Second).UnixMilli())
			ahead := strings.Replace(string(raw), until, fmt.Sprint(time.Now().Add(24*time.Hour).UnixMilli()), 1)
			if ahead == string(raw) {
				t.Fatalf("no %s in the record %s", until, raw)
			}
			_ = shared.Set(t.Context(), pauseKey, []byte(ahead), 48*time.Hour)
			if wait := time.Until(wantPaused(t, p.source(t, withStore(shared)), endpoint.ErrAPIDailyQuota).Next); wait != 10*time.Minute {
				t.Errorf("waits %v for a clock that is ahead", wait)
			}
		})
	})
}

// The pauses of an instance whose address is refused grow, though the store still has another instance's older and
// shorter pause.
func TestOwnPauseBesideAnOlderSharedOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		sources := p.sources(t, 2, nil)
		p.answer = says(40125, stablePath)
		_, _ = sources[0].Token(t.Context()) // its pause of a second stays in the store for a minute more
		time.Sleep(time.Second)
		p.setAnswer(says(40164, stablePath))
		p.took()
		storm(40*time.Second, tokenOf(sources[1]))
		if n := len(p.took()); n != 5 { // after 0, 2, 6, 14 and 30 s: that pause was the first of the row
			t.Errorf("%d requests in 40 seconds", n)
		}
	})
}
