package credential_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bubble runs body in parallel with other tests and in virtual time.
func bubble(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, body)
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	noSecret, short := testAccount, testAccount
	noSecret.Secret, short.AppID = "", "wx1"
	for field, a := range map[string]account.Account{"Secret": noSecret, "AppID": short} {
		_, err := credential.New(credential.Config{Account: a})
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || refused.Path != field {
			t.Errorf("New = %v, want a FieldError about %s", err, field)
		}
	}
	if s, err := credential.New(credential.Config{Account: testAccount}); err != nil || s == nil {
		t.Errorf("New with an account alone: %v", err)
	}
}

func TestConcurrentCallersShareOneFetch(t *testing.T) {
	t.Run("stable", func(t *testing.T) { bubble(t, func(t *testing.T) { checkOneFetch(t, nil, stablePath) }) })
	t.Run("classic", func(t *testing.T) { bubble(t, func(t *testing.T) { checkOneFetch(t, classic, classicPath) }) })
}

func checkOneFetch(t *testing.T, change func(*credential.Config), path string) {
	p := newFakePlatform()
	p.delay = time.Second
	s := p.source(t, change)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() { wantToken(t, s, "68_token1") })
	}
	wg.Wait()
	p.wantCalls(t, path)
}

func TestCancelledCallerDoesNotCancelOthers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = 5 * time.Second
		s := p.source(t, nil)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			start := time.Now()
			_, err := s.Token(ctx)
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("the first caller: %v after %v, want its deadline after 1s", err, time.Since(start))
			}
		})
		synctest.Wait() // the first caller has started the fetch
		for range 10 {
			wg.Go(func() { wantToken(t, s, "68_token1") })
		}
		wg.Wait()
		p.wantCalls(t, stablePath)
	})
}

func TestEarlyRenewal(t *testing.T) {
	for _, c := range []struct {
		name        string
		change      func(*credential.Config)
		from, to    time.Duration // before the end
		first, path string
	}{
		{"stable", nil, 4 * time.Minute, time.Minute, "68_token1", stablePath},
		{"classic", classic, 10 * time.Minute, 5 * time.Minute, "68_token1", classicPath},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				s := p.source(t, c.change)
				wantToken(t, s, c.first)
				end := time.Now().Add(7200 * time.Second)

				time.Sleep(time.Until(end) - c.from - time.Second)
				wantToken(t, s, "68_token1")
				synctest.Wait()
				p.wantCalls(t, c.path) // only the first fetch: it is too early for a renewal

				time.Sleep(time.Until(end) - c.to + time.Second)
				p.setDelay(3 * time.Second)
				start := time.Now()
				for range 100 {
					wantToken(t, s, "68_token1") // the old token is still valid
				}
				if waited := time.Since(start); waited != 0 {
					t.Errorf("readers waited %v for a renewal in the background", waited)
				}
				time.Sleep(3 * time.Second)
				synctest.Wait()
				wantToken(t, s, "68_token2")
				p.wantCalls(t, c.path)
			})
		})
	}
}

// Instances renew at different moments.
func TestJitter(t *testing.T) {
	bubble(t, func(t *testing.T) {
		moments := make(map[time.Duration]bool)
		for range 20 {
			p := newFakePlatform()
			s := p.source(t, nil)
			wantToken(t, s, "68_token1")
			start := time.Now()
			for len(p.takeCalls()) == 0 || time.Since(start) == 0 {
				time.Sleep(5 * time.Second)
				_, _ = s.Token(t.Context())
				synctest.Wait()
			}
			left := 7200*time.Second - time.Since(start)
			if left > 4*time.Minute || left < time.Minute-5*time.Second {
				t.Errorf("renewed %v before the end", left)
			}
			moments[left] = true
		}
		if len(moments) < 5 {
			t.Errorf("20 instances renewed at %d moments", len(moments))
		}
	})
}

func TestFailedRenewalKeepsOldToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		end := time.Now().Add(7200 * time.Second)
		p.setAnswer(func(string) (int, string) { return 200, body40164 })
		p.takeCalls()

		time.Sleep(time.Until(end) - time.Minute)
		for time.Until(end) > time.Second {
			wantToken(t, s, "68_token1")
			time.Sleep(time.Second)
			synctest.Wait()
		}
		if n := len(p.takeCalls()); n < 4 || n > 7 { // about one in ten seconds
			t.Errorf("a failing renewal was tried %d times in a minute", n)
		}
		time.Sleep(time.Second)
		_, err := s.Token(t.Context())
		if !errors.Is(err, endpoint.ErrIPNotWhitelisted) || !strings.HasPrefix(err.Error(), "credential: ") {
			t.Errorf("at the end: %v, want 40164", err)
		}
		p.setAnswer(nil)
		time.Sleep(32 * time.Second) // the pause after six failures in a row
		wantToken(t, s, "68_token2")
	})
}

func TestSlowPlatform(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Hour
		s := p.source(t, nil)
		start := time.Now()
		_, err := s.Token(context.Background())
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 10*time.Second {
			t.Errorf("Token = %v after %v, want a timeout after 10s", err, time.Since(start))
		}
		s = p.source(t, func(c *credential.Config) { c.Timeout = time.Second })
		start = time.Now()
		if _, err := s.Token(context.Background()); err == nil || time.Since(start) != time.Second {
			t.Errorf("Token = %v after %v, want the Timeout of 1s", err, time.Since(start))
		}
	})
}

func TestInvalidAnswers(t *testing.T) {
	for name, body := range map[string]string{
		"expires_in 0":       `{"access_token":"68_token1","expires_in":0}`,
		"expires_in below 0": `{"access_token":"68_token1","expires_in":-7200}`,
		"expires_in missing": `{"access_token":"68_token1"}`,
		"token missing":      `{"expires_in":7200}`,
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				p.answer = func(string) (int, string) { return 200, body }
				got, err := p.source(t, nil).Token(t.Context())
				var bad *endpoint.ResponseError
				if got != "" || !errors.As(err, &bad) || strings.Contains(err.Error(), "68_token1") {
					t.Errorf("Token = %q, %v, want a ResponseError without the token", got, err)
				}
				p.wantCalls(t, stablePath)
			})
		})
	}
}

func TestUnusualLifetimes(t *testing.T) {
	for name, c := range map[string]struct {
		expiresIn      string
		fresh, expired time.Duration
	}{
		"the sample's 345 s": {"345", 100 * time.Second, 345 * time.Second},
		"a string":           {`"7200"`, 115 * time.Minute, 2 * time.Hour},
		"two seconds":        {"2", 900 * time.Millisecond, 2 * time.Second},
		"for ever":           {"9000000000000000000", 115 * time.Minute, 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p := newFakePlatform()
				p.answer = func(string) (int, string) {
					return 200, `{"access_token":"68_odd","expires_in":` + c.expiresIn + `}`
				}
				s := p.source(t, nil)
				wantToken(t, s, "68_odd")
				p.takeCalls()
				time.Sleep(c.fresh)
				wantToken(t, s, "68_odd")
				synctest.Wait()
				p.wantCalls(t)

				time.Sleep(c.expired - c.fresh)
				p.setAnswer(nil)
				wantToken(t, s, "68_token1")
			})
		})
	}
}

func TestTickets(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Second
		s := p.source(t, nil)
		ticket := func(kind, want string) {
			t.Helper()
			if got, err := s.Ticket(t.Context(), kind); err != nil || got != want {
				t.Errorf("Ticket(%s) = %q, %v, want %q", kind, got, err, want)
			}
		}
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { ticket("jsapi", "jsapi-2") })
		}
		wg.Wait()
		ticket("wx_card", "wx_card-3")
		ticket("jsapi", "jsapi-2")
		p.wantCalls(t, stablePath, ticketPath+" jsapi", ticketPath+" wx_card")

		time.Sleep(7200*time.Second - 5*time.Minute)
		ticket("jsapi", "jsapi-2")
		time.Sleep(time.Second)
		synctest.Wait()
		ticket("jsapi", "jsapi-4")

		_, err := s.Ticket(t.Context(), "card")
		var kind *credential.KindError
		if !errors.As(err, &kind) || kind.Kind != "card" || kind.Error() == "" {
			t.Errorf("Ticket(card) = %v, want a KindError", err)
		}
	})
}

// When the platform refuses the token of a request for a ticket, the token is renewed and the request repeated.
func TestTicketRenewsToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		s := p.source(t, nil)
		wantToken(t, s, "68_token1")
		p.revoke()
		if got, err := s.Ticket(t.Context(), "jsapi"); err != nil || got != "jsapi-3" {
			t.Errorf("Ticket = %q, %v", got, err)
		}
		p.wantCalls(t, stablePath, ticketPath+" jsapi", stablePath, ticketPath+" jsapi")
	})
}

func TestHotReadAllocatesNothing(t *testing.T) {
	p := newFakePlatform()
	s := p.source(t, nil)
	ctx := t.Context()
	for _, read := range []func() (string, error){
		func() (string, error) { return s.Token(ctx) },
		func() (string, error) { return s.Ticket(ctx, "jsapi") },
	} {
		if _, err := read(); err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { _, _ = read() }); n != 0 {
			t.Errorf("a warm read allocates %v times", n)
		}
	}
}

func BenchmarkToken(b *testing.B) {
	benchmark(b, func(ctx context.Context, s *credential.Source) (string, error) { return s.Token(ctx) })
}

func BenchmarkTicket(b *testing.B) {
	benchmark(b, func(ctx context.Context, s *credential.Source) (string, error) { return s.Ticket(ctx, "wx_card") })
}

func benchmark(b *testing.B, read func(context.Context, *credential.Source) (string, error)) {
	s, err := credential.New(credential.Config{Account: testAccount, Client: newFakePlatform().client()})
	if err != nil {
		b.Fatal(err)
	}
	ctx := b.Context()
	if _, err := read(ctx, s); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = read(ctx, s)
	}
}

// A nil context counts as one that never ends. A panic over it in the renewal's goroutine would end the process.
func TestNilContext(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var nilCtx context.Context
		p := newFakePlatform()
		s := p.source(t, func(c *credential.Config) { c.Store = newMemory() })
		if got, err := s.Token(nilCtx); got != "68_token1" || err != nil {
			t.Errorf("Token = %q, %v", got, err)
		}
		if got, err := s.Renew(nilCtx, "68_token1"); got != "68_token2" || err != nil {
			t.Errorf("Renew = %q, %v", got, err)
		}
		if _, err := s.Ticket(nilCtx, "jsapi"); err != nil {
			t.Errorf("Ticket: %v", err)
		}
		s.QuotaCleared(nilCtx)
	})
}
