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
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// outbox is a sender that keeps what it has sent, with the time.
type outbox struct {
	mu    sync.Mutex
	began time.Time
	sent  []string
	err   error
}

func newOutbox() *outbox { return &outbox{began: time.Now()} }

func (o *outbox) send(_ context.Context, openID string, r reply.Reply) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, fmt.Sprintf("%v %s to %s", time.Since(o.began).Truncate(100*time.Millisecond), r, openID))
	return o.err
}

func (o *outbox) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.sent
}

// instances are servers of one account on one store.
func instances(t *testing.T, n int, h callback.Handler, opts ...callback.Option) (servers []http.Handler, log *journal) {
	t.Helper()
	for range n {
		var s *callback.Server
		s, log = newServer(t, account.Safe, h, opts...)
		servers = append(servers, s)
	}
	return servers, log
}

func alone() []callback.Option { return nil }

func onStore() []callback.Option { return []callback.Option{callback.WithStore(store.NewMemory())} }

// aloneAndOnStore are the two ways in which an instance keeps what it knows.
var aloneAndOnStore = map[string]func() []callback.Option{"alone": alone, "with a store": onStore}

// pushTo pushes a message as the platform does, up to three times, each time to the next instance, and returns what the
// user gets: the first answer.
func pushTo(t *testing.T, xml string, to ...http.Handler) string {
	t.Helper()
	for n, h := range to {
		if w := safePush(xml).within(t.Context(), hangUp, h); w != nil {
			return fmt.Sprintf("try %d: %q", n+1, content(t, w))
		}
	}
	return "no answer"
}

// However long the handler takes, it runs once and the user gets one answer: to the push that waits when the reply is
// there, or as a late reply.
func TestContract(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options func() []callback.Option
		servers int
	}{
		"one instance":           {alone, 1},
		"one instance, a store":  {onStore, 1},
		"two instances, a store": {onStore, 2},
	} {
		for takes, want := range map[time.Duration]struct {
			answer string
			sent   []string
		}{
			1 * time.Second:          {answer: `try 1: "run 1"`},
			6 * time.Second:          {answer: `try 2: "run 1"`},
			11 * time.Second:         {answer: `try 3: "run 1"`},
			14400 * time.Millisecond: {answer: `try 3: "run 1"`},
			20 * time.Second:         {answer: `try 3: ""`, sent: []string{"20s run 1 to " + alice}},
			5 * time.Minute:          {answer: `try 3: ""`, sent: []string{"5m0s run 1 to " + alice}},
		} {
			t.Run(fmt.Sprintf("%s/%v", name, takes), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var runs atomic.Int32
					o := newOutbox()
					servers, log := instances(t, c.servers, slow(&runs, takes), append(c.options(), callback.WithSender(o.send))...)
					a, b := servers[0], servers[len(servers)-1]
					if got := pushTo(t, textXML("hello", 7), a, b, a); got != want.answer {
						t.Errorf("got %s, want %s", got, want.answer)
					}
					time.Sleep(10 * time.Minute)
					if diff := cmp.Diff(want.sent, o.all()); diff != "" {
						t.Errorf("sent (-want +got):\n%s", diff)
					}
					if runs.Load() != 1 || log.String() != "" {
						t.Errorf("%d runs, log %s", runs.Load(), log)
					}
				})
			})
		}
	}
}

// An answer that no push takes is sent; a push that comes after that gets nothing more.
func TestAnswerThatNoPushTakes(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"one instance": 1, "two": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				o := newOutbox()
				servers, _ := instances(t, n, slow(&runs, 6*time.Second), callback.WithStore(store.NewMemory()), callback.WithSender(o.send))
				if got := pushTo(t, textXML("hello", 7), servers[0]); got != "no answer" {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Minute / 4)
				if diff := cmp.Diff([]string{"15.5s run 1 to " + alice}, o.all()); diff != "" {
					t.Error(diff)
				}
				if got := pushTo(t, textXML("hello", 7), servers[n-1]); got != `try 1: ""` {
					t.Errorf("afterwards: %s", got)
				}
			})
		})
	}
}

// Without a sender the last push is answered with the placeholder.
func TestStillWorking(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []callback.Option
		want    string
	}{
		"nothing is said":       {[]callback.Option{callback.WithStillWorking(reply.Nothing{})}, `try 3: ""`},
		"something is":          {[]callback.Option{callback.WithStillWorking(reply.Text("thinking"))}, `try 3: "thinking"`},
		"the account may not":   {[]callback.Option{callback.WithStillWorking(reply.Text("thinking")), callback.WithSender(func(context.Context, string, reply.Reply) error { return endpoint.ErrAPIUnauthorized })}, `try 3: "thinking"`},
		"though another way is": {[]callback.Option{callback.WithStillWorking(reply.Text("thinking")), callback.WithSender(newOutbox().send)}, `try 3: ""`},
	} {
		for _, n := range []int{0, 2} {
			t.Run(fmt.Sprintf("%s/%d", name, n), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var limit atomic.Int64
					h := callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
						deadline, _ := ctx.Deadline()
						limit.Store(int64(time.Until(deadline)))
						<-time.After(20 * time.Second)
						return reply.Text("done"), nil
					})
					options := c.options
					if n > 0 {
						options = append([]callback.Option{callback.WithStore(store.NewMemory())}, options...)
					}
					servers, _ := instances(t, max(n, 1), h, options...)
					a, b := servers[0], servers[max(n, 1)-1]
					if name == "the account may not" { // which the server learns from its first late reply
						pushTo(t, textXML("before", 6), a, b, a)
						pushTo(t, textXML("before", 8), b, a, b)
						time.Sleep(time.Minute)
					}
					if got := pushTo(t, textXML("hello", 7), a, b, a); got != c.want {
						t.Errorf("got %s, want %s", got, c.want)
					}
					if got := time.Duration(limit.Load()); got != callback.DefaultLateLimit {
						t.Errorf("the handler's deadline is in %v", got)
					}
					time.Sleep(time.Hour)
				})
			})
		}
	}
}

// A handler that looks at its context ends with it.
func TestContextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var kept context.Context
		var took time.Duration
		s, log := newServer(t, account.Safe, callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
			kept = ctx
			began := time.Now()
			<-ctx.Done()
			took = time.Since(began)
			return nil, ctx.Err()
		}), callback.WithStillWorking(reply.Text("sorry")), callback.WithLateLimit(20*time.Second))
		if got := pushTo(t, textXML("hello", 7), s, s, s); got != `try 3: "sorry"` {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if took != 20*time.Second || !strings.Contains(log.String(), "deadline exceeded") {
			t.Errorf("the context ended after %v, log %s", took, log)
		}
		if !errors.Is(kept.Err(), context.DeadlineExceeded) {
			t.Errorf("it has changed its mind: %v", kept.Err())
		}
		pushTo(t, textXML("hello", 8), s, s, s)
		time.Sleep(time.Minute)
		synctest.Wait()
		if kept.Err() == nil || kept.Value(tenant{}) != nil {
			t.Error("the context outlives its handler")
		}
	})
}

func TestLater(t *testing.T) {
	t.Parallel()
	h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
		text := m.(*message.Text).Content
		return callback.Later(func(ctx context.Context) (reply.Reply, error) {
			switch text {
			case "fail":
				return nil, errors.New("the model is down")
			case "panic":
				panic("oh no")
			}
			select {
			case <-time.After(8 * time.Second):
			case <-ctx.Done():
			}
			return reply.Text("re: " + text + string(callback.Raw(ctx)[:0])), nil
		}), nil
	})
	t.Run("with a sender", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			o := newOutbox()
			s, log := newServer(t, account.Safe, h, callback.WithSender(o.send))
			for i, text := range []string{"a", "b", "fail", "panic", "c"} {
				began := time.Now()
				got := pushTo(t, textXML(text, int64(i+1)), s, s, s)
				if i == 0 && (got != `try 1: ""` || time.Since(began) != 0) {
					t.Errorf("got %s after %v", got, time.Since(began))
				}
			}
			time.Sleep(time.Minute)
			if diff := cmp.Diff([]string{"8s re: a to " + alice, "16s re: b to " + alice, "24s re: c to " + alice}, o.all()); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(log.String(), "the model is down") || !strings.Contains(log.String(), "oh no") {
				t.Errorf("log %s", log)
			}
		})
	})
	t.Run("without", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s, _ := newServer(t, account.Safe, h)
			if got := pushTo(t, textXML("a", 1), s, s, s); got != `try 2: "re: a"` {
				t.Errorf("got %s", got)
			}
		})
	})
}

// The messages of one user are handled one after another, in the order in which they came, on whichever instance. The
// messages of other users are handled at the same time.
func TestOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		servers int
		options func() []callback.Option
		want    []string
		other   time.Duration
	}{
		"one instance":  {1, func() []callback.Option { return nil }, []string{"1", "2", "3", "4"}, time.Second},
		"two instances": {2, func() []callback.Option { return []callback.Option{callback.WithStore(store.NewMemory())} }, []string{"1", "2", "3", "4"}, time.Second},
		"unordered":     {1, func() []callback.Option { return []callback.Option{callback.WithUnordered()} }, nil, time.Second},
		"unordered, two": {2, func() []callback.Option {
			return []callback.Option{callback.WithUnordered(), callback.WithStore(store.NewMemory())}
		}, nil, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var order []string
				working, most := 0, 0
				h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
					mu.Lock()
					if text, mine := m.(*message.Text); mine && m.Head().FromUserName == alice {
						order = append(order, text.Content)
						working++
						most = max(most, working)
						defer func() { mu.Lock(); working--; mu.Unlock() }()
					}
					mu.Unlock()
					time.Sleep(time.Second)
					return reply.Text("ok"), nil
				})
				servers, log := instances(t, c.servers, h, c.options()...)
				var all sync.WaitGroup
				began := time.Now()
				for i := range 4 {
					all.Go(func() {
						s := servers[i%len(servers)]
						if got := pushTo(t, textXML(fmt.Sprint(i+1), int64(i+1)), s, s, s); !strings.Contains(got, "ok") {
							t.Errorf("message %d: %s", i+1, got)
						}
					})
					time.Sleep(10 * time.Millisecond)
				}
				all.Go(func() {
					pushTo(t, strings.Replace(textXML("x", 99), alice, "bob", 1), servers[0])
					if d := time.Since(began); d > c.other+100*time.Millisecond {
						t.Errorf("another user waited %v", d)
					}
				})
				all.Wait()
				if c.want == nil {
					if most != 4 {
						t.Errorf("%d of four ran at once", most)
					}
				} else if diff := cmp.Diff(c.want, order); diff != "" || most != 1 {
					t.Errorf("%d at once, order (-want +got):\n%s", most, diff)
				}
				if log.String() != "" {
					t.Error(log)
				}
			})
		})
	}
}

// A sender that panics loses its reply and nothing else: not the process, not the user's next message, not the
// shutdown.
func TestSenderPanics(t *testing.T) {
	t.Parallel()
	later := func(h callback.HandlerFunc) callback.HandlerFunc {
		return func(_ context.Context, m message.Message) (reply.Reply, error) {
			return callback.Later(func(ctx context.Context) (reply.Reply, error) { return h(ctx, m) }), nil
		}
	}
	var runs atomic.Int32
	for name, h := range map[string]callback.Handler{
		"an answer that nobody fetched": slow(&runs, 6*time.Second),
		"a late one":                    slow(&runs, 20*time.Second),
		"one put off":                   later(slow(&runs, time.Second)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, shared := range [][]callback.Option{nil, {callback.WithStore(store.NewMemory())}} {
				synctest.Test(t, func(t *testing.T) {
					s, log := newServer(t, account.Safe, h, append(shared, callback.WithSender(func(context.Context, string, reply.Reply) error {
						panic("no such luck")
					}))...)
					for id := range int64(2) {
						pushTo(t, textXML(fmt.Sprint("hello ", id), id+1), s) // the same text would ask for what is kept
						time.Sleep(time.Minute)
					}
					if err := s.Shutdown(t.Context()); err != nil {
						t.Error(err)
					}
					if n := strings.Count(log.String(), "late reply kept, not sent"); n != 2 || !strings.Contains(log.String(), "no such luck") {
						t.Errorf("%d were kept: %s", n, log)
					}
				})
			}
		})
	}
}
