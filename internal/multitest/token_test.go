package multitest_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/redistest"
)

// Eight processes of 32 goroutines: the token expires twenty times while all of them make calls. Each time exactly one
// request fetches the next token, and no call fails.
func TestOneRenewalPerExpiry(t *testing.T) {
	t.Parallel()
	for name, classic := range map[string]bool{"stable": false, "classic": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, server := startPlatform(t), redistest.Start(t)
			all := startInstances(t, 8, setting{
				Platform: p.URL, Redis: server.Addr, Patient: true, Classic: classic, Goroutines: 32, Pace: 300 * time.Millisecond,
			})
			round(t, "start", all)
			p.wantTokens(t, "start", 1, 1)
			for n := range 20 {
				what := fmt.Sprint("expiry ", n)
				p.expire(t)
				round(t, what, all)
				p.wantTokens(t, what, 1, 1)
			}
		})
	}
}

// Another system fetches a classic token, so our token ends after the five minutes of overlap. One of our processes
// renews it once, and each call succeeds with at most its one retry.
func TestAnotherSystemRenews(t *testing.T) {
	t.Parallel()
	p, server := startPlatform(t), redistest.Start(t)
	all := startInstances(t, 4, setting{
		Platform: p.URL, Redis: server.Addr, Patient: true, Classic: true, Goroutines: 8, Pace: 100 * time.Millisecond,
	})
	round(t, "start", all)
	p.wantTokens(t, "start", 1, 1)
	for n := range 20 {
		what := fmt.Sprint("rival ", n)
		p.rival(t)
		round(t, what, all)
		p.wantTokens(t, what+", overlap", 1, 1) // the rival's
		p.advance(t, 5*time.Minute+time.Second)
		round(t, what, all)
		p.wantTokens(t, what, 1, 1) // ours
	}
}

// The process that holds the lock is killed twenty times, each time after the platform has made a token and before it
// has answered.
func TestLockHolderIsKilled(t *testing.T) {
	t.Parallel()
	const (
		groups, kills = 5, 4
		timeout       = 5 * time.Second
		lockLife      = timeout + 2*time.Second
		slack         = 10 * time.Second // for a busy machine; the tests of package credential are exact
	)
	for group := range groups {
		t.Run(fmt.Sprint(group), func(t *testing.T) {
			t.Parallel()
			p, server := startPlatform(t), redistest.Start(t)
			s := setting{
				Platform: p.URL, Redis: server.Addr, Patient: true, Classic: group%2 == 1,
				Timeout: timeout, Goroutines: 4, Pace: 200 * time.Millisecond,
			}
			all := startInstances(t, 3, s)
			round(t, "start", all)
			p.wantTokens(t, "start", 1, 1)
			for n := range kills {
				p.armed.Store(true)
				p.expire(t)
				dead := <-p.held
				at := slices.IndexFunc(all, func(i *instance) bool { return i.name == dead })
				all[at].kill()
				s.Name = fmt.Sprint("replacement", n)
				all[at] = startInstance(t, s)

				what := fmt.Sprint("kill ", n)
				slowest, _ := round(t, what, all)
				if slowest > lockLife+slack {
					t.Errorf("%s: a call took %v, and the lock lives %v", what, slowest, lockLife)
				}
				if slowest < timeout {
					t.Errorf("%s: the slowest call took %v: the dead process held nobody up, so nothing was tested", what, slowest)
				}
				p.wantTokens(t, what, 2, 2) // the killed process's token, and the one that all use
			}
		})
	}
}
