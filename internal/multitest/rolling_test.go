package multitest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Two hundred users write fifty messages each to two instances, which are replaced one after the other all the time.
// Pushes lose their connection and are repeated, messages are pushed twice at once, and old messages are pushed again
// after newer ones. Each message is handled once, and a user's messages are handled in order.
func TestRollingRestart(t *testing.T) {
	const users, messages, restarts = 200, 50, 20
	p, server, j := startPlatform(t), redistest.Start(t), startJournal(t)
	var followers []*sandbox.User
	for u := range users {
		followers = append(followers, p.follower(fmt.Sprint("user", u)))
	}
	generation := 0
	start := func() *instance {
		generation++
		return startServer(t, setting{Name: fmt.Sprint("generation", generation), Platform: p.URL, Redis: server.Addr, Patient: true}, j)
	}
	running := []*instance{start(), start()}
	w := &writers{t: t, pusher: newPusher(t, running...), journal: j, tickets: make(chan struct{}, 50), unanswered: make(chan struct{}, 40)}
	var all sync.WaitGroup
	for n, u := range followers {
		all.Go(func() { w.write(u.OpenID(), int64(n)*1000, messages) })
	}
	var leaving sync.WaitGroup
	for range restarts {
		running = append(running, start())
		w.pusher.add(running[2])
		for range users * messages / restarts {
			w.tickets <- struct{}{}
		}
		leaving.Wait()
		leaving.Go(running[0].terminate)
		running = running[1:]
	}
	all.Wait()
	leaving.Wait()
	for _, i := range running {
		i.terminate()
	}
	t.Logf("%d pushes of %d messages, %d instances", w.pusher.made.Load(), users*messages, generation)
	lines := j.all()
	if slices.ContainsFunc(lines, func(l line) bool { return l.what == storeFails }) {
		t.Skip("Redis took seconds for an operation: on a machine as busy as this, living instances are taken for dead")
	}
	wantOrder(t, lines, users, messages)
	w.pusher.wantReplies(t, followers, func(int64) bool { return true })
}

// writers are the users who write messages.
type writers struct {
	t       *testing.T
	pusher  *pusher
	journal *journal
	tickets chan struct{} // one per message
	// unanswered bounds the number of unanswered messages. More would only make answers slower.
	unanswered chan struct{}
}

// write sends n messages, with the ids after first, as long as there are tickets. It sends the next message when the
// one before is answered, or already when its handler has begun.
func (w *writers) write(user string, first int64, n int) {
	var pushes sync.WaitGroup
	defer pushes.Wait()
	var sent []*message.Text
	for id := first + 1; id <= first+int64(n); id++ {
		<-w.tickets
		w.unanswered <- struct{}{}
		m := text(user, id, rand.N(20*time.Millisecond), "now")
		switch rand.N(20) {
		case 0: // longer than a push that is cut
			m = text(user, id, rand.N(400*time.Millisecond), "now")
		case 1: // longer than the server that received it
			m = text(user, id, rand.N(400*time.Millisecond), "later")
		}
		sent = append(sent, m)
		answered := make(chan struct{})
		pushes.Go(func() {
			defer func() { <-w.unanswered; close(answered) }()
			w.deliver(m, max(0, rand.N(10)-7)) // of ten messages, one is cut once and one twice
		})
		if rand.N(10) == 0 { // the network repeats it
			pushes.Go(func() { w.deliver(m, 0) })
		}
		select {
		case <-answered:
		case <-w.begun(id, rand.N(3) == 0):
		}
		if rand.N(5) == 0 { // the repetition also comes late
			old := sent[max(0, len(sent)-5+rand.N(5))]
			pushes.Go(func() { w.deliver(old, 0) })
		}
	}
}

func (w *writers) deliver(m *message.Text, cuts int) {
	if err := w.pusher.deliver(context.Background(), m, cuts); err != nil {
		w.t.Error(err)
	}
}

// begun returns a channel that is closed when the handler of the message begins, or nil if really is false.
func (w *writers) begun(id int64, really bool) <-chan struct{} {
	if !really {
		return nil
	}
	return w.journal.began(id)
}

// wantOrder checks that each message was handled once, after the user's message before.
func wantOrder(t *testing.T, lines []line, users, messages int) {
	t.Helper()
	f := newViolations(t)
	handled, latest, running := map[int64]int{}, map[string]int64{}, map[string]int{}
	for _, l := range lines {
		switch l.what {
		case begins:
		case ends:
			running[l.user]--
			continue
		default:
			continue
		}
		switch handled[l.id]++; {
		case handled[l.id] > 1:
			f.add("handled again", l.id, l.instance)
		case running[l.user] > 0:
			f.add("begun before the end of another", l.id, l.instance)
		case l.id < latest[l.user]:
			f.add("begun after a newer one", l.id, l.instance)
		}
		running[l.user]++
		latest[l.user] = max(latest[l.user], l.id)
	}
	f.log()
	for user, n := range running {
		if n != 0 {
			t.Errorf("%s: %d handlers have not ended", user, n)
		}
	}
	if len(handled) != users*messages {
		t.Errorf("%d of %d messages were handled", len(handled), users*messages)
	}
}
