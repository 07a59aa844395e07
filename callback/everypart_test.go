package callback_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// paragraphs are n paragraphs with a number each, from <000> on.
func paragraphs(n int) (texts []string) {
	for i := range n {
		texts = append(texts, fmt.Sprintf("<%03d>这是大模型写的一段很长的回答。\n\n", i))
	}
	return texts
}

// checkParagraphs checks that a user who reads text reads n paragraphs, each once and in order.
func checkParagraphs(t *testing.T, text string, n int) {
	t.Helper()
	last := -1
	for i := range n {
		number := fmt.Sprintf("<%03d>", i)
		at := strings.Index(text, number)
		if at <= last || strings.Count(text, number) != 1 {
			t.Errorf("%s is read %d times, at %d after %d", number, strings.Count(text, number), at, last)
			return
		}
		last = at
	}
}

// readOn asks for what is kept until the handler answers "none", each time another instance, and returns all that it
// reads.
func readOn(t *testing.T, to ...http.Handler) string {
	t.Helper()
	var all strings.Builder
	for i := range 30 {
		got := pushTo(t, textXML("继续", int64(1000+i)), to[i%len(to)])
		if strings.Contains(got, "none") {
			return all.String()
		}
		all.WriteString(got)
		time.Sleep(time.Second)
	}
	t.Error("the kept answer has no end")
	return all.String()
}

// answers returns a handler that answers "q" with what of returns, after a time, and anything else with "none".
func answers(takes time.Duration, of func() reply.Reply) callback.HandlerFunc {
	return func(_ context.Context, m message.Message) (reply.Reply, error) {
		if text, ok := m.(*message.Text); !ok || text.Content != "q" {
			return reply.Text("none"), nil
		}
		time.Sleep(takes)
		return of(), nil
	}
}

// A user reads every part of an answer once and in order: whichever instances the pushes reach, however long the
// handler takes, however slow the store is, and whether parts can be sent, cannot, or can no longer after the first.
func TestEveryPartIsReadOnce(t *testing.T) {
	t.Parallel()
	whole := func(n int) func() reply.Reply {
		return func() reply.Reply { return reply.Text(strings.Join(paragraphs(n), "")) }
	}
	stream := func(n int, pause time.Duration) func() reply.Reply {
		return func() reply.Reply { return callback.Parts(written(pause, nil, paragraphs(n)...)) }
	}
	boundaries := []time.Duration{100, 4950, 6000, 9980, 14650, 20000}
	for name, c := range map[string]struct {
		n     int
		of    func() reply.Reply
		takes []time.Duration // in milliseconds
	}{
		"short": {5, whole(5), []time.Duration{4950, 14650}},
		"long":  {120, whole(120), append(boundaries, 5050, 10050, 14710, 15450)},
		"later": {120, func() reply.Reply {
			return callback.Later(func(context.Context) (reply.Reply, error) { return whole(120)(), nil })
		}, boundaries},
		"parts, fast": {200, stream(200, 50*time.Millisecond), boundaries},
		"parts":       {10, stream(10, 2*time.Second), boundaries},
		"parts, slow": {8, stream(8, 7*time.Second), []time.Duration{0}},
		"parts, late": {8, stream(8, 14500*time.Millisecond), []time.Duration{0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, order := range []string{"aba", "abb", "aab", "abc"} {
				for i, takes := range c.takes {
					for sends := range 3 {
						delay := time.Duration((i+sends)%2) * 200 * time.Millisecond
						t.Run(fmt.Sprintf("%s/%d ms/store %v/sender %d", order, takes, delay, sends), func(t *testing.T) {
							synctest.Test(t, func(t *testing.T) {
								text := everyPart(t, answers(takes*time.Millisecond, c.of), order, delay, sends)
								checkParagraphs(t, text, c.n)
							})
						})
					}
				}
			}
		})
	}
}

// everyPart pushes "q" to instances, and returns all that its user reads in the end. The sender is none for 0, works
// for 1, and is refused its second message for 2.
func everyPart(t *testing.T, h callback.Handler, order string, delay time.Duration, sends int) string {
	t.Helper()
	var sent strings.Builder
	var n atomic.Int32
	u := &unreliable{Store: store.NewMemory()}
	opts := []callback.Option{callback.WithStore(u), callback.WithStillWorking(reply.Text("wait"))}
	if sends > 0 {
		opts = append(opts, callback.WithSender(func(_ context.Context, _ string, r reply.Reply) error {
			if n.Add(1) == 2 && sends == 2 {
				return &endpoint.Error{Code: 45047}
			}
			sent.WriteString(string(r.(reply.Text)))
			return nil
		}))
	}
	servers, _ := instances(t, 3, h, opts...)
	u.slow.Store(int64(delay))
	var to []http.Handler
	for _, letter := range order {
		to = append(to, servers[letter-'a'])
	}
	first := pushTo(t, textXML("q", 1), to...)
	time.Sleep(4 * time.Minute)
	u.slow.Store(0)
	synctest.Wait()
	all := first + sent.String() + readOn(t, servers[:2]...)
	time.Sleep(time.Hour)
	return all
}

// swapStore tells of what was written to a store.
type swapStore struct {
	store.Store
	swapped func(key string, value []byte)
}

func (s *swapStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	ok, err := s.Store.CompareAndSwap(ctx, key, old, new, ttl)
	if ok {
		s.swapped(key, new)
	}
	return ok, err
}

// Where a push has taken the first part from another instance, and its client hangs up before it is written, the part
// is kept, and so are those that follow it.
func TestTakenPartThatIsNotWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		h := answers(6*time.Second, func() reply.Reply { return reply.Text(strings.Join(paragraphs(120), "")) })
		a, _ := newServer(t, account.Safe, h, callback.WithStore(shared))
		ctx, cancel := context.WithCancel(t.Context())
		b, _ := newServer(t, account.Safe, h, callback.WithStore(&swapStore{shared, func(_ string, value []byte) {
			if bytes.Contains(value, []byte(`"fate":"taken"`)) {
				cancel()
			}
		}}))
		pushTo(t, textXML("q", 1), a)
		safePush(textXML("q", 1)).within(ctx, hangUp, b)
		if ctx.Err() != context.Canceled {
			t.Error("the push has not taken the answer")
		}
		time.Sleep(time.Minute)
		all := readOn(t, a, b)
		for _, p := range paragraphs(120) {
			if n := strings.Count(all, p[:5]); n != 1 {
				t.Errorf("%s is read %d times", p[:5], n)
			}
		}
		time.Sleep(time.Hour)
	})
}

// A user who asks while the answer grows reads every part once and in order.
func TestPartsAreReadWhileTheyCome(t *testing.T) {
	t.Parallel()
	h := func(runs *atomic.Int32) callback.HandlerFunc {
		return func(context.Context, message.Message) (reply.Reply, error) {
			runs.Add(1)
			texts := paragraphs(10)
			for i := range texts {
				texts[i] += strings.Repeat("字", 400) + "\n\n"
			}
			return callback.Parts(written(9*time.Second, nil, texts...)), nil
		}
	}
	forPickup(t, h, func(t *testing.T, c *chat, runs *atomic.Int32, _ *journal) {
		all := c.says("q")
		for range 60 {
			time.Sleep(time.Second)
			if all += c.says("继续"); strings.Contains(all, "<009>") {
				break
			}
		}
		checkParagraphs(t, all, 10)
		if runs.Load() != 1 {
			t.Errorf("%d runs", runs.Load())
		}
	})
}

// A shutdown waits until the store has what was kept and what was read: no answer is lost, and none is read twice.
func TestShutdownWaitsForKeptAnswers(t *testing.T) {
	t.Parallel()
	for name, readBefore := range map[string]bool{"kept": false, "read": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				a, b, away := cutOff(t, model(&runs))
				pushTo(t, textXML("20s a", 1), a, a, a)
				if readBefore {
					time.Sleep(time.Minute)
				}
				away.slow.Store(int64(300 * time.Millisecond))
				if readBefore {
					if got := pushTo(t, textXML("继续", 2), a); got != `try 1: "answer to 20s a"` {
						t.Errorf("got %s", got)
					}
				}
				if err := a.Shutdown(t.Context()); err != nil {
					t.Error(err)
				}
				away.cut.Store(true) // the process has ended
				time.Sleep(time.Minute)
				got := pushTo(t, textXML("继续", 3), b)
				if strings.Contains(got, "20s a") == readBefore {
					t.Errorf("after the shutdown: %s", got)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// A click may have three messages. The last of them says that more is kept.
func TestLongAnswerToAClick(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox()
		h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
			if _, ok := m.(*message.ClickEvent); ok {
				return reply.Text(strings.Join(paragraphs(400), "")), nil
			}
			return reply.Text("none"), nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithSender(o.send))
		text := pushTo(t, eventXML("CLICK", "k", 1), s)
		time.Sleep(time.Minute)
		sent := o.all()
		if len(sent) != 3 || !strings.Contains(sent[2], "看下文") || strings.Contains(sent[1], "看下文") {
			t.Errorf("sent %q", sent)
		}
		checkParagraphs(t, text+fmt.Sprint(sent)+readOn(t, s), 400)
		time.Sleep(time.Hour)
	})
}
