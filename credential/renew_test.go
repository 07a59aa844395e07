package credential_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
)

var ping = endpoint.Get[endpoint.None, endpoint.None]("test.ping", "/ping", "")

// call calls the API with the tokens of s, as a user's program does.
func (p *fakePlatform) call(t *testing.T, s *credential.Source) error {
	t.Helper()
	c := p.client()
	c.Tokens = s
	_, err := endpoint.Call(t.Context(), c, ping, endpoint.None{})
	return err
}

func wantRenewed(t *testing.T, s *credential.Source, failed, want string) {
	t.Helper()
	got, err := s.Renew(t.Context(), failed)
	if err != nil || got != want {
		t.Errorf("Renew(%q) = %q, %v, want %q", failed, got, err, want)
	}
}

// Renew of an older token returns the current one without a request.
func TestRenewReturnsCurrentToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		wantRenewed(t, s, "68_older", "68_token1")
		p.wantCalls(t, stablePath)
	})
}

// A hundred calls that fail with one token cause one renewal.
func TestConcurrentRenewalsShareOneFetch(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*credential.Config)
		path   string
	}{{"stable", nil, stablePath}, {"classic", classic, classicPath}} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				s := p.source(t, c.change)
				wantToken(t, s, "68_token1")
				p.revoke()
				p.takeCalls()
				p.setDelay(time.Second)
				want := map[string]string{stablePath: "68_token2", classicPath: "68_token3"}[c.path]
				var wg sync.WaitGroup
				for range 100 {
					wg.Go(func() { wantRenewed(t, s, "68_token1", want) })
				}
				wg.Wait()
				p.wantCalls(t, c.path)
			})
		})
	}
}

// A new token is forced only if stable_token returns the refused token again.
func TestForce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		p.takeCalls()
		wantRenewed(t, s, "68_token1", "68_token2")
		p.wantCalls(t, stablePath, forcePath)

		// No other token is forced within 30 seconds.
		_, err := s.Renew(t.Context(), "68_token2")
		var refused *credential.RefusedError
		var paused *credential.PauseError
		if !errors.As(err, &refused) || !errors.As(err, &paused) || strings.Contains(err.Error(), "68_") {
			t.Errorf("Renew = %v, want a PauseError about a RefusedError, without the token", err)
		}
		for _, call := range p.takeCalls() {
			if call == forcePath {
				t.Error("forced twice within 30 seconds")
			}
		}
		wantToken(t, s, "68_token2") // the platform still returns it

		time.Sleep(31 * time.Second)
		wantRenewed(t, s, "68_token2", "68_token3")
		p.wantCalls(t, stablePath, forcePath)
	})
}

func TestForceTwentyADay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		sources := []*credential.Source{p.source(t, withStore(shared)), p.source(t, withStore(shared))}
		forced, start := 0, time.Now()
		for i := range 60 {
			s := sources[i%2]
			token, err := s.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, _ = s.Renew(t.Context(), token)
			for _, call := range p.takeCalls() {
				if call == forcePath {
					forced++
				}
			}
			time.Sleep(10 * time.Minute)
		}
		if forced != 20 {
			t.Errorf("forced %d times in %v over two instances, want 20", forced, time.Since(start))
		}
		time.Sleep(24*time.Hour - time.Since(start) + time.Minute)
		token, _ := sources[0].Token(t.Context())
		if fresh, err := sources[0].Renew(t.Context(), token); err != nil || fresh == token {
			t.Errorf("a day later: %v", err)
		}
	})
}

// An instance whose clock was a day ahead has forced a token. It counts for the day's 20, and does not keep the others
// from forcing one.
func TestForcedByFastClock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		times := fmt.Appendf(nil, "[%d]", time.Now().Add(24*time.Hour).Unix())
		if err := shared.Set(t.Context(), "credential:wx0123456789abcdef:forced", times, 24*time.Hour); err != nil {
			t.Fatal(err)
		}
		s := p.source(t, withStore(shared))
		wantToken(t, s, "68_token1")
		wantRenewed(t, s, "68_token1", "68_token2")
		p.wantCalls(t, stablePath, stablePath, forcePath)
	})
}

// A forced renewal that fails is not repeated.
func TestForceFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		p.takeCalls()
		p.setAnswer(func(call string) (int, string) {
			if call == forcePath {
				return 200, `{"errcode":-1,"errmsg":"system error"}`
			}
			return 0, ""
		})
		_, err := s.Renew(t.Context(), "68_token1")
		if !errors.Is(err, endpoint.ErrSystemBusy) {
			t.Errorf("Renew = %v, want -1", err)
		}
		p.wantCalls(t, stablePath, forcePath)
		wantToken(t, s, "68_token1")
	})
}

// A renewal in flight may have begun before the token was refused, and return the refused token.
func TestRenewJoinsOlderRenewal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = 2 * time.Second
		s := p.source(t, nil)
		go func() { _, _ = s.Token(context.Background()) }()
		synctest.Wait()
		wantRenewed(t, s, "68_token1", "68_token2") // the renewal in flight returns token1
		p.wantCalls(t, stablePath, stablePath, forcePath)
	})
}

// A call that is refused with one of the codes for an invalid token is repeated once with a new token. The answers are
// the documented ones.
func TestCallRenewsAndRetriesOnce(t *testing.T) {
	for code, body := range map[endpoint.Code]string{
		40001: `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`,
		40014: `{"errcode":40014,"errmsg":"invalid access_token rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`,
		42001: `{"errcode":42001,"errmsg":"access_token expired rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`,
	} {
		t.Run(code.Error(), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				s := p.source(t, nil)
				wantToken(t, s, "68_token1")
				p.revoke()
				p.takeCalls()
				refusals := 1
				p.setAnswer(func(call string) (int, string) {
					if call == "/ping" && refusals > 0 {
						refusals--
						return 200, body
					}
					return 0, ""
				})
				if err := p.call(t, s); err != nil {
					t.Errorf("Call = %v", err)
				}
				p.wantCalls(t, "/ping", stablePath, "/ping")

				time.Sleep(time.Second) // the gap between two renewals
				refusals = 9            // an endpoint that refuses any token
				if err := p.call(t, s); !errors.Is(err, code) {
					t.Errorf("Call = %v, want %d", err, int(code))
				}
				p.wantCalls(t, "/ping", stablePath, forcePath, "/ping")
			})
		})
	}
}

// Another system fetches classic tokens of the same account again and again.
func TestAnotherSystemRenews(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, classic)
		for range 20 {
			if err := p.call(t, s); err != nil {
				t.Fatal(err)
			}
			p.revoke()
			time.Sleep(time.Minute)
		}
	})
}

// While a refused token is being replaced, a call that took long reports an older token. The platform returns the
// refused token again, so the renewal must still know which token was refused: otherwise both calls would get it.
func TestLateReportDuringRenewal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		shared := newMemory()
		s := p.source(t, withStore(shared))
		wantToken(t, s, "68_token1")
		p.revoke()
		wantRenewed(t, s, "68_token1", "68_token2")
		p.takeCalls()
		time.Sleep(time.Second) // the gap between two renewals

		// Another instance holds the lock, so the renewal begins but does not fetch yet.
		if err := shared.Set(t.Context(), lockKey, []byte("another's"), time.Second); err != nil {
			t.Fatal(err)
		}
		var calls sync.WaitGroup
		calls.Go(func() { wantRenewed(t, s, "68_token2", "68_token3") })
		synctest.Wait()
		calls.Go(func() { wantRenewed(t, s, "68_token1", "68_token3") })
		calls.Wait()
		p.wantCalls(t, stablePath, forcePath)
	})
}
