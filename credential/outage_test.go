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

// storm calls each of these 100 times a second.
func storm(d time.Duration, calls ...func()) { every(10*time.Millisecond, d, calls...) }

// drip calls each of these once a second.
func drip(d time.Duration, calls ...func()) { every(time.Second, d, calls...) }

func every(step, d time.Duration, calls ...func()) {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(step) {
		for _, call := range calls {
			call()
		}
	}
}

// tokenOf is a call for the token, whatever comes of it.
func tokenOf(s *credential.Source) func() {
	return func() { _, _ = s.Token(context.Background()) }
}

func ticketOf(s *credential.Source) func() {
	return func() { _, _ = s.Ticket(context.Background(), "jsapi") }
}

// says answers every call of these paths with a code.
func says(code int, paths ...string) func(string) (int, string) {
	return func(call string) (int, string) {
		path, _, _ := strings.Cut(call, " ")
		if !slices.Contains(paths, path) {
			return 0, ""
		}
		return 200, fmt.Sprintf(`{"errcode":%d,"errmsg":"refused rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`, code)
	}
}

// sources makes instances that share a store.
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

// At most ten requests go out in the first minute of any outage. What each instance finds out for itself counts for
// each.
func TestOutage(t *testing.T) {
	for _, c := range []struct {
		name   string
		code   int   // of every answer, or
		status int   // its HTTP status, or
		cut    error // no answer
		first  int   // requests in the first minute of one instance
		shared bool  // of all together
		names  error
	}{
		{name: "-1", code: -1, first: 10, names: endpoint.ErrSystemBusy},
		{name: "500", status: 500, first: 10},
		{name: "refused", cut: errRefused, first: 10, names: errRefused},
		{name: "unreadable", status: 200, first: 10},
		{name: "unknown code", code: 99999, first: 10, names: endpoint.Code(99999)},
		{name: "40164", code: 40164, first: 6, names: endpoint.ErrIPNotWhitelisted},
		{name: "40001", code: 40001, first: 6, names: endpoint.ErrInvalidCredential},
		{name: "40013", code: 40013, first: 6, shared: true, names: endpoint.ErrInvalidAppID},
		{name: "40125", code: 40125, first: 6, shared: true, names: endpoint.ErrInvalidAppSecret},
		{name: "40243", code: 40243, first: 6, shared: true, names: endpoint.ErrAppSecretFrozen},
		{name: "45009", code: 45009, first: 6, shared: true, names: endpoint.ErrAPIDailyQuota},
		{name: "45011", code: 45011, first: 6, shared: true, names: endpoint.ErrAPIMinuteQuota},
	} {
		for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
			for _, instances := range []int{1, 2, 5} {
				t.Run(fmt.Sprintf("%s %s x%d", c.name, kind, instances), func(t *testing.T) {
					bubble(t, func(t *testing.T) {
						p := newFakePlatform()
						p.cut = c.cut
						p.answer = says(c.code, stablePath, classicPath)
						if c.status != 0 {
							p.answer = func(string) (int, string) { return c.status, "<html>" }
						}
						var calls []func()
						sources := p.sources(t, instances, change)
						for _, s := range sources {
							calls = append(calls, tokenOf(s))
						}
						storm(time.Minute, calls...)
						want := c.first
						if !c.shared {
							want *= instances
						}
						if got := len(p.took()); got != want {
							t.Errorf("%d requests in the first minute, want %d", got, want)
						}
						for _, s := range sources {
							wantPaused(t, s, c.names)
						}
						drip(9*time.Minute, calls...)
						if got := len(p.took()); got > 70*want/10 {
							t.Errorf("%d requests in the next nine minutes", got)
						}
					})
				})
			}
		}
	}
}

// wantPaused checks that a call for the token comes back at once, with the reason and the time of the next try.
func wantPaused(t *testing.T, s *credential.Source, names error) *credential.PauseError {
	t.Helper()
	start := time.Now()
	_, err := s.Token(t.Context())
	var paused *credential.PauseError
	if !errors.As(err, &paused) || time.Since(start) != 0 || names != nil && !errors.Is(err, names) {
		t.Fatalf("Token = %v after %v, want a PauseError at once about %v", err, time.Since(start), names)
	}
	if !paused.Next.After(start) || paused.RetryAfter() != paused.Next.Sub(start) || !strings.HasPrefix(err.Error(), "credential: get the ") {
		t.Errorf("Token = %v, next %v", err, paused.Next)
	}
	return paused
}

// The pauses of the issue, to the second.
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
				refuse := says(code, stablePath)
				p.answer = func(call string) (int, string) {
					at = append(at, int(time.Since(start)/time.Second))
					return refuse(call)
				}
				drip(time.Duration(want[len(want)-1])*time.Second+time.Second/2, tokenOf(p.source(t, nil)))
				if diff := cmp.Diff(want, at); diff != "" {
					t.Errorf("asked at these seconds (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// Callers wait for a try under way, and none of them makes another.
func TestOutageManyAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = 50 * time.Millisecond
		p.answer = says(40164, stablePath)
		s := p.source(t, nil)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { storm(time.Minute, tokenOf(s)) })
		}
		wg.Wait()
		if n := len(p.took()); n != 6 {
			t.Errorf("%d requests", n)
		}
	})
}

// Whenever an outage ends, the next caller after the pause is served.
func TestServiceAgainWithinOnePause(t *testing.T) {
	for code, pause := range map[int]time.Duration{-1: 8 * time.Second, 40164: time.Minute, 40125: time.Minute, 45011: time.Minute, 45009: 10 * time.Minute} {
		for _, lasted := range []time.Duration{500 * time.Millisecond, 20 * time.Second, time.Hour} {
			for _, instances := range []int{1, 3} {
				t.Run(fmt.Sprintf("%d after %v x%d", code, lasted, instances), func(t *testing.T) {
					bubble(t, func(t *testing.T) {
						p := newFakePlatform()
						p.answer = says(code, stablePath)
						sources := p.sources(t, instances, nil)
						var calls []func()
						for _, s := range sources {
							calls = append(calls, tokenOf(s))
						}
						storm(min(lasted, time.Minute), calls...)
						drip(lasted-time.Minute, calls...)
						next := wantPaused(t, sources[0], endpoint.Code(code)).Next
						if wait := time.Until(next); wait > pause {
							t.Errorf("the next try is in %v, want %v at most", wait, pause)
						}
						p.setAnswer(nil)
						time.Sleep(time.Until(next) - time.Millisecond)
						wantPaused(t, sources[0], endpoint.Code(code))
						time.Sleep(time.Millisecond)
						wantToken(t, sources[0], "68_token1")
						time.Sleep(time.Second) // until the others look
						for _, s := range sources {
							wantToken(t, s, "68_token1")
						}
					})
				})
			}
		}
	}
}

// While the old token lives, nobody notices, and one line tells of the trouble and one of its end.
func TestOutageBehindALivingToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		log := &leakCheck{t: t}
		s := p.source(t, func(c *credential.Config) { c.Logger = slog.New(slog.NewTextHandler(log, nil)) })
		wantToken(t, s, "68_token1")
		p.took()
		p.setAnswer(says(-1, stablePath))
		time.Sleep(7200*time.Second - 61*time.Second)
		storm(time.Minute, func() { wantToken(t, s, "68_token1") })
		synctest.Wait()
		if n := len(p.took()); n > 10 || n < 8 {
			t.Errorf("%d requests in a minute, want the pauses of a cold start", n)
		}
		if log.lines != 1 {
			t.Errorf("%d lines about one trouble", log.lines)
		}
		storm(time.Minute, tokenOf(s)) // the token ends, and it is the same trouble
		p.setAnswer(nil)
		storm(8*time.Second, tokenOf(s))
		wantToken(t, s, "68_token2")
		if log.lines != 2 {
			t.Errorf("%d lines about one trouble and its end", log.lines)
		}
	})
}

func TestColdOutageIsLoggedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = says(40125, stablePath)
		log := &leakCheck{t: t}
		calls := []func(){}
		for _, s := range p.sources(t, 2, func(c *credential.Config) { c.Logger = slog.New(slog.NewTextHandler(log, nil)) }) {
			calls = append(calls, tokenOf(s), ticketOf(s))
		}
		drip(5*time.Minute, calls...)
		if log.lines != 2 {
			t.Errorf("%d lines, want one of each instance", log.lines)
		}
		p.setAnswer(nil)
		storm(time.Minute, calls...)
		if log.lines != 4 {
			t.Errorf("%d lines after the end, want one more of each instance", log.lines)
		}
	})
}

// Tickets keep the same pauses, whatever refuses them.
func TestTicketOutage(t *testing.T) {
	for _, c := range []struct {
		name    string
		answer  func(string) (int, string)
		tickets int // requests in the first minute
		tokens  int
		ofAll   bool // of all instances together
		names   error
	}{
		{name: "48001", answer: says(48001, ticketPath), tickets: 6, tokens: 1, ofAll: true, names: endpoint.ErrAPIUnauthorized},
		{name: "45009", answer: says(45009, ticketPath), tickets: 6, tokens: 1, ofAll: true, names: endpoint.ErrAPIDailyQuota},
		{name: "-1", answer: says(-1, ticketPath), tickets: 10, tokens: 1, names: endpoint.ErrSystemBusy},
		{name: "no token", answer: says(40125, stablePath, classicPath), tokens: 6, ofAll: true, names: endpoint.ErrInvalidAppSecret},
		{name: "no token for this address", answer: says(40164, stablePath, classicPath), tokens: 6, names: endpoint.ErrIPNotWhitelisted},
	} {
		for _, instances := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s x%d", c.name, instances), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = c.answer
					var calls []func()
					sources := p.sources(t, instances, nil)
					for _, s := range sources {
						calls = append(calls, ticketOf(s))
					}
					storm(time.Minute, calls...)
					tickets, tokens := p.counted()
					wantTickets, wantTokens := c.tickets, c.tokens
					if !c.ofAll {
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
					if !errors.As(err, &paused) || paused.Name != "jsapi_ticket" || !errors.Is(err, c.names) {
						t.Errorf("Ticket = %v, want a PauseError about %v", err, c.names)
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

// counted returns how many tickets and tokens were asked for since the last look.
func (p *fakePlatform) counted() (tickets, tokens int) {
	for _, call := range p.took() {
		switch path, _, _ := strings.Cut(call, " "); path {
		case ticketPath:
			tickets++
		case stablePath, classicPath:
			tokens++
		}
	}
	return tickets, tokens
}

// Every ticket is refused because of the token, whatever the token is.
func TestTicketRefusesEveryToken(t *testing.T) {
	for kind, change := range map[string]func(*credential.Config){"stable": nil, "classic": classic} {
		for _, instances := range []int{1, 5} {
			t.Run(fmt.Sprintf("%s x%d", kind, instances), func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					p := newFakePlatform()
					p.answer = says(40001, ticketPath)
					var calls []func()
					for _, s := range p.sources(t, instances, change) {
						calls = append(calls, ticketOf(s))
					}
					storm(time.Minute, calls...)
					if tickets, tokens := p.counted(); tickets > 10*instances || tokens > 10 {
						t.Errorf("%d requests for tickets and %d for tokens", tickets, tokens)
					}
				})
			})
		}
	}
}

// An Ask that fails is asked ten times in the first minute, with or without a value that lives.
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
		storm(time.Minute, tokenOf(s), func() { _, _ = s.Renew(context.Background(), "A") })
		if asked > 11 {
			t.Errorf("asked %d times for another token", asked-1)
		}
		wantToken(t, s, "A") // the best there is
		time.Sleep(time.Hour)
		asked = 1
		storm(time.Minute, tokenOf(s), func() { _, _ = s.Renew(context.Background(), "A") })
		if asked != 11 {
			t.Errorf("asked %d times for a token, want 10", asked-1)
		}
		wantPaused(t, s, away)
	})
}
