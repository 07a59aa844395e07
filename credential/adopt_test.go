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

// tokenRecord returns a token's record as another instance writes it to the store. The times are counted from now.
func tokenRecord(value string, issued, expires time.Duration) []byte {
	now := time.Now()
	return fmt.Appendf(nil, `{"value":%q,"issued":%d,"expires":%d}`, value, now.Add(issued).UnixMilli(), now.Add(expires).UnixMilli())
}

func putToken(t *testing.T, s store.Store, value []byte) {
	t.Helper()
	if err := s.Set(t.Context(), tokenKey, value, time.Hour); err != nil {
		t.Fatal(err)
	}
}

// stable_token returns one token to every instance, so the store may hold the refused token with a later issued than
// the lease of this instance. The instance does not adopt it again, and the lease that replaces it is newer than both.
func TestRefusedTokenIsNotAdoptedAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, c := newFakePlatform(), new(countRecorder)
		shared := newMemory()
		s := c.source(t, p, withStore(shared))
		wantToken(t, s, "68_token1")
		putToken(t, shared, tokenRecord("68_token1", time.Hour, 2*time.Hour)) // the clock of the instance that wrote it is an hour ahead
		other := p.source(t, withStore(shared))
		wantToken(t, other, "68_token1")
		p.revoke()
		p.takeCalls()
		c.records = nil

		wantRenewed(t, s, "68_token1", "68_token2")
		c.want(t, "api.calls base.stable_token 0", "token.renewals stable_token issued")
		wantRenewed(t, other, "68_token1", "68_token2") // it adopts the first instance's new token
		p.wantCalls(t, stablePath)
	})
}

// While this instance fetches a token, another one may write a token to the store. It replaces the fetched one if it is
// newer, has not expired, and is not the refused token.
func TestStoreWrittenDuringFetch(t *testing.T) {
	for name, test := range map[string]struct {
		stored func() []byte
		want   string
	}{
		"newer":             {func() []byte { return tokenRecord("68_newer", time.Hour, time.Hour) }, "68_newer"},
		"older":             {func() []byte { return tokenRecord("68_older", -time.Hour, time.Hour) }, "68_token2"},
		"newer, but ended":  {func() []byte { return tokenRecord("68_ended", time.Hour, 0) }, "68_token2"},
		"the refused token": {func() []byte { return tokenRecord("68_token1", time.Hour, time.Hour) }, "68_token2"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				shared := newMemory()
				s := p.source(t, withStore(shared))
				wantToken(t, s, "68_token1")
				p.revoke()
				p.setAnswer(func(string) (int, string) {
					putToken(t, shared, test.stored())
					return 0, ""
				})
				wantRenewed(t, s, "68_token1", test.want)
				wantToken(t, p.source(t, withStore(shared)), test.want)
			})
		})
	}
}

// A store whose clock is behind may keep a record after its token has expired.
func TestEndedTokenIsNotAdopted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		putToken(t, shared, tokenRecord("68_ended", -2*time.Hour, 0))
		wantToken(t, p.source(t, withStore(shared)), "68_token1")
	})
}

// An instance that finds a newer token in the store reads it once and takes no lock.
func TestAdoptReadsStoreOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		counted := &brokenStore{Store: newMemory()}
		counted.remaining.Store(1 << 40)
		wantToken(t, p.source(t, withStore(counted)), "68_token1")
		before := counted.remaining.Load()
		wantToken(t, p.source(t, withStore(counted)), "68_token1")
		if n := before - counted.remaining.Load(); n != 1 {
			t.Errorf("%d operations of the store, want 1", n)
		}
	})
}

// An instance that waits for the lock and then adopts a token releases the lock, so that the next renewal need not
// wait.
func TestAdoptReleasesLock(t *testing.T) {
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
			t.Errorf("waited %v, want 1s for the platform's answer", waited)
		}
	})
}

// After a token was adopted, the next failure counts as the first one, with a pause of a second. The address of one
// instance is not in the platform's whitelist.
func TestAdoptResetsPauses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = answerCode(40164, stablePath)
		sources := p.sources(t, 2, nil)
		unlisted, listed := sources[0], sources[1]
		every10ms(10*time.Second, tokenCall(unlisted)) // its pause ends at 15 s
		time.Sleep(6 * time.Second)
		p.setAnswer(nil)
		wantToken(t, listed, "68_token1")
		wantToken(t, unlisted, "68_token1")
		p.setAnswer(answerCode(40164, stablePath))
		time.Sleep(3 * time.Second)
		if _, err := unlisted.Renew(t.Context(), "68_token1"); err == nil {
			t.Fatal("renewed from an address that is not listed")
		}
		time.Sleep(time.Second)
		p.setAnswer(nil)
		wantRenewed(t, unlisted, "68_token1", "68_token2")
	})
}

// A token that expires soon is due for renewal again and again. It is renewed at most every 10 seconds.
func TestBackgroundRenewalInterval(t *testing.T) {
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

// A source may be told about a refused token before its first fetch. It remembers that token while its fetches fail,
// and when a caller then reports an older token.
func TestRenewBeforeFirstFetch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		wantToken(t, p.source(t, nil), "68_token1")
		p.setAnswer(answerCode(-1, stablePath))
		s := p.source(t, nil)
		if _, err := s.Renew(t.Context(), "68_token1"); err == nil {
			t.Fatal("renewed while the platform is busy")
		}
		p.setAnswer(nil)
		p.takeCalls()
		time.Sleep(time.Second)
		wantRenewed(t, s, "68_token0", "68_token2")
		p.wantCalls(t, stablePath, forcePath)
	})
}

// A call that succeeded with an older token does not mark the present token as accepted.
func TestAcceptedOlderToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		p.revoke()
		wantRenewed(t, s, "68_token1", "68_token2")
		s.Accepted("68_token1") // by a call that took long
		p.revoke()
		p.takeCalls()
		if got, err := s.Renew(t.Context(), "68_token2"); err == nil {
			t.Errorf("renewed to %s within the gap", got)
		}
		p.wantCalls(t)
		s.Accepted("68_token2")
		wantRenewed(t, s, "68_token2", "68_token3")
	})
}

// After a failed renewal the program's Retry-After applies to its next token, too, even if a call has succeeded with
// that token before the platform refuses it.
func TestGapAfterFailedRenewalAppliesToNextToken(t *testing.T) {
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

// The clock of another instance may be ahead when it stores a token, and the store may then lose the token. The lease
// that replaces it is newer for all instances that have adopted it.
func TestRenewTokenLostByStore(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		s, other := p.source(t, withStore(shared)), p.source(t, withStore(shared))
		p.setAnswer(func(string) (int, string) {
			putToken(t, shared, tokenRecord("68_ahead", time.Hour, time.Hour))
			return 0, ""
		})
		wantToken(t, s, "68_ahead")
		wantToken(t, other, "68_ahead")
		p.setAnswer(nil)
		p.takeCalls()
		if swapped, err := shared.CompareAndSwap(t.Context(), tokenKey, mustGet(t, shared, tokenKey), nil, 0); !swapped || err != nil {
			t.Fatalf("the store keeps the token: %v", err)
		}
		wantRenewed(t, s, "68_ahead", "68_token1")
		wantRenewed(t, other, "68_ahead", "68_token1")
		p.wantCalls(t, stablePath)
	})
}

// When a program returns the refused token again, Renew returns a RefusedError. During the gap between two renewals a
// PauseError wraps it.
func TestRefusedTokenReturnedAgain(t *testing.T) {
	for delay, pause := range map[time.Duration]time.Duration{400 * time.Millisecond: 600 * time.Millisecond, 2 * time.Second: 0} {
		t.Run(delay.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
					time.Sleep(delay)
					return "A", time.Hour, nil
				}, slog.New(slog.DiscardHandler))
				go func() { _, _ = s.Token(context.Background()) }()
				synctest.Wait()
				_, err := s.Renew(t.Context(), "A") // it waits for the first fetch, then renews
				var refused *credential.RefusedError
				var paused *credential.PauseError
				if !errors.As(err, &refused) || errors.As(err, &paused) != (pause > 0) || pause > 0 && paused.RetryAfter() != pause {
					t.Errorf("Renew = %v, want a pause of %v", err, pause)
				}
			})
		})
	}
}

// ttlStore records the lifetime with which the token is stored.
type ttlStore struct {
	store.Store
	token time.Duration
}

func (s *ttlStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if key == tokenKey {
		s.token = ttl
	}
	return s.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// The record in the store lapses when the token expires.
func TestStoreTTL(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Second
		s := &ttlStore{Store: newMemory()}
		wantToken(t, p.source(t, withStore(s)), "68_token1")
		if s.token != 7199*time.Second {
			t.Errorf("stored for %v", s.token)
		}
	})
}
