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

// Every call is refused with 40001, whatever the token.
func TestEveryCallRefused(t *testing.T) {
	for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
		for _, instances := range []int{1, 2, 5} {
			t.Run(fmt.Sprintf("%s x%d", kind, instances), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = says(40001, "/ping")
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
					if _, tokens := p.counted(); tokens > 10 || tokens < 6 {
						t.Errorf("%d requests for tokens in the first minute", tokens)
					}
					drip(20*time.Minute, calls...)
					if _, tokens := p.counted(); tokens > 2*21 {
						t.Errorf("%d requests for tokens in the next 20 minutes", tokens)
					}
					if log.lines != 1 {
						t.Errorf("%d lines about one trouble", log.lines)
					}
					p.setAnswer(nil)
					time.Sleep(time.Minute)
					for _, s := range sources {
						if err := p.call(t, s); err != nil {
							t.Errorf("once tokens are taken again: %v", err)
						}
					}
				})
			})
		}
	}
}

// pingOther is a call that the platform refuses whatever the token, while ping works: one meant for another account.
var pingOther = endpoint.Get[endpoint.None, endpoint.None]("test.other", "/other", "")

// Refusals of one call among others that work keep no other from working, and cost few renewals.
func TestOneCallRefused(t *testing.T) {
	for kind, tt := range map[string]struct {
		change      func(*credential.Config)
		first, then int // requests for tokens in the first minute, and in each of the next ten
	}{"stable": {nil, 10, 4}, "classic": {classic, 33, 1}} {
		t.Run(kind, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				p.answer = says(40001, "/other")
				s := p.source(t, tt.change)
				c := p.client().WithTokens(s)
				both := func() {
					if err := p.call(t, s); err != nil {
						t.Errorf("the call that works: %v", err)
					}
					if err := endpoint.Do(t.Context(), c, pingOther, endpoint.None{}); !errors.Is(err, endpoint.ErrInvalidCredential) {
						t.Errorf("the call that does not: %v", err)
					}
				}
				every(20*time.Millisecond, time.Minute, both)
				if _, tokens := p.counted(); tokens > tt.first {
					t.Errorf("%d requests for tokens in the first minute, want %d", tokens, tt.first)
				}
				drip(10*time.Minute, both)
				if _, tokens := p.counted(); tokens > 10*tt.then {
					t.Errorf("%d requests for tokens in the next ten minutes, want %d", tokens, 10*tt.then)
				}
			})
		})
	}
}

// A token that has worked and is ended seconds after the last renewal is renewed at once, again and again: no call
// fails.
func TestTokenThatWorkedIsRenewedAtOnce(t *testing.T) {
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

// During the gap Renew says at once when the next renewal may be, and Token goes on giving the token that there is.
func TestLeastGap(t *testing.T) {
	for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
		t.Run(kind, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				s := p.source(t, change)
				wantToken(t, s, "68_token1")
				wantRenewed(t, s, "68_token1", "68_token2")
				p.took()
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

// A token that nobody can replace is given out to its end, and then the platform is asked whatever the gap.
func TestGapDoesNotKeepAToken(t *testing.T) {
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

// A client that reports the living token again and again does not renew it for everybody each time, and learns when to
// come back.
func TestReportsAreSpaced(t *testing.T) {
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
				storm(time.Minute, func() { statuses = append(statuses, report().Code) })
				if n := len(p.took()); n > 10 {
					t.Errorf("%d requests in the first minute", n)
				}
				slices.Sort(statuses)
				if got := slices.Compact(statuses); !slices.Equal(got, []int{200, 502}) {
					t.Errorf("statuses %v", got)
				}
				drip(49*time.Minute, func() { report() })
				if n := len(p.took()); n > 2*50 {
					t.Errorf("%d requests in 49 minutes more", n)
				}
				for { // until the server wants to be left alone
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
func (w *wire) post(t *testing.T, failed string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/token/renew", strings.NewReader(`{"failed":"`+failed+`"}`))
	r.Header.Set("Authorization", "Bearer "+serverSecret)
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// A source on a token server keeps its pauses and the server's, and the server those of the platform.
func TestRemoteWaitsAsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = says(45009, stablePath)
		server := p.source(t, nil)
		drip(5*time.Minute, tokenOf(server)) // the pause has grown to 256 s
		next := wantPaused(t, server, endpoint.ErrAPIDailyQuota).Next
		w := serve(t, server)
		s := w.remote(t)
		_, err := s.Token(t.Context())
		var told *credential.ServerError
		if !errors.As(err, &told) || told.Status != http.StatusBadGateway || told.RetryAfter < time.Until(next) || told.RetryAfter > time.Until(next)+time.Second {
			t.Fatalf("Token = %v, want to be told to wait %v", err, time.Until(next))
		}
		w.wantAsked(t, "GET /token")
		p.took()
		storm(time.Minute, tokenOf(s))
		w.wantAsked(t)
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

// A renewal that the server refuses for now does not keep a program from the token itself.
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
		var told *credential.ServerError
		if !errors.As(err, &told) || told.RetryAfter < 2*time.Second {
			t.Fatalf("Renew = %v, want to be told to wait", err)
		}
		w.asked = nil
		storm(told.RetryAfter-time.Second, func() { _, _ = s.Renew(context.Background(), token) }, func() { wantToken(t, s, token) })
		w.wantAsked(t)
	})
}

// Nor where the program's own token ends meanwhile.
func TestRemoteRenewalRefusedAtTheEnd(t *testing.T) {
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

// No server can make a program wait for a day.
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

// An Ask that says with a PauseError when to come back is not asked before.
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

// Who waits for a renewal that fails is served the refused token, as all others are afterwards: it may be good for
// other calls.
func TestReadersOfAFailedRenewal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		p.setDelay(time.Second)
		p.setAnswer(says(-1, stablePath))
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
			w := &wire{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", header)
				w.WriteHeader(http.StatusServiceUnavailable)
			})}
			ask, err := credential.HTTP("http://tokens.test", serverSecret, credential.WithHTTPClient(&http.Client{Transport: w}))
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = ask(t.Context(), credential.KindToken, "")
			var told *credential.ServerError
			if !errors.As(err, &told) || told.RetryAfter != want {
				t.Errorf("Retry-After %q: %v, want %v", header, err, want)
			}
		}
	})
}

// A quota used up by forced renewals blocks those alone.
func TestForceQuota(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(call string) (int, string) {
			if call == forcePath {
				return says(45009, stablePath)(call)
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
			for _, call := range p.took() {
				if call == forcePath {
					forced++
				}
			}
			time.Sleep(10 * time.Second)
		}
		if forced != 8 { // where the 30 seconds between two alone would allow 15
			t.Errorf("forced %d times in ten minutes", forced)
		}
		time.Sleep(time.Minute) // the gap between renewals
		p.revoke()              // normal fetches go on
		wantRenewed(t, sources[0], "68_token1", "68_token2")
		wantToken(t, sources[1], "68_token1")
		wantRenewed(t, sources[1], "68_token1", "68_token2")
	})
}

// A force that fails does not keep a token that ends from being fetched at once.
func TestForceQuotaKeepsFetches(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(call string) (int, string) {
			if call == forcePath {
				return says(45009, stablePath)(call)
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

// A caller that comes as a renewal ends gets its value: it neither drops it nor waits for the gap.
func TestRenewalAsAnotherEnds(t *testing.T) {
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

// Of a program that gives a new token whenever one is refused no more is asked, where one kind of call is refused
// whatever the token, than of the platform for classic tokens.
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
