package callback_test

import (
	"context"
	"errors"
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
	"github.com/wechatgo/wechatgo/telemetry"
)

// unreliable is an instance's way to the store: cut, it fails; slow, it takes
// long. An instance that is cut off for good is dead to the others.
type unreliable struct {
	store.Store
	cut  atomic.Bool
	slow atomic.Int64 // nanoseconds
	asks atomic.Int64
}

var errCut = errors.New("connection refused")

func (u *unreliable) ask(ctx context.Context) error {
	u.asks.Add(1)
	if d := time.Duration(u.slow.Load()); d > 0 {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if u.cut.Load() {
		return errCut
	}
	return nil
}

func (u *unreliable) Get(ctx context.Context, key string) ([]byte, error) {
	if err := u.ask(ctx); err != nil {
		return nil, err
	}
	return u.Store.Get(ctx, key)
}

func (u *unreliable) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := u.ask(ctx); err != nil {
		return err
	}
	return u.Store.Set(ctx, key, value, ttl)
}

func (u *unreliable) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if err := u.ask(ctx); err != nil {
		return false, err
	}
	return u.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// An instance that dies with a message in hand loses it to the next push, and
// holds up its user's next messages no longer than its lease.
func TestOwnerDies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		dead := &unreliable{Store: shared}
		var runs atomic.Int32
		o := newOutbox()
		a, _ := newServer(t, account.Safe, slow(&runs, 5*time.Minute), callback.WithStore(dead))
		b, _ := newServer(t, account.Safe, slow(&runs, 2*time.Second), callback.WithStore(shared), callback.WithSender(o.send))
		go func() {
			time.Sleep(time.Second)
			dead.cut.Store(true)
		}()
		var all sync.WaitGroup
		all.Go(func() {
			time.Sleep(2 * time.Second)
			if got := pushTo(t, textXML("next", 8), b, b, b); got != `try 2: "run 2"` {
				t.Errorf("the user's next message: %s", got)
			}
		})
		if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 2: "run 3"` {
			t.Errorf("got %s", got)
		}
		all.Wait()
		time.Sleep(10 * time.Minute)
		if len(o.all()) != 0 {
			t.Errorf("sent %q", o.all())
		}
	})
}

// So does one that dies while another instance waits for it.
func TestOwnerDiesLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		dead := &unreliable{Store: shared}
		var runs atomic.Int32
		a, _ := newServer(t, account.Safe, slow(&runs, time.Minute), callback.WithStore(dead))
		b, _ := newServer(t, account.Safe, slow(&runs, 2*time.Second), callback.WithStore(shared))
		time.AfterFunc(6100*time.Millisecond, func() { dead.cut.Store(true) })
		if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 3: "run 2"` {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Minute)
	})
}

// What a handler put off is left to the instance that has taken the message over.
func TestTakenOverIsNotCaughtUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		away := &unreliable{Store: shared}
		var runs atomic.Int32
		o := newOutbox()
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			n := runs.Add(1)
			time.Sleep(8 * time.Second)
			return callback.Later(func(context.Context) (reply.Reply, error) { return reply.Text(fmt.Sprint("run ", n)), nil }), nil
		})
		a, _ := newServer(t, account.Safe, h, callback.WithStore(away), callback.WithSender(o.send))
		b, _ := newServer(t, account.Safe, h, callback.WithStore(shared), callback.WithSender(o.send))
		time.AfterFunc(time.Second, func() { away.cut.Store(true) })
		time.AfterFunc(7*time.Second, func() { away.cut.Store(false) })
		pushTo(t, textXML("hello", 7), a, b, b)
		time.Sleep(time.Minute)
		if diff := cmp.Diff([]string{"13s run 2 to " + alice}, o.all()); diff != "" || runs.Load() != 2 {
			t.Errorf("%d runs, %s", runs.Load(), diff)
		}
	})
}

// The last push that takes a message over is answered in time: the user reads
// the reply later, or that it takes longer, and never the platform's error.
func TestLastPushTakesOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes  time.Duration
		sender bool
		answer string
		sent   []string
	}{
		"in time":          {4 * time.Second, true, `try 3: "run 2"`, nil},
		"late":             {6 * time.Second, true, `try 3: ""`, []string{"16s run 2 to " + alice}},
		"without a sender": {6 * time.Second, false, `try 3: "wait"`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shared := store.NewMemory()
				dead := &unreliable{Store: shared}
				var runs atomic.Int32
				o := newOutbox()
				opts := []callback.Option{callback.WithStore(shared), callback.WithStillWorking(reply.Text("wait"))}
				if c.sender {
					opts = append(opts, callback.WithSender(o.send))
				}
				h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					n := runs.Add(1)
					time.Sleep(c.takes)
					return reply.Text(fmt.Sprint("run ", n)), nil
				})
				a, _ := newServer(t, account.Safe, slow(&runs, time.Hour), callback.WithStore(dead))
				b, _ := newServer(t, account.Safe, h, opts...)
				time.AfterFunc(time.Second, func() { dead.cut.Store(true) })
				if got := pushTo(t, textXML("hello", 7), a, a, b); got != c.answer {
					t.Errorf("got %s", got)
				}
				time.Sleep(2 * time.Hour)
				if diff := cmp.Diff(c.sent, o.all()); diff != "" || runs.Load() != 2 {
					t.Errorf("%d runs, sent %s", runs.Load(), diff)
				}
			})
		})
	}
}

// A message whose turn does not come in time is not handled, and the log says
// so, wherever the one before it is.
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
				servers, log := instances(t, max(n, 1), h, append(opts, callback.WithStillWorking(reply.Text("wait")))...)
				go safePush(textXML("hello", 1)).post(servers[0])
				synctest.Wait()
				s := servers[max(n, 1)-1]
				if got := pushTo(t, textXML("hello", 2), s, s, s); got != `try 3: "wait"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(2 * time.Minute)
				if runs.Load() != 1 || strings.Count(log.String(), "message not handled") != 1 {
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

// A place in the line that could not be given back in time is given back later.
func TestLineIsLeftLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &unreliable{Store: store.NewMemory()}
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, slow(&runs, 2*time.Second), callback.WithStore(u))
		time.AfterFunc(time.Second, func() { u.cut.Store(true) })
		time.AfterFunc(20*time.Second, func() { u.cut.Store(false) })
		pushTo(t, textXML("hello", 1), s)
		time.Sleep(time.Minute)
		if got := pushTo(t, textXML("hello", 2), s); got != `try 1: "run 2"` {
			t.Errorf("got %s", got)
		}
	})
}

// Without its store an instance goes on alone, with one warning, and comes
// back by itself.
func TestStoreAway(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(*unreliable){
		"refuses":   func(u *unreliable) { u.cut.Store(true) },
		"is silent": func(u *unreliable) { u.slow.Store(int64(time.Hour)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				u := &unreliable{Store: store.NewMemory()}
				fails(u)
				var runs atomic.Int32
				var failures atomic.Int32
				rec := telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
					if i == telemetry.StoreFailures && labels[0] == "callback" {
						failures.Add(1)
					}
				})
				o := newOutbox()
				s, log := newServer(t, account.Safe, slow(&runs, 6*time.Second), callback.WithStore(u), callback.WithTelemetry(rec), callback.WithSender(o.send))
				for i := range 3 {
					if got := pushTo(t, textXML("hello", int64(i+1)), s, s, s); got != fmt.Sprintf("try 2: %q", fmt.Sprint("run ", i+1)) {
						t.Errorf("message %d: %s", i+1, got)
					}
				}
				if got := pushTo(t, textXML("hello", 9), s); got != "no answer" {
					t.Errorf("message 9: %s", got)
				}
				time.Sleep(time.Minute)
				if len(o.all()) != 1 {
					t.Errorf("sent %q", o.all())
				}
				if n := strings.Count(log.String(), "level=WARN"); n != 1 || failures.Load() < 2 {
					t.Errorf("%d warnings, %d failures, want one and some: %s", n, failures.Load(), log)
				}
				u.cut.Store(false)
				u.slow.Store(0)
				pushTo(t, textXML("hello", 10), s, s, s)
				if n := strings.Count(log.String(), "the store is back"); n != 1 {
					t.Errorf("back %d times: %s", n, log)
				}
				// The others know of it again.
				b, _ := newServer(t, account.Safe, slow(&runs, time.Second), callback.WithStore(u))
				if got := pushTo(t, textXML("hello", 10), b); got != `try 1: "run 5"` {
					t.Errorf("elsewhere: %s", got)
				}
			})
		})
	}
}

// A store that goes away while a message is in hand costs no answer, and no
// second one.
func TestStoreGoesAway(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Duration{0, time.Second, 5500 * time.Millisecond, 7 * time.Second, 12 * time.Second} {
		for _, back := range []time.Duration{2 * time.Second, time.Minute} {
			t.Run(fmt.Sprintf("%v for %v", at, back), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					u := &unreliable{Store: store.NewMemory()}
					var runs atomic.Int32
					o := newOutbox()
					servers, _ := instances(t, 1, slow(&runs, 6*time.Second), callback.WithStore(u), callback.WithSender(o.send))
					go func() {
						time.Sleep(at)
						u.cut.Store(true)
						time.Sleep(back)
						u.cut.Store(false)
					}()
					time.Sleep(time.Millisecond)
					s := servers[0]
					got := pushTo(t, textXML("hello", 7), s, s, s)
					time.Sleep(2 * time.Minute)
					if got != `try 2: "run 1"` || runs.Load() != 1 || len(o.all()) != 0 {
						t.Errorf("got %s after %d runs, sent %q", got, runs.Load(), o.all())
					}
				})
			})
		}
	}
}

// An answer that could not be told to the other instances is told later, to a
// push that waits there.
func TestAnswerIsToldLater(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]func(*outbox) []callback.Option{
		"sender":    func(o *outbox) []callback.Option { return []callback.Option{callback.WithSender(o.send)} },
		"no sender": func(*outbox) []callback.Option { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shared, o := store.NewMemory(), newOutbox()
				away := &unreliable{Store: shared}
				var runs atomic.Int32
				a, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), append(opts(o), callback.WithStore(away))...)
				b, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), append(opts(o), callback.WithStore(shared))...)
				time.AfterFunc(5500*time.Millisecond, func() { away.cut.Store(true) })
				time.AfterFunc(8*time.Second, func() { away.cut.Store(false) })
				if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 2: "run 1"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Minute)
				if runs.Load() != 1 || len(o.all()) != 0 {
					t.Errorf("%d runs, sent %q", runs.Load(), o.all())
				}
			})
		})
	}
}

// An answer that was taken back is told nobody: it is sent, once.
func TestAnswerTakenBackIsNotTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared, o := store.NewMemory(), newOutbox()
		away := &unreliable{Store: shared}
		var runs atomic.Int32
		a, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), callback.WithStore(away), callback.WithSender(o.send))
		b, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), callback.WithStore(shared), callback.WithSender(o.send))
		time.AfterFunc(5500*time.Millisecond, func() { away.cut.Store(true) })
		time.AfterFunc(6100*time.Millisecond, func() { _ = a.Shutdown(context.Background()) }) // which sends it
		time.AfterFunc(9200*time.Millisecond, func() { away.cut.Store(false) })
		got := pushTo(t, textXML("hello", 7), a, b, b)
		time.Sleep(time.Minute)
		if len(o.all()) != 1 || runs.Load() != 1 || strings.Contains(got, "run") {
			t.Errorf("got %s after %d runs, sent %q", got, runs.Load(), o.all())
		}
	})
}

// Pushes of many messages at two instances, each cut at random: each message
// is handled once, and its user gets one answer.
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

// What a push costs the store: nothing is left behind, and four operations are
// enough for a quick one, beside the sign of life.
func TestStoreOperations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory()
		u := &unreliable{Store: m}
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, slow(&runs, 0), callback.WithStore(u))
		pushTo(t, textXML("hello", 1), s)
		pushTo(t, textXML("hello", 1), s)
		synctest.Wait()
		if n := u.asks.Load(); n != 5 {
			t.Errorf("%d operations, want five", n)
		}
		if diff := cmp.Diff(int32(1), runs.Load()); diff != "" {
			t.Error(diff)
		}
	})
}

// What a push waits for: two operations before its handler, and one before its
// answer.
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
		s, _ := newServer(t, account.Safe, h, callback.WithStore(u))
		pushTo(t, textXML("hello", 1), s) // which shows that the instance lives, for a while
		synctest.Wait()
		u.slow.Store(int64(trip))
		began := time.Now()
		pushTo(t, textXML("hello", 2), s)
		if before, after := ran.Sub(began), time.Since(ran); before != 2*trip || after != trip {
			t.Errorf("%v before the handler and %v after it", before, after)
		}
		time.Sleep(time.Minute) // it leaves
	})
}

// A shutdown waits until the others know the answer.
func TestShutdownTellsTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		away := &unreliable{Store: shared}
		var runs atomic.Int32
		a, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), callback.WithStore(away))
		b, _ := newServer(t, account.Safe, slow(&runs, time.Second), callback.WithStore(shared))
		go func() {
			time.Sleep(5500 * time.Millisecond)
			away.cut.Store(true)
			back := time.AfterFunc(2*time.Second, func() { away.cut.Store(false) })
			if err := a.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			back.Stop() // the process has ended
			away.cut.Store(true)
		}()
		if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 2: "run 1"` {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Minute)
		if runs.Load() != 1 {
			t.Errorf("%d runs", runs.Load())
		}
	})
}

// A store that is away for a moment when a message comes costs no second run:
// the others are told of it as soon as they can be.
func TestMessageIsToldLater(t *testing.T) {
	t.Parallel()
	for _, back := range []time.Duration{300 * time.Millisecond, time.Second, 2500 * time.Millisecond, 4 * time.Second} {
		for _, takes := range []time.Duration{2 * time.Second, 6 * time.Second, 11 * time.Second} {
			t.Run(fmt.Sprintf("%v, a handler of %v", back, takes), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					shared := store.NewMemory()
					away := &unreliable{Store: shared}
					var runs atomic.Int32
					o := newOutbox()
					a, _ := newServer(t, account.Safe, slow(&runs, takes), callback.WithStore(away), callback.WithSender(o.send))
					b, _ := newServer(t, account.Safe, slow(&runs, takes), callback.WithStore(shared), callback.WithSender(o.send))
					away.cut.Store(true)
					time.AfterFunc(back, func() { away.cut.Store(false) })
					// The answer to the first push gets lost on its way.
					go safePush(textXML("hello", 7)).within(t.Context(), hangUp, a)
					time.Sleep(hangUp)
					got := pushTo(t, textXML("hello", 7), b, b)
					want := `try 1: "run 1"`
					if takes > 10*time.Second {
						want = `try 2: "run 1"`
					}
					time.Sleep(time.Minute)
					if got != want || runs.Load() != 1 || len(o.all()) != 0 {
						t.Errorf("got %s after %d runs, sent %q", got, runs.Load(), o.all())
					}
				})
			})
		}
	}
}
