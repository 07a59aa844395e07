package callback_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// fleet is a number of instances behind a load balancer, each of which is replaced at times. A push goes to any of
// them, and some answers get lost.
type fleet struct {
	mu      sync.Mutex
	random  *rand.Rand
	servers []*callback.Server
	runs    map[string][]int64 // by user: the messages, as they were handled
	answers map[int64]int      // by message: how many the user got
}

func (f *fleet) roll(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.random.IntN(n)
}

func (f *fleet) pick() *callback.Server {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.servers[f.random.IntN(len(f.servers))]
}

func (f *fleet) replace(s *callback.Server) (old *callback.Server) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := f.random.IntN(len(f.servers))
	old, f.servers[i] = f.servers[i], s
	return old
}

// Handle answers after a while, or postpones its reply.
func (f *fleet) Handle(_ context.Context, m message.Message) (reply.Reply, error) {
	text := m.(*message.Text)
	f.mu.Lock()
	f.runs[text.FromUserName] = append(f.runs[text.FromUserName], text.MsgID)
	f.mu.Unlock()
	takes := []time.Duration{0, 0, 0, 10, 1000, 3000, 4950, 7000, 12000, 16000}[f.roll(10)] * time.Millisecond
	finish := func(context.Context) (reply.Reply, error) {
		time.Sleep(takes)
		return reply.Text(text.Content), nil
	}
	if f.roll(10) == 0 {
		return callback.Later(finish), nil
	}
	return finish(nil)
}

func (f *fleet) got(content string) {
	var id int64
	if _, err := fmt.Sscanf(content, "message %d", &id); err == nil {
		f.mu.Lock()
		f.answers[id]++
		f.mu.Unlock()
	}
}

// push pushes one message as the platform does.
func (f *fleet) push(t *testing.T, user string, id int64) {
	xml := strings.Replace(textXML(fmt.Sprint("message ", id), id), alice, user, 1)
	for try := range 3 {
		w := safePush(xml).within(t.Context(), hangUp, f.pick())
		if w == nil || try < 2 && f.roll(6) == 0 { // lost on its way
			continue
		}
		f.got(content(t, w))
		return
	}
	t.Errorf("message %d: the user reads that the account is out of order", id)
}

// Instances come and go, the store takes its time, answers get lost: each message is handled once and answered once,
// and each user's in order.
func TestRollingInstances(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const users, each = 20, 8
				f := &fleet{random: rand.New(rand.NewPCG(seed, 0)), runs: map[string][]int64{}, answers: map[int64]int{}}
				shared := &unreliable{Store: store.NewMemory()}
				start := func() *callback.Server {
					s, _ := newServer(t, account.Safe, f, callback.WithStore(shared), callback.WithMaxConcurrent(40),
						callback.WithSender(func(_ context.Context, _ string, r reply.Reply) error { f.got(fmt.Sprint(r)); return nil }))
					return s
				}
				f.servers = []*callback.Server{start(), start(), start()}
				var all sync.WaitGroup
				for user := range users {
					for n := range each {
						all.Go(func() {
							// Not at the instants at which instances are replaced.
							time.Sleep(time.Duration(n)*8*time.Second + time.Duration(user+1)*time.Millisecond)
							f.push(t, fmt.Sprint("user", user), int64(user*each+n+1))
						})
					}
				}
				var ended atomic.Int32
				for range 12 {
					time.Sleep(5 * time.Second)
					shared.slow.Store(int64(time.Duration(f.roll(60)) * time.Millisecond))
					old := f.replace(start())
					all.Go(func() {
						if err := old.Shutdown(t.Context()); err != nil {
							t.Error(err)
						}
						ended.Add(1)
					})
				}
				all.Wait()
				shared.slow.Store(0)
				time.Sleep(2 * time.Hour) // until nothing is kept any more
				f.mu.Lock()
				defer f.mu.Unlock()
				for user, ids := range f.runs {
					if len(ids) != each || !slices.IsSorted(ids) {
						t.Errorf("%s: handled %v", user, ids)
					}
				}
				answers := map[int]int{} // how many messages got how many
				for id := range int64(users * each) {
					answers[f.answers[id+1]]++
				}
				if diff := cmp.Diff(map[int]int{1: users * each}, answers); diff != "" || ended.Load() != 12 {
					t.Errorf("%d instances ended, answers: %s", ended.Load(), diff)
				}
			})
		})
	}
}
