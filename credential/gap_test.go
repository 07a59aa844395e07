package credential_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
)

// The platform refuses every call with 40001, whatever the token.
func TestEveryCallRefused(t *testing.T) {
	for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
		for _, instances := range []int{1, 2, 5} {
			t.Run(fmt.Sprintf("%s x%d", kind, instances), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = answerCode(40001, "/ping")
					log := &leakCheck{t: t}
					var calls []func()
					sources := p.sources(t, instances, func(c *credential.Config) {
						c.Logger = slog.New(slog.NewTextHandler(log, nil))
						if change != nil {
							change(c)
						}
					})
					for _, s := range sources {
						calls = append(calls, func() {
							if err := p.call(t, s); !errors.Is(err, endpoint.ErrInvalidCredential) {
								t.Errorf("Call = %v", err)
							}
						})
					}
					every(50*time.Millisecond, time.Minute, calls...)
					if _, tokens := p.countRequests(); tokens > 10 || tokens < 6 {
						t.Errorf("%d requests for tokens in the first minute", tokens)
					}
					everySecond(20*time.Minute, calls...)
					if _, tokens := p.countRequests(); tokens > 2*21 {
						t.Errorf("%d requests for tokens in the next 20 minutes", tokens)
					}
					if log.lines != 1 {
						t.Errorf("%d lines about one series of refusals", log.lines)
					}
					p.setAnswer(nil)
					time.Sleep(time.Minute)
					for _, s := range sources {
						if err := p.call(t, s); err != nil {
							t.Errorf("after the refusals have ended: %v", err)
						}
					}
				})
			})
		}
	}
}

// refusedPing is a call that the platform refuses whatever the token, while ping succeeds: such as one that is meant
// for another account.
var refusedPing = endpoint.Get[endpoint.None, endpoint.None]("test.refused", "/refused", "")

// When the platform refuses one kind of call whatever the token, the other calls still succeed, and there are few
// renewals.
func TestOneCallRefused(t *testing.T) {
	for kind, tt := range map[string]struct {
		change      func(*credential.Config)
		first, then int // requests for tokens in the first minute, and in each of the next ten
	}{"stable": {nil, 10, 4}, "classic": {classic, 33, 1}} {
		t.Run(kind, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				p.answer = answerCode(40001, "/refused")
				s := p.source(t, tt.change)
				c := p.client().WithTokens(s)
				both := func() {
					if err := p.call(t, s); err != nil {
						t.Errorf("the call that succeeds: %v", err)
					}
					if err := endpoint.Do(t.Context(), c, refusedPing, endpoint.None{}); !errors.Is(err, endpoint.ErrInvalidCredential) {
						t.Errorf("the call that is refused: %v", err)
					}
				}
				every(20*time.Millisecond, time.Minute, both)
				if _, tokens := p.countRequests(); tokens > tt.first {
					t.Errorf("%d requests for tokens in the first minute, want %d", tokens, tt.first)
				}
				everySecond(10*time.Minute, both)
				if _, tokens := p.countRequests(); tokens > 10*tt.then {
					t.Errorf("%d requests for tokens in the next ten minutes, want %d", tokens, 10*tt.then)
				}
			})
		})
	}
}

// A token that was accepted in a call and is revoked shortly after the last renewal is renewed at once, again and
// again, so that no call fails.
func TestAcceptedTokenIsRenewedAtOnce(t *testing.T) {
	for kind, tt := range map[string]struct {
		change func(*credential.Config)
		times  int
	}{"stable": {nil, 20}, "classic": {classic, 20}} {
		t.Run(kind, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				s := p.source(t, tt.change)
				for n := range tt.times + 1 {
					if err := p.call(t, s); err != nil {
						t.Fatalf("call %d: %v", n, err)
					}
					p.revoke()
					time.Sleep(100 * time.Millisecond)
				}
			})
		})
	}
}

// During the gap Renew returns the time of the next renewal at once, and Token returns the refused token.
func TestGap(t *testing.T) {
	for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
		t.Run(kind, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				s := p.source(t, change)
				wantToken(t, s, "68_token1")
				wantRenewed(t, s, "68_token1", "68_token2")
				p.takeCalls()
				p.setDelay(time.Second)
				start := time.Now()
				_, err := s.Renew(t.Context(), "68_token2")
				var paused *credential.PauseError
				var refused *credential.RefusedError
				if !errors.As(err, &paused) || !errors.As(err, &refused) || paused.Next.Sub(start) != time.Second || time.Since(start) != 0 {
					t.Fatalf("Renew = %v after %v, want a PauseError of 1s at once", err, time.Since(start))
				}
				if refused.Name != paused.Name || strings.Contains(err.Error(), "68_") || !strings.HasSuffix(err.Error(), "in 1 s") {
					t.Errorf("Renew = %v", err)
				}
				wantToken(t, s, "68_token2")
				p.wantCalls(t)
			})
		})
	}
}

// A refused token that is not replaced is returned until it expires. Then a token is fetched even during the gap.
func TestExpiredTokenIsFetchedDuringGap(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(call string) (int, string) { return 200, `{"access_token":"68_short","expires_in":2}` }
		s := p.source(t, classic)
		wantToken(t, s, "68_short")
		for _, pause := range []time.Duration{time.Second, 2 * time.Second, 2 * time.Second} {
			_, _ = s.Renew(t.Context(), "68_short")
			time.Sleep(pause)
		}
		p.wantCalls(t, classicPath, classicPath, classicPath, classicPath) // the gap is 4 s now
		p.setAnswer(nil)
		wantRenewed(t, s, "68_short", "68_token1")
		p.wantCalls(t, classicPath)
	})
}

// When a client reports a valid token as failed again and again, the server does not renew it each time. Its answer has
// Retry-After.
func TestGapOfReportedTokens(t *testing.T) {
	for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
		t.Run(kind, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				s := p.source(t, change)
				w := serve(t, s)
				report := func() *httptest.ResponseRecorder {
					token, err := s.Token(t.Context())
					if err != nil {
						t.Error(err)
					}
					return w.post(t, token)
				}
				var statuses []int
				every10ms(time.Minute, func() { statuses = append(statuses, report().Code) })
				if n := len(p.takeCalls()); n > 10 {
					t.Errorf("%d requests in the first minute", n)
				}
				slices.Sort(statuses)
				if got := slices.Compact(statuses); !slices.Equal(got, []int{200, 502}) {
					t.Errorf("statuses %v", got)
				}
				everySecond(49*time.Minute, func() { report() })
				if n := len(p.takeCalls()); n > 2*50 {
					t.Errorf("%d requests in 49 minutes more", n)
				}
				for { // until the server refuses a report
					rec := report()
					if rec.Code == http.StatusOK {
						continue
					}
					seconds, err := strconv.Atoi(rec.Header().Get("Retry-After"))
					if err != nil || seconds < 1 || seconds > 60 {
						t.Fatalf("Retry-After: %q", rec.Header().Get("Retry-After"))
					}
					time.Sleep(time.Duration(seconds) * time.Second)
					if rec := report(); kind == "classic" && rec.Code != http.StatusOK {
						t.Errorf("after Retry-After: %d %s", rec.Code, rec.Body)
					}
					return
				}
			})
		})
	}
}

// post reports a failed token as a program in another language does.
func (w *serverTransport) post(t *testing.T, failed string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/token/renew", strings.NewReader(`{"failed":"`+failed+`"}`))
	r.Header.Set("Authorization", "Bearer "+serverSecret)
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// The server has pauses after the platform's refusals. A program with a source on the server waits for the server's
// Retry-After.
func TestRemoteWaitsForRetryAfter(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = answerCode(45009, stablePath)
		server := p.source(t, nil)
		everySecond(5*time.Minute, tokenCall(server)) // the pause has grown to 256 s
		next := wantPaused(t, server, endpoint.ErrAPIDailyQuota).Next
		w := serve(t, server)
		s := w.remote(t)
		_, err := s.Token(t.Context())
		var serverErr *credential.ServerError
		if !errors.As(err, &serverErr) || serverErr.Status != http.StatusBadGateway || serverErr.RetryAfter < time.Until(next) || serverErr.RetryAfter > time.Until(next)+time.Second {
			t.Fatalf("Token = %v, want Retry-After %v", err, time.Until(next))
		}
		w.wantRequests(t, "GET /token")
		p.takeCalls()
		every10ms(time.Minute, tokenCall(s))
		w.wantRequests(t)
		paused := wantPaused(t, s, nil)
		if paused.Next.Before(next) {
			t.Errorf("the next try is at %v, before the server's %v", paused.Next, next)
		}
		p.setAnswer(nil)
		time.Sleep(time.Until(paused.Next))
		wantToken(t, s, "68_token1")
		p.wantCalls(t, stablePath)
	})
}

// When the server refuses a renewal during its gap, the program's Token still returns the token.
func TestRemoteRenewalRefused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		server := p.source(t, nil)
		for range 6 { // the server's gap has grown
			token, _ := server.Token(t.Context())
			_, _ = server.Renew(t.Context(), token)
			time.Sleep(20 * time.Second)
		}
		w := serve(t, server)
		s := w.remote(t)
		token, err := s.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Renew(t.Context(), token)
		var serverErr *credential.ServerError
		if !errors.As(err, &serverErr) || serverErr.RetryAfter < 2*time.Second {
			t.Fatalf("Renew = %v, want a ServerError with Retry-After", err)
		}
		w.requests = nil
		every10ms(serverErr.RetryAfter-time.Second, func() { _, _ = s.Renew(context.Background(), token) }, func() { wantToken(t, s, token) })
		w.wantRequests(t)
	})
}

// When the program's token expires while the server refuses renewals, Token fetches the server's token.
func TestRemoteFetchAfterRefusedRenewal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newRemote(t, func(_ context.Context, _, failed string) (string, time.Duration, error) {
			if failed != "" {
				return "", 0, &credential.ServerError{Status: 502, Err: errors.New("not now"), RetryAfter: time.Minute}
			}
			return "A", 2 * time.Second, nil
		}, slog.New(slog.DiscardHandler))
		wantToken(t, s, "A")
		if _, err := s.Renew(t.Context(), "A"); err == nil {
			t.Error("renewed")
		}
		time.Sleep(2 * time.Second)
		wantToken(t, s, "A")
	})
}

// A program waits at most ten minutes, whatever the server's Retry-After.
func TestRemoteWaitsTenMinutesAtMost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			return "", 0, &credential.ServerError{Status: 503, Err: errors.New("away"), RetryAfter: 24 * time.Hour}
		}, slog.New(slog.DiscardHandler))
		_, _ = s.Token(t.Context())
		if wait := time.Until(wantPaused(t, s, nil).Next); wait != 10*time.Minute {
			t.Errorf("waits %v", wait)
		}
	})
}

// An Ask that returns a PauseError is not called again before the error's Next.
func TestRemoteWaitsForAPauseError(t *testing.T) {
	bubble(t, func(t *testing.T) {
		next := time.Now().Add(time.Minute)
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			return "", 0, &credential.PauseError{Name: "token", Next: next, Err: errors.New("away")}
		}, slog.New(slog.DiscardHandler))
		_, _ = s.Token(t.Context())
		if got := wantPaused(t, s, nil).Next; !got.Equal(next) {
			t.Errorf("the next try is at %v, want %v", got, next)
		}
	})
}

// Callers of Token that wait for a renewal get the refused token if the renewal fails, as all callers do afterwards.
// The token may still work for other calls.
func TestReadersWaitForFailedRenewal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		p.setDelay(time.Second)
		p.setAnswer(answerCode(-1, stablePath))
		var calls sync.WaitGroup
		calls.Go(func() {
			if _, err := s.Renew(t.Context(), "68_token1"); !errors.Is(err, endpoint.ErrSystemBusy) {
				t.Errorf("Renew = %v", err)
			}
		})
		synctest.Wait()
		start := time.Now()
		wantToken(t, s, "68_token1")
		if time.Since(start) != time.Second {
			t.Errorf("waited %v, want the renewal's end", time.Since(start))
		}
		calls.Wait()
	})
}

func TestRetryAfterHeader(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for header, want := range map[string]time.Duration{
			"7": 7 * time.Second, "0": 0, "-7": 0, "": 0, "soon": 0, "99999999999999": 0,
			time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat): 90 * time.Second,
			time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat):       0,
		} {
			w := &serverTransport{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", header)
				w.WriteHeader(http.StatusServiceUnavailable)
			})}
			ask, err := credential.HTTP("http://tokens.test", serverSecret, credential.WithHTTPClient(&http.Client{Transport: w}))
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = ask(t.Context(), credential.KindToken, "")
			var serverErr *credential.ServerError
			if !errors.As(err, &serverErr) || serverErr.RetryAfter != want {
				t.Errorf("Retry-After %q: %v, want %v", header, err, want)
			}
		}
	})
}

// A pause after a forced renewal was refused because of the quota applies to forced renewals only.
func TestForceQuota(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(call string) (int, string) {
			if call == forcePath {
				return answerCode(45009, stablePath)(call)
			}
			return 0, ""
		}
		sources := p.sources(t, 2, nil)
		forced := 0
		for i := range 60 { // ten minutes
			s := sources[i%2]
			token, err := s.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Renew(t.Context(), token)
			if err == nil {
				t.Error("renewed without a force")
			}
			for _, call := range p.takeCalls() {
				if call == forcePath {
					forced++
				}
			}
			time.Sleep(10 * time.Second)
		}
		if forced != 8 { // the 30 seconds between two alone would allow 15
			t.Errorf("forced %d times in ten minutes", forced)
		}
		time.Sleep(time.Minute) // the gap between renewals
		p.revoke()              // fetches without a force are still sent
		wantRenewed(t, sources[0], "68_token1", "68_token2")
		wantToken(t, sources[1], "68_token1")
		wantRenewed(t, sources[1], "68_token1", "68_token2")
	})
}

// After a forced renewal has failed, a token that expires is fetched at once.
func TestFetchAfterForceQuota(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(call string) (int, string) {
			if call == forcePath {
				return answerCode(45009, stablePath)(call)
			}
			return 200, `{"access_token":"68_short","expires_in":2}`
		}
		s := p.source(t, nil)
		wantToken(t, s, "68_short")
		time.Sleep(1500 * time.Millisecond)
		if _, err := s.Renew(t.Context(), "68_short"); !errors.Is(err, endpoint.ErrAPIDailyQuota) {
			t.Errorf("Renew = %v", err)
		}
		time.Sleep(500 * time.Millisecond)
		wantToken(t, s, "68_short")
		p.wantCalls(t, stablePath, stablePath, forcePath, stablePath)
	})
}

// A caller that comes at the end of another caller's renewal gets the new token. It neither drops the token nor gets an
// error because of the gap.
func TestRenewalWhileAnotherEnds(t *testing.T) {
	t.Parallel()
	for range 200 {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		s.Accepted("68_token1")
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() { wantRenewed(t, s, "68_token1", "68_token2") })
		}
		wg.Wait()
		p.wantCalls(t, stablePath, stablePath, forcePath)
		if t.Failed() {
			return
		}
	}
}

// When the platform refuses one kind of call whatever the token, another program that returns a new token for each
// refused one is asked as seldom as the platform is for classic tokens.
func TestOneCallRefusedWithARemoteToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		asked := 0
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			asked++
			return fmt.Sprintf("68_token%d", asked), 2 * time.Hour, nil
		}, slog.New(slog.DiscardHandler))
		every(20*time.Millisecond, time.Minute, func() {
			token, err := s.Token(t.Context())
			if err != nil {
				t.Error(err)
			}
			s.Accepted(token)
			_, _ = s.Renew(t.Context(), token)
		})
		if asked > 33 {
			t.Errorf("asked %d times in a minute", asked)
		}
	})
}
