package credential_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/store"
)

// record is a token in the store as another instance writes it, with the times counted from now.
func record(value string, issued, expires time.Duration) []byte {
	now := time.Now()
	return fmt.Appendf(nil, `{"value":%q,"issued":%d,"expires":%d}`, value, now.Add(issued).UnixMilli(), now.Add(expires).UnixMilli())
}

func put(t *testing.T, s store.Store, value []byte) {
	t.Helper()
	if err := s.Set(t.Context(), tokenKey, value, time.Hour); err != nil {
		t.Fatal(err)
	}
}

// stable_token hands out one token to every instance, so the store may hold the refused one under a later time than the
// one that this instance has. It is not adopted again, and what replaces it is newer than both.
func TestRefusedTokenIsNotAdoptedAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(counts)
		shared := newMemory()
		s := c.source(t, p, withStore(shared))
		wantToken(t, s, "68_token1")
		put(t, shared, record("68_token1", time.Hour, 2*time.Hour)) // its clock is an hour ahead
		other := p.source(t, withStore(shared))
		wantToken(t, other, "68_token1")
		p.revoke()
		p.took()
		c.all = nil

		wantRenewed(t, s, "68_token1", "68_token2")
		c.want(t, "api.calls base.stable_token 0", "token.renewals stable_token issued")
		wantRenewed(t, other, "68_token1", "68_token2") // it adopts that
		p.wantCalls(t, stablePath)
	})
}

// What another instance has put into the store while this one asked the platform counts if it is newer, alive and not
// the refused token.
func TestStoredWhileAsking(t *testing.T) {
	for name, test := range map[string]struct {
		stored func() []byte
		want   string
	}{
		"newer":             {func() []byte { return record("68_newer", time.Hour, time.Hour) }, "68_newer"},
		"older":             {func() []byte { return record("68_older", -time.Hour, time.Hour) }, "68_token2"},
		"newer, but ended":  {func() []byte { return record("68_ended", time.Hour, 0) }, "68_token2"},
		"the refused token": {func() []byte { return record("68_token1", time.Hour, time.Hour) }, "68_token2"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				shared := newMemory()
				s := p.source(t, withStore(shared))
				wantToken(t, s, "68_token1")
				p.revoke()
				p.setAnswer(func(string) (int, string) {
					put(t, shared, test.stored())
					return 0, ""
				})
				wantRenewed(t, s, "68_token1", test.want)
				wantToken(t, p.source(t, withStore(shared)), test.want)
			})
		})
	}
}

// A store may keep a record longer than its token lives, since its clock is another.
func TestEndedTokenIsNotAdopted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		put(t, shared, record("68_ended", -2*time.Hour, 0))
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
	})
}

// An instance that finds a newer token in the store reads it once and takes no lock.
func TestAdoptingIsOneRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		counted := &brokenStore{Store: newMemory()}
		counted.good.Store(1 << 40)
		wantToken(t, p.source(t, withStore(counted)), "68_token1")
		before := counted.good.Load()
		wantToken(t, p.source(t, withStore(counted)), "68_token1")
		if n := before - counted.good.Load(); n != 1 {
			t.Errorf("%d operations of the store, want 1", n)
		}
	})
}

// An instance that waited for the lock and then adopts gives the lock back: the next renewal does not wait for it.
func TestAdoptingGivesTheLockBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Second
		sources := p.sources(t, 2, nil)
		var wg sync.WaitGroup
		for _, s := range sources {
			wg.Go(func() { wantToken(t, s, "68_token1") })
		}
		wg.Wait()
		p.revoke()
		start := time.Now()
		wantRenewed(t, sources[0], "68_token1", "68_token2")
		if waited := time.Since(start); waited != time.Second {
			t.Errorf("waited %v, want the second of the platform's answer", waited)
		}
	})
}

// After a token was adopted the next failure is the first one: it costs a pause of a second.
func TestAdoptingEndsTheFailures(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = says(40164, stablePath)
		sources := p.sources(t, 2, nil)
		unlisted, listed := sources[0], sources[1]
		storm(10*time.Second, tokenOf(unlisted)) // its pause ends at 15 s
		time.Sleep(6 * time.Second)
		p.setAnswer(nil)
		wantToken(t, listed, "68_token1")
		wantToken(t, unlisted, "68_token1")
		p.setAnswer(says(40164, stablePath))
		time.Sleep(3 * time.Second)
		if _, err := unlisted.Renew(t.Context(), "68_token1"); err == nil {
			t.Fatal("renewed from an address that is not listed")
		}
		time.Sleep(time.Second)
		p.setAnswer(nil)
		wantRenewed(t, unlisted, "68_token1", "68_token2")
	})
}

// A token with little left is due for renewal again and again. It is renewed every 10 seconds at most.
func TestRenewalsNearTheEndAreFew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		end, asked := time.Now().Add(time.Minute), 0
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			asked++
			return "68_token1", time.Until(end), nil
		}, slog.New(slog.DiscardHandler))
		every(100*time.Millisecond, 58*time.Second, func() { wantToken(t, s, "68_token1") })
		if asked != 4 { // at 0, 30, 45 and 55 s
			t.Errorf("asked %d times", asked)
		}
	})
}

// A process that starts anew is told by others which token was refused. It keeps that in mind while nothing can be had,
// and when a caller is late with an older one.
func TestRefusedBeforeTheFirstFetch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		wantToken(t, p.source(t, nil), "68_token1")
		p.setAnswer(says(-1, stablePath))
		s := p.source(t, nil)
		if _, err := s.Renew(t.Context(), "68_token1"); err == nil {
			t.Fatal("renewed while the platform is busy")
		}
		p.setAnswer(nil)
		p.took()
		time.Sleep(time.Second)
		wantRenewed(t, s, "68_token0", "68_token2")
		p.wantCalls(t, stablePath, forcePath)
	})
}

// That an older token works says nothing about the present one.
func TestAcceptedIsAboutOneToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		p.revoke()
		wantRenewed(t, s, "68_token1", "68_token2")
		s.Accepted("68_token1") // by a call that has taken long
		p.revoke()
		p.took()
		if got, err := s.Renew(t.Context(), "68_token2"); err == nil {
			t.Errorf("renewed to %s within the gap", got)
		}
		p.wantCalls(t)
		s.Accepted("68_token2")
		wantRenewed(t, s, "68_token2", "68_token3")
	})
}

// A token server that wants to be left alone after a failed renewal is left alone, though its next token has worked
// before it is refused.
func TestFailedRenewalSpacesTheNextToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		token := "A"
		s := newRemote(t, func(_ context.Context, _, failed string) (string, time.Duration, error) {
			if failed != "" {
				return "", 0, &credential.ServerError{Status: 502, Err: endpoint.ErrSystemBusy, RetryAfter: time.Minute}
			}
			return token, 5 * time.Second, nil
		}, slog.New(slog.DiscardHandler))
		wantToken(t, s, "A")
		if _, err := s.Renew(t.Context(), "A"); err == nil {
			t.Fatal("renewed")
		}
		token = "B"
		time.Sleep(5 * time.Second) // A has ended
		wantToken(t, s, "B")
		s.Accepted("B")
		token = "C"
		_, err := s.Renew(t.Context(), "B")
		var paused *credential.PauseError
		if !errors.As(err, &paused) || paused.RetryAfter() != 55*time.Second {
			t.Errorf("Renew = %v, want a PauseError for the rest of the minute", err)
		}
	})
}

// The clock of the instance whose token is adopted may be ahead, and the store may lose the token: what replaces it is
// newer to all who have adopted it.
func TestRenewalOfATokenThatTheStoreLost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		s, other := p.source(t, withStore(shared)), p.source(t, withStore(shared))
		p.setAnswer(func(string) (int, string) {
			put(t, shared, record("68_ahead", time.Hour, time.Hour))
			return 0, ""
		})
		wantToken(t, s, "68_ahead")
		wantToken(t, other, "68_ahead")
		p.setAnswer(nil)
		p.took()
		if swapped, err := shared.CompareAndSwap(t.Context(), tokenKey, mustGet(t, shared, tokenKey), nil, 0); !swapped || err != nil {
			t.Fatalf("the store keeps the token: %v", err)
		}
		wantRenewed(t, s, "68_ahead", "68_token1")
		wantRenewed(t, other, "68_ahead", "68_token1")
		p.wantCalls(t, stablePath)
	})
}

// A program that hands out the refused token again gives a RefusedError, and a PauseError around it for as long as the
// gap between two renewals lasts.
func TestRefusedTokenHandedOutAgain(t *testing.T) {
	for delay, pause := range map[time.Duration]time.Duration{400 * time.Millisecond: 600 * time.Millisecond, 2 * time.Second: 0} {
		t.Run(delay.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
					time.Sleep(delay)
					return "A", time.Hour, nil
				}, slog.New(slog.DiscardHandler))
				go func() { _, _ = s.Token(context.Background()) }()
				synctest.Wait()
				_, err := s.Renew(t.Context(), "A") // it joins the first fetch, then renews
				var refused *credential.RefusedError
				var paused *credential.PauseError
				if !errors.As(err, &refused) || errors.As(err, &paused) != (pause > 0) || pause > 0 && paused.RetryAfter() != pause {
					t.Errorf("Renew = %v, want a pause of %v", err, pause)
				}
			})
		})
	}
}

// ttls notes for how long the token is stored.
type ttls struct {
	store.Store
	token time.Duration
}

func (s *ttls) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if key == tokenKey {
		s.token = ttl
	}
	return s.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// The store keeps a token as long as it lives.
func TestStoredUntilItEnds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Second
		s := &ttls{Store: newMemory()}
		wantToken(t, p.source(t, withStore(s)), "68_token1")
		if s.token != 7199*time.Second {
			t.Errorf("stored for %v", s.token)
		}
	})
}
