package callback_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
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

// written yields texts, with a pause before each, and then perhaps an error.
func written(pause time.Duration, err error, texts ...string) iter.Seq2[reply.Reply, error] {
	return func(yield func(reply.Reply, error) bool) {
		for _, text := range texts {
			time.Sleep(pause)
			if !yield(reply.Text(text), nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// The parts of a reply are joined at paragraphs, come apart in time, and are no more than four.
func TestParts(t *testing.T) {
	t.Parallel()
	six := []string{"one ", "1\n\n", "two ", "2\n\n", "three\n\n", "four\n\n", "five\n\n", "six"}
	for name, c := range map[string]struct {
		parts reply.Reply
		got   string
		sent  []string
	}{
		"at once": {callback.Parts(written(0, nil, six...)), `try 1: "one 1\n\ntwo 2\n\nthree\n\nfour\n\nfive\n\nsix"`, nil},
		"a second each": {
			callback.Parts(written(time.Second, nil, six...)), `try 1: "one 1"`,
			[]string{"6s two 2\n\nthree to " + alice, "9s four\n\nfive\n\nsix to " + alice},
		},
		"four seconds each": {
			callback.Parts(written(4*time.Second, nil, six...)), `try 2: "one 1"`,
			[]string{"16s two 2 to " + alice, "20s three to " + alice, "32s four\n\nfive\n\nsix to " + alice},
		},
		"two at most": {
			callback.Parts(written(time.Second, nil, six...), callback.WithMaxParts(2)), `try 1: "one 1"`,
			[]string{"8s two 2\n\nthree\n\nfour\n\nfive\n\nsix to " + alice},
		},
		"half a second apart": {
			callback.Parts(written(time.Second, nil, six...), callback.WithPartPause(time.Second/2)), `try 1: "one 1"`,
			[]string{"4s two 2 to " + alice, "5s three to " + alice, "8s four\n\nfive\n\nsix to " + alice},
		},
		"the first is late": {
			callback.Parts(written(20*time.Second, nil, "one\n\n", "two")), `try 3: ""`,
			[]string{"20s one to " + alice, "40s two to " + alice},
		},
		"no paragraph in time": {
			callback.Parts(written(6*time.Second, nil, "A sentence. ", "Another on", "e.")), `try 3: "A sentence."`,
			[]string{"18s Another one. to " + alice},
		},
		"an error at last": {callback.Parts(written(time.Second, errors.New("down"), "one\n\n", "two")), `try 1: "one\n\ntwo"`, nil},
		"an error at once": {callback.Parts(written(time.Second, errors.New("down"))), `try 1: "sorry"`, nil},
		"nothing":          {callback.Parts(written(time.Second, nil)), `try 1: "sorry"`, nil},
		"blanks":           {callback.Parts(written(time.Second, nil, "\n\n", " ", "\n")), `try 1: "sorry"`, nil},
		"a panic": {callback.Parts(func(yield func(reply.Reply, error) bool) {
			yield(reply.Text("one"), nil)
			panic("oh no")
		}), `try 1: "one"`, nil},
		"behind Later": {
			callback.Later(func(context.Context) (reply.Reply, error) {
				return callback.Parts(written(time.Second, nil, "one\n\n", "two\n\n", "three\n\n", "four")), nil
			}), `try 1: ""`, []string{"3s one\n\ntwo to " + alice, "6s three\n\nfour to " + alice},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := newOutbox()
				s, _ := newServer(t, account.Safe, always(c.parts, nil), callback.WithSender(o.send), callback.WithFallback(reply.Text("sorry")))
				got := pushTo(t, textXML("hello", 1), s, s, s)
				time.Sleep(time.Hour)
				if diff := cmp.Diff(c.sent, o.all()); got != c.got || diff != "" {
					t.Errorf("got %s, want %s; sent %s", got, c.got, diff)
				}
			})
		})
	}
}

// Where nothing can be sent, the push is answered with what is there in time, and the rest is kept.
func TestPartsWithoutASender(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _ := newServer(t, account.Safe, always(callback.Parts(written(3*time.Second, nil, "one\n\n", "two\n\n", "three\n\n", "four\n\n", "five\n\n", "six")), nil),
					append(opts(), callback.WithPickup(callback.Pickup{More: " [more]"}))...)
				if got := pushTo(t, textXML("hello", 1), s, s, s); got != `try 3: "one\n\ntwo\n\nthree\n\nfour [more]"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Minute)
				if got := pushTo(t, textXML("继续", 2), s); got != `try 1: "five\n\nsix"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// Where no part is there in time and none can be sent later, the user reads the placeholder.
func TestPartsThatAreLateWithoutASender(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _ := newServer(t, account.Safe, always(callback.Parts(written(20*time.Second, nil, "one")), nil),
					append(opts(), callback.WithStillWorking(reply.Text("wait")))...)
				if got := pushTo(t, textXML("hello", 1), s, s, s); got != `try 3: "wait"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Minute)
				if got := pushTo(t, textXML("继续", 2), s); got != `try 1: "one"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// After 45047 the rest is kept. It goes out only after the answer to the push was written.
func TestPartsBeyondTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var sent []string
		s, _ := newServer(t, account.Safe, always(callback.Parts(written(4*time.Second, nil, "one\n\n", "two\n\n", "three\n\n", "four")), nil),
			callback.WithSender(func(_ context.Context, _ string, r reply.Reply) error {
				mu.Lock()
				defer mu.Unlock()
				if len(sent) == 1 {
					return &endpoint.Error{Code: 45047}
				}
				sent = append(sent, fmt.Sprint(r))
				return nil
			}))
		if got := pushTo(t, textXML("hello", 1), s, s, s); got != `try 1: "one"` && got != `try 2: "one"` {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Minute)
		mu.Lock()
		if diff := cmp.Diff([]string{"two"}, sent); diff != "" {
			t.Error(diff)
		}
		mu.Unlock()
		if got := pushTo(t, textXML("继续", 2), s); !strings.Contains(got, "three") {
			t.Errorf("got %s", got)
		}
		if got := pushTo(t, textXML("继续", 3), s); got != `try 1: "four"` {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Hour)
	})
}

// A handler that does not return at its limit leaves its user's queue, keeps its slot, and what it returns is dropped.
func TestStuckHandler(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		for _, how := range []string{"at once", "later", "in parts", "in parts, later"} {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					o := newOutbox()
					release := make(chan struct{})
					h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
						if m.(*message.Text).Content != "stuck" {
							return reply.Text("done"), nil
						}
						stuck := func(context.Context) (reply.Reply, error) {
							<-release
							return reply.Text("too late"), nil
						}
						inParts := func(context.Context) (reply.Reply, error) {
							return callback.Parts(func(yield func(reply.Reply, error) bool) { yield(stuck(context.Background())) }), nil
						}
						switch how {
						case "later":
							return callback.Later(stuck), nil
						case "in parts":
							return inParts(context.Background())
						case "in parts, later":
							return callback.Later(inParts), nil
						}
						return stuck(context.Background())
					})
					s, log := newServer(t, account.Safe, h, append(opts(), callback.WithSender(o.send), callback.WithMaxConcurrent(2),
						callback.WithLateLimit(time.Minute), callback.WithFallback(reply.Text("sorry")))...)
					pushTo(t, textXML("stuck", 1), s, s, s)
					time.Sleep(time.Minute)
					if got := pushTo(t, textXML("next", 2), s); got != `try 1: "done"` {
						t.Errorf("the user's next message got %s, log %s", got, log)
					}
					pushTo(t, textXML("stuck", 3), s, s, s)
					time.Sleep(2 * time.Minute)
					if w := safePush(textXML("next", 4)).post(s); w.Code != 503 {
						t.Errorf("with all handlers stuck a message got %d %s", w.Code, w.Body)
					}
					if n := strings.Count(log.String(), "has not returned at its limit"); n != 2 {
						t.Errorf("%d lines: %s", n, log)
					}
					if err := s.Shutdown(t.Context()); err != nil { // it does not wait for them
						t.Error(err)
					}
					close(release)
					time.Sleep(time.Hour)
					if len(o.all()) != 2 || strings.Contains(fmt.Sprint(o.all()), "too late") {
						t.Errorf("sent %q", o.all())
					}
				})
			})
		}
	}
}

// Where a stream does not end with its context, the user reads what came, in as many messages as it needs, and the
// stream counts as stuck until it returns.
func TestStuckStream(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := newOutbox()
				release := make(chan struct{})
				h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
					if m.(*message.Text).Content != "stuck" {
						return reply.Text("done"), nil
					}
					return callback.Parts(func(yield func(reply.Reply, error) bool) {
						_ = yield(reply.Text("one\n\n"), nil) && yield(reply.Text("two"), nil)
						<-release
						yield(reply.Text("too late"), nil)
					}), nil
				})
				s, log := newServer(t, account.Safe, h, append(opts(), callback.WithSender(o.send), callback.WithMaxConcurrent(1),
					callback.WithLateLimit(time.Minute), callback.WithFallback(reply.Text("sorry")))...)
				if got := pushTo(t, textXML("stuck", 1), s, s, s); got != `try 1: "one"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(2 * time.Minute)
				if len(o.all()) != 1 || !strings.HasPrefix(o.all()[0], "1m1s two") || strings.Count(log.String(), "\n") != 1 {
					t.Errorf("sent %q, log %s", o.all(), log)
				}
				if w := safePush(textXML("next", 2)).post(s); w.Code != 503 {
					t.Errorf("beside a stuck stream a message got %d %s", w.Code, w.Body)
				}
				close(release)
				time.Sleep(time.Second)
				if got := pushTo(t, textXML("next", 3), s); got != `try 1: "done"` {
					t.Errorf("once it returned, a message got %s", got)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// A handler that returns a stream after its limit is as stuck as another one: one line, and nothing is under way.
func TestStuckBeforeTheStream(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
					if m.(*message.Text).Content != "q" {
						return reply.Text("handled"), nil
					}
					time.Sleep(11 * time.Minute)
					return callback.Parts(written(0, nil, "one. ", "two")), nil
				})
				s, log := newServer(t, account.Safe, h, append(opts(), callback.WithStillWorking(reply.Text("wait")))...)
				pushTo(t, textXML("q", 1), s, s, s)
				time.Sleep(12 * time.Minute)
				if got := pushTo(t, textXML("继续", 2), s, s, s); got != `try 1: "handled"` || strings.Count(log.String(), "\n") != 1 {
					t.Errorf("got %s, log %s", got, log)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// Do waits for a stream no longer than its context allows, and neither does the user's next message.
func TestDoEndsAStream(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]func(ctx context.Context) (context.Context, context.CancelFunc){
		"a deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 10*time.Second)
		},
		"a cancellation": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(10*time.Second, cancel)
			return ctx, cancel
		},
	} {
		for _, looks := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, looks at yield %v", name, looks), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
						if m.(*message.Text).Content != "q" {
							return reply.Text("handled"), nil
						}
						return callback.Parts(func(yield func(reply.Reply, error) bool) {
							for range 30 {
								time.Sleep(2 * time.Second)
								if looks && !yield(reply.Text("x\n\n"), nil) {
									return
								}
							}
						}), nil
					})
					s, log := newServer(t, account.Safe, h, callback.WithSender(newOutbox().send))
					began := time.Now()
					ctx, cancel := with(t.Context())
					defer cancel()
					err := s.Do(ctx, parsedPush(t, s, textXML("q", 1)))
					if took := time.Since(began); took > 15*time.Second || !errors.Is(err, context.Cause(ctx)) {
						t.Errorf("Do took %v: %v, log %s", took, err, log)
					}
					if got := pushTo(t, textXML("next", 2), s); got != `try 1: "handled"` {
						t.Errorf("the next message got %s", got)
					}
					time.Sleep(time.Hour)
				})
			})
		}
	}
}

// A stream that has ended does not count as stuck, not even for a moment.
func TestStreamsFreeTheirSlot(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Plain, always(callback.Parts(written(0, nil, "one")), nil), callback.WithMaxConcurrent(1))
	var all sync.WaitGroup
	for user := range 4 {
		all.Go(func() {
			for i := range 1000 {
				xml := strings.Replace(textXML("q", int64(user*1000+i+1)), alice, fmt.Sprint("user", user), 1)
				if w := plainPush(xml).post(s); w.Code != 200 {
					t.Errorf("a push got %d %s", w.Code, w.Body)
					return
				}
			}
		})
	}
	all.Wait()
}

// The limit is the handler's. What was written by then reaches the user also where sending takes longer.
func TestLimitIsTheHandlersAlone(t *testing.T) {
	t.Parallel()
	var long strings.Builder
	for i := range 5 {
		fmt.Fprintf(&long, "part %d\n%s\n\n", i, strings.Repeat("x ", 950))
	}
	atLimit := func(yield func(reply.Reply, error) bool) {
		time.Sleep(4 * time.Second)
		_ = yield(reply.Text("part 0\n\n"), nil)
		time.Sleep(15 * time.Second)
		_ = yield(reply.Text("part 1\n\n"), nil)
		time.Sleep(800 * time.Millisecond)
		_ = yield(reply.Text("part 2"), nil)
	}
	for name, c := range map[string]struct {
		handler callback.HandlerFunc
		parts   int
	}{
		"a long text": {func(context.Context, message.Message) (reply.Reply, error) {
			time.Sleep(19 * time.Second)
			return reply.Text(long.String()), nil
		}, 5},
		"a stream": {always(callback.Parts(atLimit), nil), 3},
	} {
		for where, opts := range aloneAndOnStore {
			for _, detached := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %s, Do %v", name, where, detached), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						var sent []string
						send := func(_ context.Context, _ string, r reply.Reply) error {
							time.Sleep(time.Second)
							sent = append(sent, string(r.(reply.Text))[:len("part 0")])
							return nil
						}
						s, log := newServer(t, account.Safe, c.handler, append(opts(), callback.WithSender(send),
							callback.WithLateLimit(20*time.Second), callback.WithFallback(reply.Text("sorry, nothing")))...)
						first := ""
						if detached {
							if err := s.Do(t.Context(), parsedPush(t, s, textXML("q", 1))); err != nil {
								t.Error(err)
							}
						} else {
							first = pushTo(t, textXML("q", 1), s, s, s)
						}
						time.Sleep(time.Hour)
						synctest.Wait()
						all := first + fmt.Sprint(sent)
						for i := range c.parts {
							if strings.Count(all, fmt.Sprint("part ", i)) != 1 {
								t.Errorf("part %d: got %.40s, sent %q, log %s", i, first, sent, log)
							}
						}
						if strings.Contains(all, "sorry") || log.String() != "" {
							t.Errorf("sent %q, log %s", sent, log)
						}
					})
				})
			}
		}
	}
}

// A model may think for minutes between two parts, on whatever instance the first one was read.
func TestPartsAfterALongPause(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2} {
		for _, first := range []time.Duration{4 * time.Second, 6 * time.Second} {
			t.Run(fmt.Sprintf("%d instances, after %v", n, first), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					o := newOutbox()
					h := always(callback.Parts(func(yield func(reply.Reply, error) bool) {
						time.Sleep(first)
						if yield(reply.Text("one\n\n"), nil) {
							time.Sleep(5 * time.Minute)
							yield(reply.Text("two"), nil)
						}
					}), nil)
					servers, log := instances(t, n, h, callback.WithSender(o.send), callback.WithStore(store.NewMemory()))
					servers = append(servers, servers...)
					if got := pushTo(t, textXML("q", 1), servers[:2]...); !strings.HasSuffix(got, `"one"`) {
						t.Errorf("got %s", got)
					}
					time.Sleep(10 * time.Minute)
					if want := fmt.Sprint(first+5*time.Minute, " two to ", alice); len(o.all()) != 1 || o.all()[0] != want {
						t.Errorf("sent %q, want %s, log %s", o.all(), want, log)
					}
					time.Sleep(time.Hour)
				})
			})
		}
	}
}

// With a full store, or one key that no instance can read, the others are as before.
func TestPoisonedKeys(t *testing.T) {
	t.Parallel()
	for name, poison := range map[string]error{"JSON": nil, "type": store.ErrWrongType} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &poisonedStore{Store: store.NewMemory(), of: alice, err: poison}
				o := newOutbox()
				a, log := newServer(t, account.Safe, echo(new(atomic.Int32)), callback.WithStore(p), callback.WithSender(o.send))
				b, _ := newServer(t, account.Safe, echo(new(atomic.Int32)), callback.WithStore(p), callback.WithSender(o.send))
				for i := range int64(5) {
					if got := pushTo(t, textXML("hello", i+1), a); !strings.HasPrefix(got, "try 1") {
						t.Errorf("the poisoned user gets %s", got)
					}
					bob := strings.Replace(textXML("hello", i+1), alice, "bob", 1)
					if got := pushTo(t, bob, a); got != pushTo(t, bob, b) {
						t.Errorf("another user gets %s, and elsewhere something else", got)
					}
					time.Sleep(time.Minute)
				}
				if strings.Contains(log.String(), "goes on alone") {
					t.Error(log)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// poisonedStore is a store in which the keys of a user cannot be used.
type poisonedStore struct {
	store.Store
	of  string
	err error // nil for values that no instance can read
}

func (p *poisonedStore) bad(key string) bool { return strings.HasSuffix(key, ":queue:"+p.of) }

func (p *poisonedStore) Get(ctx context.Context, key string) ([]byte, error) {
	switch {
	case !p.bad(key):
		return p.Store.Get(ctx, key)
	case p.err != nil:
		return nil, p.err
	}
	return []byte("{"), nil
}

func (p *poisonedStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if p.bad(key) {
		return false, p.err
	}
	return p.Store.CompareAndSwap(ctx, key, old, new, ttl)
}
