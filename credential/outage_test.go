package credential_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
)

// every10ms calls each of calls 100 times a second for the time d.
func every10ms(d time.Duration, calls ...func()) { every(10*time.Millisecond, d, calls...) }

// everySecond calls each of calls once a second for the time d.
func everySecond(d time.Duration, calls ...func()) { every(time.Second, d, calls...) }

func every(step, d time.Duration, calls ...func()) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(step) {
		for _, call := range calls {
			call()
		}
	}
}

// tokenCall returns a function that calls Token and ignores the result.
func tokenCall(s *credential.Source) func() {
	return func() { _, _ = s.Token(context.Background()) }
}

// ticketCall returns a function that calls Ticket and ignores the result.
func ticketCall(s *credential.Source) func() {
	return func() { _, _ = s.Ticket(context.Background(), "jsapi") }
}

// answerCode returns an answer function that refuses every request to one of the paths with code.
func answerCode(code int, paths ...string) func(string) (int, string) {
	return func(call string) (int, string) {
		path, _, _ := strings.Cut(call, " ")
		if !slices.Contains(paths, path) {
			return 0, ""
		}
		return 200, fmt.Sprintf(`{"errcode":%d,"errmsg":"refused rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`, code)
	}
}

// sources returns n sources that share a store, like n instances.
func (p *fakePlatform) sources(t *testing.T, n int, change func(*credential.Config)) []*credential.Source {
	shared := newMemory()
	list := make([]*credential.Source, n)
	for i := range list {
		list[i] = p.source(t, func(c *credential.Config) {
			c.Store = shared
			if change != nil {
				change(c)
			}
		})
	}
	return list
}

var errRefused = errors.New("dial tcp 203.0.113.1:443: connect: connection refused")

// At most ten requests are sent in the first minute of an outage: by all instances together where the platform refuses
// the account, else by each instance.
func TestOutage(t *testing.T) {
	for _, c := range []struct {
		name   string
		code   int   // of every answer
		status int   // HTTP status of every answer, instead of code
		noResp error // of the transport, instead of an answer
		first  int   // requests in the first minute
		shared bool  // first is for all instances together, else for each
		cause  error // what the PauseError wraps
	}{
		{name: "-1", code: -1, first: 10, cause: endpoint.ErrSystemBusy},
		{name: "500", status: 500, first: 10},
		{name: "refused", noResp: errRefused, first: 10, cause: errRefused},
		{name: "unreadable", status: 200, first: 10},
		{name: "unknown code", code: 99999, first: 10, cause: endpoint.Code(99999)},
		{name: "40164", code: 40164, first: 6, cause: endpoint.ErrIPNotWhitelisted},
		{name: "40001", code: 40001, first: 6, cause: endpoint.ErrInvalidCredential},
		{name: "40013", code: 40013, first: 6, shared: true, cause: endpoint.ErrInvalidAppID},
		{name: "40125", code: 40125, first: 6, shared: true, cause: endpoint.ErrInvalidAppSecret},
		{name: "40243", code: 40243, first: 6, shared: true, cause: endpoint.ErrAppSecretFrozen},
		{name: "45009", code: 45009, first: 6, shared: true, cause: endpoint.ErrAPIDailyQuota},
		{name: "45011", code: 45011, first: 6, shared: true, cause: endpoint.ErrAPIMinuteQuota},
	} {
		for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
			for _, instances := range []int{1, 2, 5} {
				t.Run(fmt.Sprintf("%s %s x%d", c.name, kind, instances), func(t *testing.T) {
					bubble(t, func(t *testing.T) {
						p := newFakePlatform()
						p.transportErr = c.noResp
						p.answer = answerCode(c.code, stablePath, classicPath)
						if c.status != 0 {
							p.answer = func(string) (int, string) { return c.status, "<html>" }
						}
						var calls []func()
						sources := p.sources(t, instances, change)
						for _, s := range sources {
							calls = append(calls, tokenCall(s))
						}
						every10ms(time.Minute, calls...)
						want := c.first
						if !c.shared {
							want *= instances
						}
						if got := len(p.takeCalls()); got != want {
							t.Errorf("%d requests in the first minute, want %d", got, want)
						}
						for _, s := range sources {
							wantPaused(t, s, c.cause)
						}
						everySecond(9*time.Minute, calls...)
						if got := len(p.takeCalls()); got > 70*want/10 {
							t.Errorf("%d requests in the next nine minutes", got)
						}
					})
				})
			}
		}
	}
}

// wantPaused checks that Token returns a PauseError at once, with the cause and the time of the next try.
func wantPaused(t *testing.T, s *credential.Source, cause error) *credential.PauseError {
	t.Helper()
	start := time.Now()
	_, err := s.Token(t.Context())
	var paused *credential.PauseError
	if !errors.As(err, &paused) || time.Since(start) != 0 || cause != nil && !errors.Is(err, cause) {
		t.Fatalf("Token = %v after %v, want a PauseError at once about %v", err, time.Since(start), cause)
	}
	if !paused.Next.After(start) || paused.RetryAfter() != paused.Next.Sub(start) || !strings.HasPrefix(err.Error(), "credential: get the ") {
		t.Errorf("Token = %v, next %v", err, paused.Next)
	}
	return paused
}

// The pauses after each kind of failure have their exact lengths.
func TestPauses(t *testing.T) {
	for code, want := range map[int][]int{
		-1:    {0, 1, 3, 7, 15, 23, 31, 39, 47, 55, 63, 71},
		40125: {0, 1, 3, 7, 15, 31, 63, 123, 183},
		45009: {0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 1623, 2223},
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				start, at := time.Now(), []int(nil)
				refuse := answerCode(code, stablePath)
				p.answer = func(call string) (int, string) {
					at = append(at, int(time.Since(start)/time.Second))
					return refuse(call)
				}
				everySecond(time.Duration(want[len(want)-1])*time.Second+time.Second/2, tokenCall(p.source(t, nil)))
				if diff := cmp.Diff(want, at); diff != "" {
					t.Errorf("requests at these seconds (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// Callers wait for the fetch in flight, and none of them starts another.
func TestOutageConcurrentCallers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = 50 * time.Millisecond
		p.answer = answerCode(40164, stablePath)
		s := p.source(t, nil)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { every10ms(time.Minute, tokenCall(s)) })
		}
		wg.Wait()
		if n := len(p.takeCalls()); n != 6 {
			t.Errorf("%d requests", n)
		}
	})
}

// However long an outage has lasted, the first caller after the pause gets a token.
func TestRecoveryWithinOnePause(t *testing.T) {
	for code, pause := range map[int]time.Duration{-1: 8 * time.Second, 40164: time.Minute, 40125: time.Minute, 45011: time.Minute, 45009: 10 * time.Minute} {
		for _, lasted := range []time.Duration{500 * time.Millisecond, 20 * time.Second, time.Hour} {
			for _, instances := range []int{1, 3} {
				t.Run(fmt.Sprintf("%d after %v x%d", code, lasted, instances), func(t *testing.T) {
					bubble(t, func(t *testing.T) {
						p := newFakePlatform()
						p.answer = answerCode(code, stablePath)
						sources := p.sources(t, instances, nil)
						var calls []func()
						for _, s := range sources {
							calls = append(calls, tokenCall(s))
						}
						every10ms(min(lasted, time.Minute), calls...)
						everySecond(lasted-time.Minute, calls...)
						next := wantPaused(t, sources[0], endpoint.Code(code)).Next
						if wait := time.Until(next); wait > pause {
							t.Errorf("the next try is in %v, want %v at most", wait, pause)
						}
						p.setAnswer(nil)
						time.Sleep(time.Until(next) - time.Millisecond)
						wantPaused(t, sources[0], endpoint.Code(code))
						time.Sleep(time.Millisecond)
						wantToken(t, sources[0], "68_token1")
						time.Sleep(time.Second) // until the other instances check whether the pause is over
						for _, s := range sources {
							wantToken(t, s, "68_token1")
						}
					})
				})
			}
		}
	}
}

// While the old token is valid, callers get it. The log has one line about the outage and one about its end.
func TestOutageWithValidToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		log := &leakCheck{t: t}
		s := p.source(t, func(c *credential.Config) { c.Logger = slog.New(slog.NewTextHandler(log, nil)) })
		wantToken(t, s, "68_token1")
		p.takeCalls()
		p.setAnswer(answerCode(-1, stablePath))
		time.Sleep(7200*time.Second - 61*time.Second)
		every10ms(time.Minute, func() { wantToken(t, s, "68_token1") })
		synctest.Wait()
		if n := len(p.takeCalls()); n > 10 || n < 8 {
			t.Errorf("%d requests in a minute, want the pauses of a cold start", n)
		}
		if log.lines != 1 {
			t.Errorf("%d lines about one outage", log.lines)
		}
		every10ms(time.Minute, tokenCall(s)) // the token expires during the same outage
		p.setAnswer(nil)
		every10ms(8*time.Second, tokenCall(s))
		wantToken(t, s, "68_token2")
		if log.lines != 2 {
			t.Errorf("%d lines about one outage and its end", log.lines)
		}
	})
}

func TestOutageWithoutTokenIsLoggedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = answerCode(40125, stablePath)
		log := &leakCheck{t: t}
		calls := []func(){}
		for _, s := range p.sources(t, 2, func(c *credential.Config) { c.Logger = slog.New(slog.NewTextHandler(log, nil)) }) {
			calls = append(calls, tokenCall(s), ticketCall(s))
		}
		everySecond(5*time.Minute, calls...)
		if log.lines != 2 {
			t.Errorf("%d lines, want one of each instance", log.lines)
		}
		p.setAnswer(nil)
		every10ms(time.Minute, calls...)
		if log.lines != 4 {
			t.Errorf("%d lines after the end, want one more of each instance", log.lines)
		}
	})
}

// Fetches of tickets have the same pauses, whether the request for the ticket or that for its token is refused.
func TestTicketOutage(t *testing.T) {
	for _, c := range []struct {
		name    string
		answer  func(string) (int, string)
		tickets int   // requests for tickets in the first minute
		tokens  int   // requests for tokens in the first minute
		shared  bool  // the numbers are for all instances together, else for each
		cause   error // what the PauseError wraps
	}{
		{name: "48001", answer: answerCode(48001, ticketPath), tickets: 6, tokens: 1, shared: true, cause: endpoint.ErrAPIUnauthorized},
		{name: "45009", answer: answerCode(45009, ticketPath), tickets: 6, tokens: 1, shared: true, cause: endpoint.ErrAPIDailyQuota},
		{name: "-1", answer: answerCode(-1, ticketPath), tickets: 10, tokens: 1, cause: endpoint.ErrSystemBusy},
		{name: "no token", answer: answerCode(40125, stablePath, classicPath), tokens: 6, shared: true, cause: endpoint.ErrInvalidAppSecret},
		{name: "no token for this address", answer: answerCode(40164, stablePath, classicPath), tokens: 6, cause: endpoint.ErrIPNotWhitelisted},
	} {
		for _, instances := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s x%d", c.name, instances), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = c.answer
					var calls []func()
					sources := p.sources(t, instances, nil)
					for _, s := range sources {
						calls = append(calls, ticketCall(s))
					}
					every10ms(time.Minute, calls...)
					tickets, tokens := p.countRequests()
					wantTickets, wantTokens := c.tickets, c.tokens
					if !c.shared {
						wantTickets *= instances
						if c.tickets == 0 {
							wantTokens *= instances
						}
					}
					if tickets != wantTickets || tokens != wantTokens {
						t.Errorf("%d requests for tickets and %d for tokens, want %d and %d", tickets, tokens, wantTickets, wantTokens)
					}
					_, err := sources[0].Ticket(t.Context(), "jsapi")
					var paused *credential.PauseError
					if !errors.As(err, &paused) || paused.Name != "jsapi_ticket" || !errors.Is(err, c.cause) {
						t.Errorf("Ticket = %v, want a PauseError about %v", err, c.cause)
					}
					p.setAnswer(nil)
					time.Sleep(time.Until(paused.Next))
					if _, err := sources[0].Ticket(t.Context(), "jsapi"); err != nil {
						t.Errorf("after the pause: %v", err)
					}
				})
			})
		}
	}
}

// countRequests returns the numbers of requests for tickets and for tokens since the last look at the calls.
func (p *fakePlatform) countRequests() (tickets, tokens int) {
	for _, call := range p.takeCalls() {
		switch path, _, _ := strings.Cut(call, " "); path {
		case ticketPath:
			tickets++
		case stablePath, classicPath:
			tokens++
		}
	}
	return tickets, tokens
}

// The platform refuses every request for a ticket because of the token, whatever the token is.
func TestTicketRefusesEveryToken(t *testing.T) {
	for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
		for _, instances := range []int{1, 5} {
			t.Run(fmt.Sprintf("%s x%d", kind, instances), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = answerCode(40001, ticketPath)
					var calls []func()
					for _, s := range p.sources(t, instances, change) {
						calls = append(calls, ticketCall(s))
					}
					every10ms(time.Minute, calls...)
					if tickets, tokens := p.countRequests(); tickets > 10*instances || tokens > 10 {
						t.Errorf("%d requests for tickets and %d for tokens", tickets, tokens)
					}
				})
			})
		}
	}
}

// An Ask that fails is called at most ten times in the first minute, with or without a valid token.
func TestRemoteOutage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		away, asked := errors.New("away"), 0
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			asked++
			if asked == 1 {
				return "A", time.Hour, nil
			}
			return "", 0, away
		}, slog.New(slog.DiscardHandler))
		wantToken(t, s, "A")
		asked = 1
		every10ms(time.Minute, tokenCall(s), func() { _, _ = s.Renew(context.Background(), "A") })
		if asked > 11 {
			t.Errorf("asked %d times for another token", asked-1)
		}
		wantToken(t, s, "A") // there is no other
		time.Sleep(time.Hour)
		asked = 1
		every10ms(time.Minute, tokenCall(s), func() { _, _ = s.Renew(context.Background(), "A") })
		if asked != 11 {
			t.Errorf("asked %d times for a token, want 10", asked-1)
		}
		wantPaused(t, s, away)
	})
}
