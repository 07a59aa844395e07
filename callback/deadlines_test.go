package callback_test

import (
	"context"
	"fmt"
	"net/http"
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

// A push that comes 7.5 s after the first or later is the message's last: it is answered while the platform listens,
// 4.7 s after it came and 14.7 s after the first at the latest. An earlier one waits until the platform hangs up.
func TestLastPushIsAnsweredInTime(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for name, n := range map[string]int{"one instance": 1, "two instances": 2} {
		for came, want := range map[time.Duration]time.Duration{
			5000 * ms:  0, // never
			7499 * ms:  0,
			7500 * ms:  12200 * ms,
			8000 * ms:  12700 * ms,
			9400 * ms:  14100 * ms,
			9500 * ms:  14200 * ms,
			10000 * ms: 14700 * ms,
			10500 * ms: 14700 * ms,
			14000 * ms: 14700 * ms,
		} {
			t.Run(fmt.Sprintf("%s/%v", name, came), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					servers, _ := instances(t, n, slow(new(atomic.Int32), 20*time.Second),
						callback.WithStore(store.NewMemory()), callback.WithSender(newOutbox().send))
					began := time.Now()
					go safePush(textXML("hello", 7)).within(t.Context(), hangUp, servers[0])
					time.Sleep(came)
					w := safePush(textXML("hello", 7)).within(t.Context(), hangUp, servers[n-1])
					switch answered := time.Since(began); {
					case want == 0 && w != nil:
						t.Errorf("the push was answered after %v", answered)
					case want != 0 && (w == nil || answered != want || w.Body.String() != "success"):
						t.Errorf("got %v after %v, want %v", w, answered, want)
					}
					time.Sleep(time.Minute)
				})
			})
		}
	}
}

// A push that nobody listens to takes no answer: it goes to the next push, or out without one. A proxy may hide that
// the platform has hung up.
func TestHungUpPushTakesNoAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes  time.Duration // the handler
		second time.Duration // when the second push comes; 0 for never
		hidden bool          // whether a proxy hides that the platform hangs up
		after  time.Duration // when the client hangs up otherwise
	}{
		"the first, hidden":  {takes: 6 * time.Second, hidden: true},
		"the first":          {takes: 4 * time.Second, after: 3 * time.Second},
		"at five seconds":    {takes: 5 * time.Second, hidden: true},
		"the second, hidden": {takes: 6500 * time.Millisecond, second: time.Second, hidden: true},
		"the second":         {takes: 6 * time.Second, second: time.Second, after: 4 * time.Second},
	} {
		for _, n := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s, %d instances", name, n), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var runs atomic.Int32
					o := newOutbox()
					servers, log := instances(t, n, slow(&runs, c.takes), callback.WithStore(store.NewMemory()), callback.WithSender(o.send))
					var all sync.WaitGroup
					push := func(to http.Handler) {
						all.Go(func() {
							ctx := t.Context()
							if !c.hidden {
								var cancel context.CancelFunc
								ctx, cancel = context.WithTimeout(ctx, c.after)
								defer cancel()
							}
							d := safePush(textXML("hello", 7))
							if w := d.to(ctx, to); w.Code != http.StatusServiceUnavailable {
								t.Errorf("a push that nobody listens to got %d %q", w.Code, w.Body)
							}
						})
					}
					push(servers[0])
					if c.second != 0 {
						time.Sleep(c.second)
						push(servers[n-1])
					}
					all.Wait()
					time.Sleep(time.Minute)
					if diff := cmp.Diff([]string{"15.5s run 1 to " + alice}, o.all()); diff != "" || runs.Load() != 1 {
						t.Errorf("%d runs, sent %s, log %s", runs.Load(), diff, log)
					}
				})
			})
		}
	}
}

// forgetful is a store that has forgotten the heartbeats for a while.
type forgetful struct {
	store.Store
	forgets atomic.Bool
}

func (f *forgetful) Get(ctx context.Context, key string) ([]byte, error) {
	if f.forgets.Load() && strings.Contains(key, ":alive:") {
		return nil, store.ErrNotFound
	}
	return f.Store.Get(ctx, key)
}

// The owner of a message that is younger than a lease is alive, also where the store has forgotten its heartbeat.
func TestYoungOwnerIsAlive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		f := &forgetful{Store: store.NewMemory()}
		servers, log := instances(t, 2, slow(&runs, 4*time.Second), callback.WithStore(f))
		f.forgets.Store(true)
		time.AfterFunc(3*time.Second, func() { f.forgets.Store(false) })
		first := make(chan string)
		go func() { first <- pushTo(t, textXML("hello", 7), servers[0]) }()
		time.Sleep(500 * time.Millisecond)
		second := pushTo(t, textXML("hello", 7), servers[1])
		for _, got := range []string{<-first, second} {
			if got != `try 1: "run 1"` {
				t.Errorf("got %s", got)
			}
		}
		if runs.Load() != 1 {
			t.Errorf("%d runs, log %s", runs.Load(), log)
		}
		time.Sleep(time.Minute)
	})
}

// The place of an instance that is gone is removed from the user's queue, also where nobody pushes its message again.
func TestPlaceOfDeadInstanceIsRemoved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		again time.Duration // when the dead instance's message comes to the other one; 0 for never
		ranBy time.Duration // when the user's next message has begun
	}{
		"its message is lost":       {0, 6600 * time.Millisecond}, // a lease, and a look each second
		"its message is taken over": {5100 * time.Millisecond, 5300 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shared := store.NewMemory()
				dead := &unreliable{Store: shared}
				began := time.Now()
				var mu sync.Mutex
				ran := map[string]time.Duration{}
				h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
					mu.Lock()
					defer mu.Unlock()
					ran[m.(*message.Text).Content] = time.Since(began)
					return reply.Text("done"), nil
				})
				a, _ := newServer(t, account.Safe, slow(new(atomic.Int32), 5*time.Minute), callback.WithStore(dead))
				b, log := newServer(t, account.Safe, h, callback.WithStore(shared))
				time.AfterFunc(time.Second, func() { dead.cut.Store(true) })
				go pushTo(t, textXML("first", 1), a)
				time.Sleep(2500 * time.Millisecond)
				go pushTo(t, textXML("next", 2), b, b)
				if c.again != 0 {
					time.Sleep(c.again - time.Since(began))
					go pushTo(t, textXML("first", 1), b)
				}
				time.Sleep(15*time.Second - time.Since(began))
				mu.Lock()
				if at, ok := ran["next"]; !ok || at > c.ranBy {
					t.Errorf("the user's next message ran: %v, at %v, want %v; log %s", ok, at, c.ranBy, log)
				}
				if at := ran["first"]; c.again != 0 && at < ran["next"] {
					t.Errorf("the message that was taken over ran at %v, before the one that came here first", at)
				}
				mu.Unlock()
				time.Sleep(10 * time.Minute)
			})
		})
	}
}

// A message that is done leaves nothing in its user's queue.
func TestQueueIsEmptyAfterAMessage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory()
		var runs atomic.Int32
		servers, _ := instances(t, 2, slow(&runs, 0), callback.WithStore(m))
		for i, s := range []http.Handler{servers[0], servers[1], servers[0]} {
			began := time.Now()
			if got := pushTo(t, textXML("hello", int64(i+1)), s); got != fmt.Sprintf("try 1: \"run %d\"", i+1) || time.Since(began) != 0 {
				t.Errorf("message %d: got %s after %v", i+1, got, time.Since(began))
			}
			synctest.Wait()
			if raw, err := m.Get(t.Context(), "callback:"+appID+":queue:"+alice); err == nil {
				t.Errorf("the queue is %s", raw)
			}
		}
	})
}
