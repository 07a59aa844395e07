package multitest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/redistest"
)

// Redis is stopped, restarted empty and paused while tokens expire. No call fails. Without Redis each process fetches
// its own token and reports this once; when Redis is back they share one again and report that, too.
func TestRedisAway(t *testing.T) {
	t.Parallel()
	const processes = 4
	p, server := startPlatform(t), redistest.Start(t)
	all := startInstances(t, processes, setting{
		Platform: p.URL, Redis: server.Addr, Goroutines: 8, Pace: 100 * time.Millisecond,
	})
	_, failures := round(t, "start", all)
	p.wantTokens(t, "start", 1, processes)
	failures += p.untilShared(t, "start", all)
	for _, away := range []struct {
		name       string
		begin, end func()
	}{
		{"stopped", server.Stop, server.Restart},
		{"held still", server.Pause, server.Resume},
	} {
		away.begin()
		round(t, away.name, all) // the token is in memory
		p.wantTokens(t, away.name, 0, 0)
		for range 2 {
			p.expire(t)
			round(t, away.name+", expired", all)
			p.wantTokens(t, away.name+", expired", 1, processes)
		}
		away.end()
		round(t, away.name+", over", all)
		p.wantTokens(t, away.name+", over", 0, 0)
		failures += p.untilShared(t, away.name+", over", all)
	}
	for _, i := range all {
		log := i.stop()
		gone, back := strings.Count(log, "the store failed"), strings.Count(log, "the store is back")
		// Each failure while Redis was reachable may add one.
		if gone < 2 || gone > 2+failures || back != gone {
			t.Errorf("%s told %d times that the store failed and %d times that it is back, want 2:\n%s", i.name, gone, back, log)
		}
	}
}

// untilShared makes the token expire until the store serves every instance, and checks that one request is enough then.
// It returns how often the store failed before: a client may take a while to notice that Redis is back, and on a busy
// machine Redis may be slow.
func (p *platform) untilShared(t *testing.T, what string, all []*instance) (failures int) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; {
		p.expire(t)
		_, failed := round(t, what, all)
		if failed == 0 {
			p.wantTokens(t, what, 1, 1)
			return failures
		}
		p.wantTokens(t, what, 1, int64(len(all)))
		if time.Now().After(end) {
			t.Fatalf("%s: a minute later the store still fails", what)
		}
		failures += failed
	}
}
