package callback_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
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

// tally is a recorder that keeps sums.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) Record(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
	if i.Kind == telemetry.Gauge { // see TestHandlersAreMeasured
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[i.Name+" "+strings.Join(labels, " ")]++
}

func (c *tally) all() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.counts)
}

func TestTelemetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &tally{counts: map[string]int{}}
		h := callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
			text, ok := m.(*message.Text)
			if !ok {
				return nil, nil
			}
			switch word, span, _ := strings.Cut(text.Content, " "); word {
			case "fail":
				return nil, errors.New("no")
			case "long":
				return reply.Text(strings.Repeat("x", 3000)), nil
			case "panic":
				panic("no")
			case "take":
				d, _ := time.ParseDuration(span)
				time.Sleep(d)
			}
			return reply.Text("ok"), nil
		})
		o := newOutbox()
		shared := store.NewMemory()
		opts := []callback.Option{callback.WithTelemetry(c), callback.WithSender(o.send), callback.WithStore(shared), callback.WithUnordered()}
		a, _ := newServer(t, account.Safe, h, opts...)
		b, _ := newServer(t, account.Safe, h, opts...)
		for i, text := range []string{"quick", "fail", "long", "panic"} {
			pushTo(t, textXML(text, int64(i+1)), a)
		}
		pushTo(t, textXML("quick", 1), a)              // replayed
		pushTo(t, textXML("quick", 1), b)              // elsewhere
		pushTo(t, textXML("take 6s", 10), a, a, a)     // abandoned, joined
		pushTo(t, textXML("take 6s", 11), a, b, a)     // abandoned, joined elsewhere
		pushTo(t, textXML("take 20s", 12), a, b, a)    // abandoned twice, acknowledged
		pushTo(t, textXML("take 6s", 13), a)           // no push takes it
		pushTo(t, eventXML("CLICK", "k", 1), a)        // an event
		pushTo(t, eventXML("novel_"+alice, "k", 1), a) // its name is no label
		plainPush(textXML("quick", 99)).post(a)        // refused
		time.Sleep(time.Minute)
		want := map[string]int{
			"wechatgo.pushes text handled":      2, // a long text is as many messages as it needs
			"wechatgo.pushes text failed":       1,
			"wechatgo.pushes text panicked":     1,
			"wechatgo.pushes text replayed":     2,
			"wechatgo.pushes text joined":       2,
			"wechatgo.pushes text abandoned":    5,
			"wechatgo.pushes text acknowledged": 1,
			"wechatgo.pushes click handled":     1,
			"wechatgo.pushes unknown handled":   1,
			"wechatgo.pushes unread refused":    1,
			"wechatgo.handler.duration text":    8,
			"wechatgo.handler.duration click":   1,
			"wechatgo.handler.duration unknown": 1,
			"wechatgo.joins here":               3,
			"wechatgo.joins elsewhere":          3,
			"wechatgo.late.replies sent":        3,
		}
		if diff := cmp.Diff(want, c.all()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// Every outcome of a late reply is counted.
func TestLateTelemetry(t *testing.T) {
	t.Parallel()
	for want, send := range map[telemetry.Outcome]callback.SendFunc{
		telemetry.Sent:        func(context.Context, string, reply.Reply) error { return nil },
		telemetry.Failed:      func(context.Context, string, reply.Reply) error { return errors.New("no") },
		telemetry.Unsupported: func(context.Context, string, reply.Reply) error { return fmt.Errorf("%w", callback.ErrUnsendable) },
		telemetry.Kept:        nil,
	} {
		t.Run(string(want), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &tally{counts: map[string]int{}}
				opts := []callback.Option{callback.WithTelemetry(c)}
				if send != nil {
					opts = append(opts, callback.WithSender(send))
				}
				s, _ := newServer(t, account.Safe, callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					time.Sleep(20 * time.Second)
					return reply.Text("late"), nil
				}), opts...)
				pushTo(t, textXML("hello", 1), s, s, s)
				time.Sleep(time.Minute)
				if n := c.all()["wechatgo.late.replies "+string(want)]; n != 1 {
					t.Errorf("got %v", c.all())
				}
			})
		})
	}
}

// What runs, waits and is stuck is measured once a second, and last as nothing.
func TestHandlersAreMeasured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		values := map[string]float64{}
		rec := telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, value float64, labels ...string) {
			mu.Lock()
			defer mu.Unlock()
			if i == telemetry.Handlers {
				values[labels[0]] = value
			}
		})
		want := func(running, waiting, stuck float64) {
			t.Helper()
			mu.Lock()
			defer mu.Unlock()
			if diff := cmp.Diff(map[string]float64{telemetry.Running: running, telemetry.Waiting: waiting, telemetry.Stuck: stuck}, values); diff != "" {
				t.Error(diff)
			}
		}
		release := make(chan struct{})
		s, _ := newServer(t, account.Safe, callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			<-release
			return nil, nil
		}), callback.WithTelemetry(rec), callback.WithMaxConcurrent(2), callback.WithLateLimit(time.Minute))
		for i := range 3 {
			go safePush(fromUser(i)).within(t.Context(), hangUp, s)
		}
		time.Sleep(30 * time.Second)
		want(2, 1, 0)
		time.Sleep(40 * time.Second)
		want(0, 0, 2) // the third one's time is over
		close(release)
		time.Sleep(10 * time.Second)
		want(0, 0, 0)
	})
}
