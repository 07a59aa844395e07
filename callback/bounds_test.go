package callback_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
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

// a: 50 users' messages run at another instance; their next ones wait here.
func TestWaitingElsewhereCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem, runs := store.NewMemory(), new(atomic.Int32)
		a, _ := newServer(t, account.Safe, slow(runs, 10*time.Second), callback.WithStore(mem))
		b, _ := newServer(t, account.Safe, slow(runs, 10*time.Second), callback.WithStore(mem), callback.WithMaxWaiting(2))
		var all sync.WaitGroup
		var refused atomic.Int32
		for round, s := range []*callback.Server{a, b} {
			for i := range 50 {
				xml := strings.Replace(textXML("x", int64(100*round+i+1)), alice, fmt.Sprint("user", i), 1)
				all.Go(func() {
					if safePush(xml).post(s).Code == 503 {
						refused.Add(1)
					}
				})
			}
			time.Sleep(time.Second)
		}
		if refused.Load() < 45 {
			t.Errorf("%d of 50 refused, with WithMaxWaiting(2)", refused.Load())
		}
		all.Wait()
		time.Sleep(time.Hour)
	})
}

// What Do holds after it has returned, while all slots are taken.
func TestDoHoldsNothingAfterwards(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stop := make(chan struct{})
		h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
			<-stop
			return nil, nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithSender(newOutbox().send), callback.WithMaxConcurrent(1), callback.WithMaxWaiting(10))
		p := parsedPush(t, s, textXML("hello", 1))
		var all sync.WaitGroup
		all.Go(func() { _ = s.Do(context.Background(), p) })
		synctest.Wait()
		var live atomic.Int32
		for i := range 2000 {
			q := parsedPush(t, s, strings.Replace(textXML("hello", int64(i+2)), alice, fmt.Sprint("user", i), 1))
			live.Add(1)
			runtime.AddCleanup(q.Message.(*message.Text), func(int) { live.Add(-1) }, 0)
			ctx, cancel := context.WithTimeout(context.Background(), 100*time.Microsecond)
			if err := s.Do(ctx, q); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			cancel()
		}
		// A cleanup runs some time after the collection that found its object gone.
		for round := 0; live.Load() > 100 && round < 200; round++ {
			runtime.GC()
		}
		if n := live.Load(); n > 100 {
			t.Errorf("%d messages are held whose Do has returned, with WithMaxWaiting(10)", n)
		}
		close(stop)
		all.Wait()
	})
}
