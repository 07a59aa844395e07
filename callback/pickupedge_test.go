package callback_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// A message that waits behind another one of its user asks for nothing that is under way: nothing is, once its turn has
// come.
func TestAskBehindAMessage(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		for _, second := range []string{"7s next", "继续"} {
			t.Run(name+", "+second, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var runs []string
					h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
						text := m.(*message.Text).Content
						runs = append(runs, text)
						if text != "继续" {
							time.Sleep(7 * time.Second)
						}
						return reply.Text("answer to " + text), nil
					})
					s, _ := newServer(t, account.Safe, h, append(opts(), callback.WithStillWorking(reply.Text("wait")))...)
					got := make([]string, 2)
					for i, text := range []string{"7s next", second} {
						go func() { got[i] = pushTo(t, textXML(text, int64(i+1)), s, s, s) }()
						time.Sleep(2 * time.Second)
					}
					time.Sleep(time.Minute)
					synctest.Wait()
					if len(runs) != 2 || !strings.Contains(got[0], "answer to 7s next") || !strings.Contains(got[1], "answer to "+second) {
						t.Errorf("got %q after %q", got, runs)
					}
					time.Sleep(time.Hour)
				})
			})
		}
	}
}

// An answer that was read is not under way any more, whichever push it was read by: one to another instance, or an early
// second one.
func TestReadIsNotUnderWay(t *testing.T) {
	t.Parallel()
	for name, pushes := range map[string][]time.Duration{"elsewhere": {hangUp, hangUp}, "an early second push": {hangUp * 92 / 100, hangUp}} {
		for _, n := range []int{1, 2} {
			for _, question := range []string{"4.8s next", "6s next"} {
				t.Run(fmt.Sprintf("%s, %d instances, %s", name, n, question), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						var runs atomic.Int32
						servers, _ := instances(t, n, model(&runs), callback.WithStillWorking(reply.Text("wait")), callback.WithStore(store.NewMemory()))
						var w *httptest.ResponseRecorder
						for i, patience := range pushes {
							if w = safePush(textXML(question, 1)).within(t.Context(), patience, servers[i%n]); w != nil {
								break
							}
						}
						if got := content(t, w); got != "answer to "+question {
							t.Fatal(got)
						}
						for i := range 12 {
							time.Sleep(time.Second)
							if w := safePush(textXML("1s 继续", int64(2+i))).within(t.Context(), hangUp, servers[i%n]); content(t, w) == "wait" {
								t.Errorf("%d s after it was read it is under way", i+1)
							}
						}
						got := pushTo(t, textXML(question, 99), servers[0], servers[n-1])
						if !strings.Contains(got, "answer") || runs.Load() != 14 {
							t.Errorf("the same text got %s, %d runs", got, runs.Load())
						}
						time.Sleep(time.Hour)
					})
				})
			}
		}
	}
}

// A kept part that a push reads at another instance than the one that has fetched it is read once.
func TestPartReadElsewhere(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]int{"where the answer is known": 1, "where it is not": 0} {
		t.Run(name, func(t *testing.T) { testPartReadElsewhere(t, second) })
	}
}

// testPartReadElsewhere has the question's second push at an instance of two.
func testPartReadElsewhere(t *testing.T, second int) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := atomic.Bool{}
		st := &hooked{Store: store.NewMemory(), before: func(string, []byte, []byte) error {
			if slow.Load() {
				time.Sleep(300 * time.Millisecond)
			}
			return nil
		}}
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			time.Sleep(20 * time.Second)
			return reply.Text("A" + strings.Repeat(" word", 1000) + " Z"), nil
		})
		servers, _ := instances(t, 2, h, callback.WithStillWorking(reply.Text("wait")), callback.WithStore(st))
		pushTo(t, textXML("q", 1), servers[0], servers[second], servers[0])
		time.Sleep(time.Minute)
		slow.Store(true)
		if w := safePush(textXML("继续", 2)).within(t.Context(), 100*time.Millisecond, servers[0]); w != nil {
			t.Fatal("the push whose client hangs up was answered")
		}
		slow.Store(false)
		time.Sleep(hangUp - 100*time.Millisecond)
		one := pushTo(t, textXML("继续", 2), servers[1])
		time.Sleep(3 * time.Second)
		two := pushTo(t, textXML("继续", 3), servers[1])
		if !strings.HasPrefix(one, `try 1: "A word`) || !strings.HasPrefix(two, `try 1: "word`) {
			t.Errorf("read %.30s and %.30s", one, two)
		}
		time.Sleep(time.Hour)
	})
}

// A placeholder that was taken by a push whose client had hung up is not read as an answer later.
func TestPlaceholderIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var slow atomic.Bool
		st := &hooked{Store: store.NewMemory(), before: func(_ string, _, next []byte) error {
			if slow.Load() && strings.Contains(string(next), `"fate":"taken"`) {
				time.Sleep(400 * time.Millisecond)
			}
			return nil
		}}
		h := always(callback.Parts(written(30*time.Second, nil, "the answer")), nil)
		servers, log := instances(t, 2, h, callback.WithStillWorking(reply.Text("wait")), callback.WithStore(st))
		safePush(textXML("q", 1)).within(t.Context(), hangUp, servers[0])
		safePush(textXML("q", 1)).within(t.Context(), hangUp, servers[0])
		slow.Store(true)
		safePush(textXML("q", 1)).within(t.Context(), hangUp*9/10, servers[1])
		slow.Store(false)
		time.Sleep(time.Minute)
		if got := pushTo(t, textXML("继续", 2), servers[0]); got != `try 1: "the answer"` {
			t.Errorf("got %s, log %s", got, log)
		}
		time.Sleep(time.Hour)
	})
}

// With a key, an answer is in the store as it is for no longer than its pushes may come, whatever follows it.
func TestAnswersAreNotPlainForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := map[string]bool{}
		memory := store.NewMemory()
		st := &hooked{Store: memory, before: func(key string, _, _ []byte) error { keys[key] = true; return nil }}
		s, _ := newServer(t, account.Safe, always(reply.Text(strings.Repeat("private ", 800)), nil),
			callback.WithStore(st), callback.WithPickup(callback.Pickup{Key: []byte("0123456789abcdef")}))
		if got := pushTo(t, textXML("q", 1), s); !strings.Contains(got, "private") {
			t.Fatal(got)
		}
		time.Sleep(31 * time.Second)
		synctest.Wait()
		for key := range keys {
			if raw, err := memory.Get(t.Context(), key); err == nil && strings.Contains(string(raw), "private") {
				t.Errorf("%s has the answer: %.80s", key, raw)
			}
		}
		if got := pushTo(t, textXML("继续", 2), s); !strings.Contains(got, "private") {
			t.Errorf("the next part is %s", got)
		}
		time.Sleep(time.Hour)
	})
}

// Whoever is told how to read on can: also at once, and also where messages are not in order.
func TestAskForWhatIsWritten(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]callback.Option{"ordered": nil, "unordered": {callback.WithUnordered()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				long := strings.Repeat("x", 900) + "\n\n"
				h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					runs.Add(1)
					return callback.Parts(written(time.Second, nil, long, long, long, "end")), nil
				})
				s, _ := newServer(t, account.Safe, h, append(opts, callback.WithStillWorking(reply.Text("wait")))...)
				c := &chat{t: t, to: []*callback.Server{s}}
				part := strings.Repeat("x", 900)
				if got := pushTo(t, textXML("q", 100), s); got != fmt.Sprintf("try 1: %q", part+"\n\n"+part+more) {
					t.Errorf("got %s", got)
				}
				if got := pushTo(t, textXML("继续", 101), s); got != `try 1: "wait"` {
					t.Errorf("at once: %s", got)
				}
				time.Sleep(10 * time.Second)
				c.wants("继续", part+"\n\nend")
				if runs.Load() != 1 {
					t.Errorf("%d runs", runs.Load())
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// The words that say how to read on have room behind every first part.
func TestRoomToSayHowToReadOn(t *testing.T) {
	t.Parallel()
	for _, n := range []int{900, 970, 990, 1000, 1010, 1023, 1030, 1100} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := newServer(t, account.Safe, always(callback.Parts(func(yield func(reply.Reply, error) bool) {
				if yield(reply.Text(strings.Repeat("x ", n)+"end. "), nil) {
					time.Sleep(20 * time.Second)
					yield(reply.Text("and on"), nil)
				}
			}), nil))
			if got := pushTo(t, textXML("q", 1), s, s, s); strings.Count(got, "继续") != 1 {
				t.Errorf("%d: got %.20s…%s", n, got, got[len(got)-60:])
			}
			time.Sleep(time.Hour)
		})
	}
}

// They have room before another reply, too.
func TestRoomBeforeAnImage(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1900, 2000, 2040, 2048, 2100} {
		synctest.Test(t, func(t *testing.T) {
			h := always(callback.Parts(func(yield func(reply.Reply, error) bool) {
				_ = yield(reply.Text(strings.Repeat("x", n)), nil) && yield(reply.Image{MediaID: "m"}, nil)
			}), nil)
			s, _ := newServer(t, account.Safe, h)
			c := &chat{t: t, to: []*callback.Server{s}}
			read := c.says("q")
			for i := 0; i < 3 && strings.Contains(read, "继续"); i++ {
				read = c.says("继续")
			}
			if read != `""` { // an image has no text
				t.Errorf("%d: the last part read is %s", n, read)
			}
			time.Sleep(time.Hour)
		})
	}
}

// Answers expire when the option says so, whatever time the handler may take.
func TestPickupExpires(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opt    callback.Option
		expiry time.Duration
	}{
		"a minute":                  {callback.WithPickup(callback.Pickup{Expiry: time.Minute}), time.Minute},
		"an hour, a handler's week": {callback.WithLateLimit(48 * time.Hour), time.Hour},
	} {
		for where, opts := range aloneAndOnStore {
			t.Run(name+", "+where, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var runs atomic.Int32
					s, _ := newServer(t, account.Safe, model(&runs), append(opts(), c.opt, callback.WithStillWorking(reply.Text("wait")))...)
					for i, wait := range []time.Duration{c.expiry - 5*time.Second, c.expiry + 5*time.Second} {
						pushTo(t, textXML("20s q", int64(2*i+1)), s, s, s)
						time.Sleep(6*time.Second + wait) // the answer is there 20 s after the first push, the last push is answered after 14.7 s
						got := pushTo(t, textXML("继续", int64(2*i+2)), s)
						if read := strings.Contains(got, "answer to 20s"); read != (i == 0) {
							t.Errorf("%v later: %s", wait, got)
						}
					}
					time.Sleep(50 * time.Hour)
				})
			})
		}
	}
}

// The texts of C and C# are not the same text.
func TestPunctuationIsPartOfAQuestion(t *testing.T) {
	t.Parallel()
	forPickup(t, model, func(t *testing.T, c *chat, runs *atomic.Int32, _ *journal) {
		c.wants("20s about C", "wait")
		time.Sleep(time.Minute)
		c.wants("1s about C#", "answer to 1s about C#")
		c.wants(" 20s about C ", "answer to 20s about C")
		if runs.Load() != 2 {
			t.Errorf("%d runs", runs.Load())
		}
	})
}

// What is noted of other users, who have unfollowed, pushes no unread answer out.
func TestUnfollowersPushNothingOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, log := newServer(t, account.Plain, callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
			if _, ok := m.(*message.Text); !ok {
				return nil, nil
			}
			return model(&runs)(ctx, m)
		}))
		for range 3 {
			plainPush(textXML("20s q", 1)).within(t.Context(), hangUp, s)
		}
		time.Sleep(10 * time.Second)
		for i := range 1 << 15 {
			plainPush(strings.Replace(unsubscribeXML(), alice, fmt.Sprint("o", i), 1)).post(s)
		}
		w := plainPush(textXML("20s q", 2)).within(t.Context(), hangUp, s)
		if w == nil || content(t, w) != "answer to 20s q" || log.String() != "" {
			t.Errorf("got %v, %d runs, log %s", w, runs.Load(), log)
		}
		time.Sleep(2 * time.Hour)
	})
}

// An error after a part ends the answer: the user, who has read it or can, reads no fallback.
func TestErrorAfterAPart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts  []callback.Option
		begin time.Duration
	}{
		"read, with a sender": {[]callback.Option{callback.WithSender(newOutbox().send)}, 4 * time.Second},
		"read":                {nil, 4 * time.Second},
		"kept":                {nil, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := newOutbox()
				opts := append(c.opts, callback.WithFallback(reply.Text("sorry, no answer")))
				if c.opts != nil {
					opts = append(opts, callback.WithSender(o.send))
				}
				s, _ := newServer(t, account.Safe, callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
					if m.(*message.Text).Content != "q" {
						return reply.Text("handled"), nil
					}
					return callback.Parts(func(yield func(reply.Reply, error) bool) {
						time.Sleep(c.begin)
						long := reply.Text(strings.Repeat("long. ", 300) + "\n\n")
						_ = yield(long, nil)
						_ = yield(long, nil)
						time.Sleep(12 * time.Second)
						yield(nil, errors.New("down"))
					}), nil
				}), opts...)
				all := pushTo(t, textXML("q", 1), s, s, s)
				time.Sleep(time.Minute)
				for i := range 3 {
					all += pushTo(t, textXML("继续", int64(2+i)), s)
				}
				if all += fmt.Sprint(o.all()); strings.Contains(all, "sorry, no") || strings.Count(all, "long.") != 600 {
					t.Errorf("read %d words in %s", strings.Count(all, "long."), all)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// A fallback that shows nothing is none, and a pointer to a reply is the reply.
func TestFallbackOfNothing(t *testing.T) {
	t.Parallel()
	text := reply.Text("sorry")
	for name, c := range map[string]struct {
		fallback reply.Reply
		sent     string
	}{
		"nothing": {reply.Nothing{}, "[]"}, "a nil pointer": {(*reply.Text)(nil), "[]"}, "a pointer": {&text, "[reply.Text]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sent := []string{}
				h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
					if m.(*message.Text).Content == "late" {
						return putOff(nil, context.Canceled)(t.Context(), m)
					}
					return nil, errors.New("down")
				})
				s, _ := newServer(t, account.Safe, h, callback.WithFallback(c.fallback), callback.WithSender(func(_ context.Context, _ string, r reply.Reply) error {
					sent = append(sent, fmt.Sprintf("%T", r))
					return nil
				}))
				if w := safePush(textXML("now", 1)).post(s); (w.Body.String() == "success") != (c.sent == "[]") {
					t.Errorf("answered %s", w.Body)
				}
				safePush(textXML("late", 2)).post(s)
				time.Sleep(time.Minute)
				synctest.Wait()
				if fmt.Sprint(sent) != c.sent {
					t.Errorf("sent %v", sent)
				}
			})
		})
	}
}

// aborting is a middleware's writer that panics.
type aborting struct{ http.ResponseWriter }

func (aborting) Write([]byte) (int, error) { panic(http.ErrAbortHandler) }

// Where writing an answer panics, what follows it goes on.
func TestWriterPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox()
		h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
			if m.(*message.Text).Content == "next" {
				return reply.Text("second"), nil
			}
			return callback.Parts(written(2*time.Second, nil, "one\n\n", "two")), nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithSender(o.send))
		func() {
			defer func() { _ = recover() }()
			s.ServeHTTP(aborting{httptest.NewRecorder()}, safePush(textXML("q", 1)).request(t.Context()))
			t.Error("the writer has not panicked")
		}()
		if got := pushTo(t, textXML("next", 2), s, s, s); !strings.HasSuffix(got, `"second"`) || len(o.all()) != 1 {
			t.Errorf("the next message got %s, sent %q", got, o.all())
		}
		time.Sleep(time.Hour)
	})
}

// Two messages in a row, of which the first takes the time that the second has, where nothing can be sent (C26): both
// are handled in their order. The second answer is kept, unless the program takes messages in any order.
func TestTwoMessagesInARow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts   []callback.Option
		second string
	}{
		"ordered":   {nil, `try 3: "还在想"`},
		"unordered": {[]callback.Option{callback.WithUnordered()}, `try 2: "答二"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				h := callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
					runs.Add(1)
					time.Sleep(9 * time.Second)
					return reply.Text("答" + m.(*message.Text).Content), ctx.Err()
				})
				s, _ := newServer(t, account.Safe, h, append(c.opts, callback.WithStillWorking(reply.Text("还在想")))...)
				first := make(chan string)
				go func() { first <- pushTo(t, textXML("一", 1), s, s, s) }()
				time.Sleep(time.Second)
				second := pushTo(t, textXML("二", 2), s, s, s)
				if got := <-first; got != `try 2: "答一"` || second != c.second {
					t.Errorf("got %s and %s", got, second)
				}
				time.Sleep(time.Minute)
				if name == "ordered" {
					if got := pushTo(t, textXML("继续", 3), s); got != `try 1: "答二"` {
						t.Errorf("the kept answer is %s", got)
					}
				}
				if runs.Load() != 2 {
					t.Errorf("%d runs", runs.Load())
				}
				time.Sleep(time.Hour)
			})
		})
	}
}
