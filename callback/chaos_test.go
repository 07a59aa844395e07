package callback_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// chaotic is a store that loses its data every few seconds, and whose operations fail often: some before they take
// effect, some after.
type chaotic struct {
	mu     sync.Mutex
	random *rand.Rand
	data   *store.Memory
	fails  float64 // how many operations fail
	down   bool
}

var errChaos = errors.New("connection reset by peer")

func (c *chaotic) wipe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data = store.NewMemory()
}

// do makes an operation, which may fail before or after.
func (c *chaotic) do(ctx context.Context, operation func(*store.Memory) error) error {
	c.mu.Lock()
	takes := time.Duration(c.random.IntN(20)) * time.Millisecond
	fate, down := c.random.Float64(), c.down
	fails := c.fails
	c.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		return ctx.Err()
	}
	if down || fate < fails/2 {
		return errChaos
	}
	c.mu.Lock()
	data := c.data
	c.mu.Unlock()
	if err := operation(data); err != nil {
		return err
	}
	if fate < fails {
		return errChaos
	}
	return nil
}

func (c *chaotic) Get(ctx context.Context, key string) (value []byte, err error) {
	err = c.do(ctx, func(m *store.Memory) error {
		value, err = m.Get(ctx, key)
		return err
	})
	return value, err
}

func (c *chaotic) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return c.do(ctx, func(m *store.Memory) error { return m.Set(ctx, key, value, ttl) })
}

func (c *chaotic) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (swapped bool, err error) {
	err = c.do(ctx, func(m *store.Memory) error {
		swapped, err = m.CompareAndSwap(ctx, key, old, new, ttl)
		return err
	})
	return swapped && err == nil, err
}

// fate is what became of one message.
type messageFate struct{ runs, shown, sent, kept int }

func (f messageFate) isLost() bool  { return f.runs == 0 || f.shown+f.sent+f.kept == 0 }
func (f messageFate) isTwice() bool { return f.sent > 1 || f.sent == 1 && f.shown > 0 }

// Whatever the store does, no answer is lost, and none is sent that a push was answered with, or that was sent before.
func TestChaos(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails float64
		wipes time.Duration
	}{
		"steady":                 {0, 0},
		"operations fail":        {0.3, 0},
		"the data is lost":       {0, 3 * time.Second},
		"both":                   {0.3, 3 * time.Second},
		"both, seldom":           {0.01, 20 * time.Second},
		"the data is lost often": {0.05, 700 * time.Millisecond},
	} {
		for _, send := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, sender %v", name, send), func(t *testing.T) {
				t.Parallel()
				for seed := range uint64(2) {
					synctest.Test(t, func(t *testing.T) { chaos(t, seed, 120, c.fails, c.wipes, send) })
				}
			})
		}
	}
}

func chaos(t *testing.T, seed uint64, messages int, fails float64, wipes time.Duration, send bool) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	st := &chaotic{random: rand.New(rand.NewPCG(seed, 8)), data: store.NewMemory(), fails: fails}
	var mu sync.Mutex
	fates := make([]messageFate, messages)
	note := func(text string, change func(*messageFate)) {
		var i int
		if _, err := fmt.Sscanf(strings.TrimPrefix(text, "answer "), "%d", &i); err == nil {
			mu.Lock()
			defer mu.Unlock()
			change(&fates[i])
		}
	}
	takes := make([]time.Duration, messages)
	for i := range takes {
		takes[i] = time.Duration(random.IntN(20_000)) * time.Millisecond
	}
	h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
		text := m.(*message.Text).Content
		var i int
		if _, err := fmt.Sscanf(text, "%d", &i); err != nil {
			return nil, nil
		}
		note(text, func(f *messageFate) { f.runs++ })
		time.Sleep(takes[i])
		return reply.Text("answer " + text), nil
	})
	opts := []callback.Option{callback.WithStore(st), callback.WithStillWorking(reply.Text("wait"))}
	if send {
		opts = append(opts, callback.WithSender(func(_ context.Context, _ string, r reply.Reply) error {
			note(string(r.(reply.Text)), func(f *messageFate) { f.sent++ })
			return nil
		}))
	}
	var to []*callback.Server
	for range 2 {
		s, _ := newServer(t, account.Safe, h, opts...)
		to = append(to, s)
	}
	ended := make(chan struct{})
	var chaosEnds sync.WaitGroup
	if wipes > 0 {
		chaosEnds.Go(func() {
			for {
				select {
				case <-time.After(wipes):
					st.wipe()
				case <-ended:
					return
				}
			}
		})
	}
	var all sync.WaitGroup
	for i := range messages {
		at := time.Duration(random.IntN(30_000)) * time.Millisecond
		order := []int{random.IntN(2), random.IntN(2), random.IntN(2)}
		all.Go(func() {
			time.Sleep(at)
			xml := strings.Replace(textXML(fmt.Sprint(i), int64(i+1)), alice, fmt.Sprint("user", i), 1)
			for _, n := range order {
				w := safePush(xml).within(t.Context(), hangUp, to[n])
				if w != nil && w.Code == 200 {
					note(content(t, w), func(f *messageFate) { f.shown++ })
					return
				}
			}
		})
	}
	all.Wait()
	time.Sleep(time.Minute)
	close(ended)
	chaosEnds.Wait()
	st.mu.Lock()
	st.fails = 0
	st.mu.Unlock()
	time.Sleep(time.Minute)
	for i := range messages { // each user asks
		all.Go(func() {
			for n := range 3 {
				xml := strings.Replace(textXML("继续", int64(100_000+10*i+n)), alice, fmt.Sprint("user", i), 1)
				w := safePush(xml).within(t.Context(), hangUp, to[n%2])
				if w != nil && w.Code == 200 {
					note(content(t, w), func(f *messageFate) { f.kept++ })
				}
				time.Sleep(20 * time.Second)
			}
		})
	}
	all.Wait()
	var lost, twice, again int
	var sum messageFate
	for i, f := range fates {
		if f.isLost() {
			lost++
			t.Logf("lost: message %d takes %v: %+v", i, takes[i], f)
		}
		if f.isTwice() {
			twice++
			t.Logf("twice: message %d takes %v: %+v", i, takes[i], f)
		}
		if f.shown+f.sent+f.kept > 1 {
			again++
		}
		sum = messageFate{sum.runs + f.runs, sum.shown + f.shown, sum.sent + f.sent, sum.kept + f.kept}
	}
	t.Logf("%+v of %d messages, %d read again", sum, messages, again)
	if lost > 0 || twice > 0 {
		t.Errorf("%d lost, %d twice", lost, twice)
	}
	time.Sleep(2 * time.Hour)
}
