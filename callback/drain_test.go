package callback_test

import (
	"context"
	"errors"
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

// fromUser is a text message from one of many users.
func fromUser(i int) string {
	return strings.Replace(textXML("hello", int64(i+1)), alice, fmt.Sprint("user", i), 1)
}

// More messages than may be handled at once wait for their turn. The platform is answered in time all the same, and
// with a sender the message is still handled later.
func TestBackpressure(t *testing.T) {
	t.Parallel()
	for name, withStore := range map[string]bool{"alone": false, "with a store": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for name, c := range map[string]struct {
				sender bool
				runs   int32
				sent   int
			}{
				"without a sender": {false, 10, 0}, // what comes too late is kept
				"with a sender":    {true, 10, 4},
			} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						var runs, working, most atomic.Int32
						h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
							most.Store(max(most.Load(), working.Add(1)))
							defer working.Add(-1)
							runs.Add(1)
							time.Sleep(4500 * time.Millisecond)
							return reply.Text("ok"), nil
						})
						opts := []callback.Option{callback.WithMaxConcurrent(2), callback.WithStillWorking(reply.Nothing{})}
						o := newOutbox()
						if c.sender {
							opts = append(opts, callback.WithSender(o.send))
						}
						if withStore {
							opts = append(opts, callback.WithStore(store.NewMemory()))
						}
						s, log := newServer(t, account.Safe, h, opts...)
						var all sync.WaitGroup
						var got [10]string
						for i := range got {
							all.Go(func() { got[i] = pushTo(t, fromUser(i), s, s, s) })
						}
						all.Wait()
						answers := map[string]int{}
						for _, g := range got {
							answers[g]++
						}
						want := map[string]int{`try 1: "ok"`: 2, `try 2: "ok"`: 2, `try 3: "ok"`: 2, `try 3: ""`: 4}
						if diff := cmp.Diff(want, answers); diff != "" {
							t.Errorf("answers (-want +got):\n%s", diff)
						}
						time.Sleep(15 * time.Minute)
						if runs.Load() != c.runs || most.Load() != 2 || len(o.all()) != c.sent {
							t.Errorf("%d runs, %d at once, %d sent", runs.Load(), most.Load(), len(o.all()))
						}
						if log.String() != "" {
							t.Error(log)
						}
					})
				})
			}
		})
	}
}

// More messages than may wait are refused.
func TestTooMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, log := newServer(t, account.Safe, slow(&runs, time.Second), callback.WithMaxConcurrent(1), callback.WithMaxWaiting(16))
		var refused atomic.Int32
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				w := safePush(fromUser(i)).post(s)
				if w.Code == http.StatusServiceUnavailable && strings.Contains(w.Body.String(), "too many") {
					refused.Add(1)
				}
			})
		}
		all.Wait()
		if refused.Load() != 3 || !strings.Contains(log.String(), "raise WithMaxConcurrent") {
			t.Errorf("%d were refused, want 3: %s", refused.Load(), log)
		}
	})
}

// A user who writes much does not keep the others from their turn.
func TestTurnsAreFair(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, slow(&runs, time.Second), callback.WithMaxConcurrent(1))
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() { safePush(textXML("much", int64(100+i))).post(s) })
		}
		synctest.Wait()
		began := time.Now()
		safePush(fromUser(1)).post(s)
		if d := time.Since(began); d != 2*time.Second {
			t.Errorf("another user waited %v", d)
		}
		all.Wait()
	})
}

// A shutdown refuses new messages, and loses none of those that were accepted.
func TestShutdown(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				o := newOutbox()
				h := callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
					if m.Head().FromUserName == "user0" {
						return callback.Later(func(ctx context.Context) (reply.Reply, error) { return slow(&runs, 8*time.Second)(ctx, m) }), nil
					}
					return slow(&runs, 6*time.Second)(ctx, m)
				})
				s, _ := newServer(t, account.Safe, h, append(opts(), callback.WithSender(o.send), callback.WithMaxConcurrent(1))...)
				done := make(chan struct{})
				for i := range 3 { // one postpones, one is hung up on, one waits for its turn
					go safePush(fromUser(i)).within(t.Context(), hangUp, s)
					synctest.Wait()
				}
				time.Sleep(time.Second)
				began := time.Now()
				go func() {
					defer close(done)
					if err := s.Shutdown(t.Context()); err != nil {
						t.Error(err)
					}
				}()
				synctest.Wait()
				if w := safePush(fromUser(9)).post(s); w.Code != http.StatusServiceUnavailable {
					t.Errorf("a new message got %d %q", w.Code, w.Body)
				}
				<-done
				if d := time.Since(began); d != 19*time.Second {
					t.Errorf("it took %v", d)
				}
				want := []string{"8s run 1 to user0", "14s run 2 to user1", "20s run 3 to user2"}
				if diff := cmp.Diff(want, o.all()); diff != "" {
					t.Error(diff)
				}
				if err := s.Shutdown(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestShutdownEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, slow(&runs, 4*time.Second))
		go safePush(textXML("hello", 1)).post(s)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if w := safePush(textXML("hello", 1)).post(s); content(t, w) != "run 1" {
			t.Error("a push of a message that is being handled was refused")
		}
	})
}

// A shutdown settles the answers at once that no push has taken yet.
func TestShutdownSettles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		o := newOutbox()
		s, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), callback.WithSender(o.send))
		pushTo(t, textXML("hello", 1), s)
		time.Sleep(2 * time.Second)
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"7s run 1 to " + alice}, o.all()); diff != "" {
			t.Error(diff)
		}
		time.Sleep(time.Minute)
		if len(o.all()) != 1 {
			t.Errorf("sent %q", o.all())
		}
	})
}

// A shutdown waits for an answer that is finished during it and that no push takes: the answer is sent first.
func TestShutdownWaitsForWhatIsOwed(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				o := newOutbox()
				s, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), append(opts(), callback.WithSender(o.send))...)
				pushTo(t, textXML("hello", 1), s)
				if err := s.Shutdown(t.Context()); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff([]string{"6s run 1 to " + alice}, o.all()); diff != "" {
					t.Error(diff)
				}
				synctest.Wait()
			})
		})
	}
}
