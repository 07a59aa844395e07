package multitest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Redis is slow, is stopped and comes back empty, answers nobody, and loses its
// connections, while the API is called and each message is pushed to both of
// two instances. No call fails, every message is answered and handled: once
// where Redis serves, and once an instance at most where it does not.
func TestRedisFailsUnderPushes(t *testing.T) {
	t.Parallel()
	p, server, j := startPlatform(t), redistest.Start(t), startJournal(t)
	line := startProxy(t, server.Addr)
	var both []*instance
	for _, name := range []string{"A", "B"} {
		both = append(both, startServer(t, setting{
			Name: name, Platform: p.URL, Redis: line.Addr().String(), Goroutines: 4, Pace: 20 * time.Millisecond,
		}, j))
	}
	var followers []*sandbox.User
	for u := range 20 {
		followers = append(followers, p.follower(fmt.Sprint("user", u)))
	}
	f := startFlow(t, both, followers)
	const settles = 1500 * time.Millisecond // from Redis's return until all is as before
	f.fine()
	for _, trouble := range []struct {
		name       string
		begin, end func()
		lasts      time.Duration
		serves     bool // Redis, all the same
	}{
		{"slow", func() { line.slow(40 * time.Millisecond) }, func() { line.slow(0) }, 2 * time.Second, true},
		{"stopped", server.Stop, server.Restart, 2 * time.Second, false},
		{"silent", func() { line.slow(time.Minute) }, func() { line.slow(0) }, 5 * time.Second, false},
		{"cut", func() { line.knife.Reset(100 * time.Millisecond) }, func() { line.knife.Reset(time.Hour) }, 2 * time.Second, false},
	} {
		f.change(false)
		trouble.begin()
		p.expire(t)
		if trouble.serves {
			time.Sleep(settles)
			f.change(true)
		}
		time.Sleep(trouble.lasts)
		round(t, trouble.name, both)
		if trouble.serves {
			f.change(false)
		}
		trouble.end()
		time.Sleep(settles)
		f.change(true)
		f.fine()
		round(t, trouble.name+", over", both)
	}
	sent := f.stop()
	for _, i := range both {
		i.terminate()
	}
	wantHandled(t, sent, j.all())
	well := map[int64]bool{}
	for _, s := range sent {
		well[s.id] = s.well
	}
	f.pusher.wantReplies(t, followers, func(id int64) bool { return well[id] })
}

// flow is users who write without end. Each message is pushed to both
// instances, at once or one after the other.
type flow struct {
	t      *testing.T
	both   []*instance
	pusher *pusher
	ctx    context.Context
	end    context.CancelFunc
	users  sync.WaitGroup
	epoch  atomic.Int64 // changes with the weather: even where Redis serves

	mu   sync.Mutex
	sent []sent
}

// sent is a message that both instances have answered.
type sent struct {
	id   int64
	well bool // Redis served all the time
}

func startFlow(t *testing.T, both []*instance, users []*sandbox.User) *flow {
	f := &flow{t: t, both: both, pusher: newPusher(t)}
	f.ctx, f.end = context.WithCancel(t.Context())
	for n, u := range users {
		f.users.Go(func() { f.write(u.OpenID(), int64(n)*1_000_000) })
	}
	return f
}

func (f *flow) write(user string, id int64) {
	for f.ctx.Err() == nil {
		id++
		epoch, m := f.epoch.Load(), text(user, id, 10*time.Millisecond, "now")
		first := rand.N(2)
		var pushed sync.WaitGroup
		pushed.Go(func() { f.push(f.both[first], m) })
		if rand.N(2) == 0 {
			pushed.Wait()
		}
		pushed.Go(func() { f.push(f.both[1-first], m) })
		pushed.Wait()
		f.mu.Lock()
		f.sent = append(f.sent, sent{id, epoch%2 == 0 && epoch == f.epoch.Load()})
		f.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
}

// push pushes m to one instance until it is answered, three times at most.
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

// change tells that Redis serves from now on, or does not.
func (f *flow) change(serves bool) {
	epoch := f.epoch.Add(1)
	if serves != (epoch%2 == 0) {
		f.t.Fatalf("epoch %d, Redis serves: %t", epoch, serves)
	}
}

// fine lets time pass while Redis serves: a second, and on a busy machine as
// long as it takes to send enough to show something.
func (f *flow) fine() {
	const enough, patience = 60, time.Minute
	sent := func() (well int) {
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, s := range f.sent {
			if s.well {
				well++
			}
		}
		return well
	}
	before, end := sent(), time.Now().Add(patience)
	time.Sleep(time.Second)
	for sent()-before < enough && time.Now().Before(end) {
		time.Sleep(100 * time.Millisecond)
	}
}

func (f *flow) stop() []sent {
	f.end()
	f.users.Wait()
	return f.sent
}

// wantHandled checks the whole journal.
func wantHandled(t *testing.T, all []sent, lines []line) {
	t.Helper()
	began, ended := map[int64][]string{}, map[int64]int{}
	for _, l := range lines {
		if l.ends {
			ended[l.id]++
		} else {
			began[l.id] = append(began[l.id], l.instance)
		}
	}
	exact, doubled, f := 0, 0, newFaults(t)
	for _, s := range all {
		by := began[s.id]
		switch {
		case len(by) == 0:
			f.add("lost", s.id)
		case len(by) != ended[s.id]:
			f.add("begun and not ended", s.id, by...)
		case s.well && len(by) > 1:
			f.add("handled again while Redis served", s.id, by...)
		case len(by) > 2 || len(by) == 2 && by[0] == by[1]:
			f.add("handled twice by one instance", s.id, by...)
		}
		if s.well {
			exact++
		} else if len(by) > 1 {
			doubled++
		}
	}
	f.log()
	t.Logf("%d messages, %d of them while Redis served; of the others %d were handled twice", len(all), exact, doubled)
	if exact < 200 || len(all) < exact+200 {
		t.Errorf("%d messages, %d while Redis served: too few to show anything", len(all), exact)
	}
}
