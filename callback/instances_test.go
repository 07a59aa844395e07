package callback_test

import (
	"context"
	"fmt"
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

// A message whose turn does not come in time is not handled, and the log says so, on whichever instance the message
// before it is.
func TestTurnDoesNotCome(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"alone": 0, "here": 1, "elsewhere": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					runs.Add(1)
					time.Sleep(time.Minute) // whatever its context says
					return nil, nil
				})
				var opts []callback.Option
				if n > 0 {
					opts = append(opts, callback.WithStore(store.NewMemory()))
				}
				servers, log := instances(t, max(n, 1), h, append(opts, callback.WithStillWorking(reply.Text("wait")), callback.WithLateLimit(20*time.Second))...)
				go safePush(textXML("hello", 1)).post(servers[0])
				synctest.Wait()
				s := servers[max(n, 1)-1]
				if got := pushTo(t, textXML("hello", 2), s, s, s); got != `try 3: "wait"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(2 * time.Minute)
				if runs.Load() != 1 || strings.Count(log.String(), "its turn did not come") != 1 {
					t.Errorf("%d runs, log %s", runs.Load(), log)
				}
				if got := pushTo(t, textXML("hello", 3), s); got != "no answer" {
					t.Errorf("afterwards: %s", got)
				}
				time.Sleep(2 * time.Minute)
				if runs.Load() != 2 {
					t.Errorf("the user's next message did not run")
				}
			})
		})
	}
}

// The pushes of many messages reach three instances in turn: each message is handled once, and its user gets one
// answer.
func TestManyInstances(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const messages = 60
		var mu sync.Mutex
		runs := map[string]int{}
		h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
			text := m.(*message.Text)
			mu.Lock()
			runs[text.Content]++
			mu.Unlock()
			time.Sleep(time.Duration(text.MsgID*373%16000) * time.Millisecond)
			return reply.Text(text.Content), nil
		})
		o := newOutbox()
		servers, log := instances(t, 3, h, callback.WithStore(store.NewMemory()), callback.WithSender(o.send))
		var all sync.WaitGroup
		answers := make([]string, messages)
		for i := range messages {
			all.Go(func() {
				xml := strings.Replace(textXML(fmt.Sprint(i), int64(i+1)), alice, fmt.Sprint("user", i%40), 1)
				to := servers[i%3:]
				answers[i] = pushTo(t, xml, to[0], servers[(i/3)%3], servers[(i/7)%3])
			})
			time.Sleep(7 * time.Millisecond)
		}
		all.Wait()
		time.Sleep(20 * time.Minute)
		sent := map[string]int{}
		for _, s := range o.all() {
			sent[strings.Fields(s)[1]]++
		}
		for i, got := range answers {
			text := fmt.Sprint(i)
			_, passive, _ := strings.Cut(got, ": ")
			n := sent[text]
			if passive == fmt.Sprintf("%q", text) {
				n++
			} else if passive != `""` {
				t.Errorf("message %d: %s", i, got)
			}
			if n != 1 || runs[text] != 1 {
				t.Errorf("message %d: %d answers after %d runs (%s)", i, n, runs[text], got)
			}
		}
		if log.String() != "" {
			t.Error(log)
		}
	})
}

// A quick push takes four operations of the store, beside the heartbeat.
func TestStoreOperations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory()
		u := &unreliable{Store: m}
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, slow(&runs, 0), callback.WithStore(u), callback.WithSender(newOutbox().send))
		pushTo(t, textXML("hello", 9), s) // which makes a heartbeat
		time.Sleep(100 * time.Millisecond)
		before := u.asks.Load()
		pushTo(t, textXML("hello", 1), s)
		pushTo(t, textXML("hello", 1), s)
		synctest.Wait()
		if n := u.asks.Load() - before; n != 4 {
			t.Errorf("%d operations, want four", n)
		}
		if diff := cmp.Diff(int32(2), runs.Load()); diff != "" {
			t.Error(diff)
		}
	})
}

// A push waits for two operations of the store before its handler, and for one before its answer.
func TestStoreRoundTrips(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const trip = 100 * time.Millisecond
		u := &unreliable{Store: store.NewMemory()}
		var ran time.Time
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			ran = time.Now()
			return reply.Text("read"), nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithStore(u), callback.WithSender(newOutbox().send))
		pushTo(t, textXML("hello", 1), s) // which makes a heartbeat
		synctest.Wait()
		u.slow.Store(int64(trip))
		began := time.Now()
		pushTo(t, textXML("hello", 2), s)
		if before, after := ran.Sub(began), time.Since(ran); before != 2*trip || after != trip {
			t.Errorf("%v before the handler and %v after it", before, after)
		}
		time.Sleep(time.Minute) // until the queue is left
	})
}
