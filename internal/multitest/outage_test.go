package multitest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Redis is slow, is stopped and restarted empty, stops answering, and loses its connections, while the API is called
// and each message is pushed to both instances. No call fails, and every message is answered and handled: once if Redis
// serves, and at most once per instance if it does not. The instances report when Redis fails, and after each failure
// Redis serves again.
func TestRedisFailsUnderPushes(t *testing.T) {
	t.Parallel()
	p, server, j := startPlatform(t), redistest.Start(t), startJournal(t)
	line := startProxy(t, server.Addr)
	var both []*instance
	for _, name := range []string{"A", "B"} {
		both = append(both, startServer(t, setting{
			Name: name, Platform: p.URL, Redis: line.Addr().String(), Goroutines: 2, Pace: 100 * time.Millisecond,
		}, j))
	}
	var followers []*sandbox.User
	for u := range 10 {
		followers = append(followers, p.follower(fmt.Sprint("user", u)))
	}
	f := startFlow(t, both, followers, j)
	f.wait("at first", served)
	for _, trouble := range []struct {
		name       string
		begin, end func()
		lasts      time.Duration
		shows      func(served, others int) int
	}{
		{"slow", func() { line.slow(40 * time.Millisecond) }, func() { line.slow(0) }, 2 * time.Second, anyAnswer},
		{"stopped", server.Stop, server.Restart, 2 * time.Second, others},
		{"silent", func() { line.slow(time.Minute) }, func() { line.slow(0) }, 5 * time.Second, others},
		{"cut", func() { line.knife.Reset(100 * time.Millisecond) }, func() { line.knife.Reset(time.Hour) }, 2 * time.Second, others},
	} {
		trouble.begin()
		p.expire(t)
		time.Sleep(trouble.lasts)
		f.wait(trouble.name, trouble.shows)
		round(t, trouble.name, both)
		trouble.end()
		f.wait(trouble.name+", over", served)
		round(t, trouble.name+", over", both)
	}
	f.stop()
	for _, i := range both {
		i.terminate()
	}
	wantHandled(t, j)
	f.pusher.wantReplies(t, followers, func(id int64) bool { return j.served[id] })
}

// flow is a set of users who write without pause. Each message is pushed to both instances, at once or one after the
// other.
type flow struct {
	t       *testing.T
	both    []*instance
	pusher  *pusher
	journal *journal
	ctx     context.Context
	end     context.CancelFunc
	users   sync.WaitGroup
}

func startFlow(t *testing.T, both []*instance, users []*sandbox.User, j *journal) *flow {
	f := &flow{t: t, both: both, pusher: newPusher(t), journal: j}
	f.ctx, f.end = context.WithCancel(t.Context())
	for n, u := range users {
		f.users.Go(func() { f.write(u.OpenID(), int64(n)*1_000_000) })
	}
	t.Cleanup(f.stop)
	return f
}

func (f *flow) write(user string, id int64) {
	for f.ctx.Err() == nil {
		id++
		m, first := text(user, id, 10*time.Millisecond, "now"), rand.N(2)
		note(f.journal.in, line{what: sends, user: user, id: id})
		var pushed sync.WaitGroup
		pushed.Go(func() { f.push(f.both[first], m) })
		if rand.N(2) == 0 {
			pushed.Wait()
		}
		pushed.Go(func() { f.push(f.both[1-first], m) })
		pushed.Wait()
		note(f.journal.in, line{what: answered, user: user, id: id})
		time.Sleep(150 * time.Millisecond)
	}
}

// push pushes m to one instance until it is answered, at most three times.
func (f *flow) push(to *instance, m *message.Text) {
	var err error
	for range pushes {
		if err = f.pusher.push(context.Background(), to, m); err == nil || errors.As(err, new(*wrongAnswer)) {
			break
		}
	}
	if err != nil {
		f.t.Errorf("%s: message %d: %v", to.name, m.MsgID, err)
	}
}

// The numbers of answered messages that wait can count.
func served(served, _ int) int         { return served }
func others(_, others int) int         { return others }
func anyAnswer(served, others int) int { return served + others }

// wait waits until the given count has grown by enough messages, however slow the machine is.
func (f *flow) wait(what string, which func(served, others int) int) {
	f.t.Helper()
	const enough, patience = 40, 2 * time.Minute
	before, end := which(f.journal.answered()), time.Now().Add(patience)
	for which(f.journal.answered())-before < enough {
		if time.Now().After(end) {
			served, others := f.journal.answered()
			f.t.Fatalf("%s: within %v too few messages were answered, of %d with and %d without Redis", what, patience, served, others)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (f *flow) stop() {
	f.end()
	f.users.Wait()
}

// wantHandled checks the whole journal.
func wantHandled(t *testing.T, j *journal) {
	t.Helper()
	began, ended := map[int64][]string{}, map[int64]int{}
	for _, l := range j.all() {
		switch l.what {
		case begins:
			began[l.id] = append(began[l.id], l.instance)
		case ends:
			ended[l.id]++
		}
	}
	doubled, f := 0, newViolations(t)
	for id, well := range j.served {
		by := began[id]
		switch {
		case len(by) == 0:
			f.add("lost", id)
		case len(by) != ended[id]:
			f.add("begun and not ended", id, by...)
		case well && len(by) > 1:
			f.add("handled again while Redis served", id, by...)
		case len(by) > 2 || len(by) == 2 && by[0] == by[1]:
			f.add("handled twice by one instance", id, by...)
		}
		if !well && len(by) > 1 {
			doubled++
		}
	}
	f.log()
	served, others := j.answered()
	t.Logf("%d messages while Redis served; of %d others %d were handled twice", served, others, doubled)
}
