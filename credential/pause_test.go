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

// An instance that starts later keeps the pause after a refusal of another instance.
func TestPauseIsShared(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(string) (int, string) {
			return 200, `{"errcode":40125,"errmsg":"invalid appsecret ` + testAccount.Secret + `"}`
		}
		shared := newMemory()
		withoutLog := func(c *credential.Config) { c.Store, c.Logger = shared, slog.New(slog.DiscardHandler) } // the log would hold the platform's text
		everySecond(10*time.Second, tokenCall(p.source(t, withoutLog)))                                        // the pause ends at 15 s
		p.takeCalls()
		raw := string(mustGet(t, shared, pauseKey))
		if strings.Contains(raw, testAccount.Secret) || !strings.Contains(raw, "40125") {
			t.Errorf("the record: %s", raw)
		}
		next := wantPaused(t, p.source(t, withoutLog), endpoint.ErrInvalidAppSecret).Next
		if wait := time.Until(next); wait != 5*time.Second {
			t.Errorf("the second instance waits %v, want the rest of the first one's pause", wait)
		}
		p.wantCalls(t)
	})
}

// A pause after a refusal of one instance's address does not apply to an instance with another address.
func TestPauseOfOneAddressIsNotShared(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = answerCode(40164, stablePath)
		shared := newMemory()
		listed, unlisted := p.source(t, withStore(shared)), p.source(t, withStore(shared))
		every10ms(40*time.Second, tokenCall(unlisted)) // the pause ends at 63 s
		wantPaused(t, unlisted, endpoint.ErrIPNotWhitelisted)
		p.setAnswer(nil)
		wantToken(t, listed, "68_token1")
		time.Sleep(time.Second)
		wantToken(t, unlisted, "68_token1") // it adopts the token in the store during its pause
	})
}

// A pause that was met with the old AppSecret does not apply to an instance with the new one. Instances with the old
// one adopt its token.
func TestChangedSecret(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform() // it accepts only testAccount's secret
		shared := newMemory()
		old := p.source(t, func(c *credential.Config) {
			c.Store, c.Account.Secret = shared, strings.Repeat("0", 32)
		})
		every10ms(time.Minute, tokenCall(old))
		wantPaused(t, old, endpoint.ErrInvalidAppSecret)
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
		time.Sleep(time.Second)
		wantToken(t, old, "68_token1")
		if _, err := shared.Get(t.Context(), pauseKey); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the pause's record is still there after the success: %v", err)
		}
	})
}

// QuotaCleared ends the pauses of token and tickets: at once on this instance, and within a second on the others.
func TestQuotaCleared(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = answerCode(45009, stablePath)
		sources := p.sources(t, 2, nil)
		one, two := sources[0], sources[1]
		everySecond(20*time.Minute, tokenCall(one), tokenCall(two), ticketCall(one))
		if wait := time.Until(wantPaused(t, one, endpoint.ErrAPIDailyQuota).Next); wait < time.Minute {
			t.Fatalf("the pause is %v", wait)
		}
		p.setAnswer(nil)
		p.takeCalls()
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

// QuotaCleared also ends a pause of which only another instance knows.
func TestQuotaClearedByAnotherInstance(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		sources := p.sources(t, 2, nil)
		one, two := sources[0], sources[1]
		wantToken(t, one, "68_token1")
		wantToken(t, two, "68_token1")
		p.setAnswer(answerCode(45009, ticketPath))
		everySecond(5*time.Minute, ticketCall(two))
		p.setAnswer(nil)
		p.takeCalls()
		one.QuotaCleared(t.Context()) // this instance has not been refused
		time.Sleep(time.Second)
		if _, err := two.Ticket(t.Context(), "jsapi"); err != nil {
			t.Errorf("the ticket there: %v", err)
		}
		p.wantCalls(t, ticketPath+" jsapi")
	})
}

func TestQuotaClearedForForcedRenewals(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		sources := p.sources(t, 2, nil)
		s, other := sources[0], sources[1]
		wantToken(t, s, "68_token1")
		wantToken(t, other, "68_token1")
		p.setAnswer(func(call string) (int, string) {
			if call == forcePath {
				return answerCode(45009, stablePath)(call)
			}
			return 0, ""
		})
		everySecond(20*time.Minute, func() { _, _ = s.Renew(context.Background(), "68_token1") })
		p.setAnswer(nil)
		time.Sleep(time.Minute)
		p.takeCalls()
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

// QuotaCleared ends no pause with another cause.
func TestQuotaClearedKeepsOtherPauses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = answerCode(40125, stablePath)
		s := p.sources(t, 1, nil)[0]
		every10ms(40*time.Second, tokenCall(s))
		p.takeCalls()
		s.QuotaCleared(t.Context())
		time.Sleep(time.Second)
		wantPaused(t, s, endpoint.ErrInvalidAppSecret)
		p.wantCalls(t)
	})
}

// When the store fails, each instance keeps its pauses in memory.
func TestOutageWithFailingStore(t *testing.T) {
	for _, hang := range []bool{false, true} {
		for _, good := range []int64{0, 5, 8, 1 << 40} {
			t.Run(fmt.Sprintf("hang %t after %d", hang, good), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = answerCode(40125, stablePath)
					b := &brokenStore{Store: newMemory(), hang: hang}
					b.remaining.Store(good)
					s := p.source(t, func(c *credential.Config) {
						c.Store, c.Logger = b, slog.New(slog.DiscardHandler)
					})
					every10ms(time.Minute, tokenCall(s))
					if n := len(p.takeCalls()); n > 6 || n < 5 { // a store that hangs delays some requests
						t.Errorf("%d requests in the first minute", n)
					}
					wantPaused(t, s, endpoint.ErrInvalidAppSecret) // at once, without waiting for the store
					s.QuotaCleared(t.Context())
					p.setAnswer(nil)
					time.Sleep(time.Minute)
					wantToken(t, s, "68_token1")
				})
			})
		}
	}
}

// During a pause an instance reads the store at most once a second.
func TestStoreReadsDuringPause(t *testing.T) {
	for _, code := range []int{40125, 40164} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				p.answer = answerCode(code, stablePath)
				counted := &brokenStore{Store: newMemory()}
				counted.remaining.Store(1 << 40)
				s := p.source(t, withStore(counted))
				every10ms(70*time.Second, tokenCall(s)) // the pause is from 63 to 123 s
				before := counted.remaining.Load()
				every10ms(30*time.Second, tokenCall(s))
				if reads := before - counted.remaining.Load(); reads > 30 || reads < 25 {
					t.Errorf("%d operations of the store in 30 seconds", reads)
				}
			})
		})
	}
}

// During a pause calls of Renew read the store at most once a second, and calls of Ticket, which also need a token, at
// most eight times a second.
func TestStoreReadsOfOtherCallsDuringPause(t *testing.T) {
	for name, c := range map[string]struct {
		call func(*credential.Source) func()
		max  int64
	}{
		"renewal": {func(s *credential.Source) func() { return func() { _, _ = s.Renew(context.Background(), "68_token1") } }, 30},
		"ticket":  {ticketCall, 30 * 8},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				counted := &brokenStore{Store: newMemory()}
				counted.remaining.Store(1 << 40)
				s := p.source(t, withStore(counted))
				if name == "renewal" {
					wantToken(t, s, "68_token1")
				}
				p.setAnswer(answerCode(45009, stablePath))
				everySecond(20*time.Minute, c.call(s))
				before := counted.remaining.Load()
				every10ms(30*time.Second, c.call(s))
				if n := before - counted.remaining.Load(); n > c.max {
					t.Errorf("%d operations of the store in 30 seconds", n)
				}
			})
		})
	}
}

// Records that are not valid pauses have no effect. A record of an instance whose clock is hours ahead does not cause a
// pause of hours.
func TestInvalidPauseRecord(t *testing.T) {
	for name, record := range map[string]string{
		"not JSON":       "stop",
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
			p.answer = answerCode(45009, stablePath)
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

// The pauses of an instance whose address is refused grow, even while the store still has an older and shorter pause of
// another instance.
func TestOwnPauseWithOlderSharedPause(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		sources := p.sources(t, 2, nil)
		p.answer = answerCode(40125, stablePath)
		_, _ = sources[0].Token(t.Context()) // the record of its pause of a second stays in the store for another minute
		time.Sleep(time.Second)
		p.setAnswer(answerCode(40164, stablePath))
		p.takeCalls()
		every10ms(40*time.Second, tokenCall(sources[1]))
		if n := len(p.takeCalls()); n != 5 { // after 0, 2, 6, 14 and 30 s, since the shared pause counts as the first in the row
			t.Errorf("%d requests in 40 seconds", n)
		}
	})
}
