package callback_test

import (
	"context"
	"errors"
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

// ServeHTTP alone. 2 was handled by the other instance and is pushed again, between 1 and 3 of the same user. One
// operation of the store takes 0.5 s.
func TestDismissedKeepsTheOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem, runs := store.NewMemory(), new(atomic.Int32)
		var slowNext atomic.Bool
		h := &hooked{mem, func(key string, old, _ []byte) error {
			if strings.Contains(key, "push:") && old == nil && slowNext.CompareAndSwap(true, false) {
				time.Sleep(500 * time.Millisecond)
			}
			return nil
		}}
		one, log := newServer(t, account.Safe, slow(runs, 0), callback.WithStore(h))
		two, _ := newServer(t, account.Safe, slow(runs, 0), callback.WithStore(mem))
		pushTo(t, textXML("hello", 2), two)
		slowNext.Store(true)
		results := make(chan string)
		for id := int64(1); id <= 3; id++ {
			go func() { results <- pushTo(t, textXML("hello", id), one, one, one) }()
			time.Sleep(100 * time.Millisecond)
		}
		began := time.Now()
		for range 3 {
			t.Log(<-results, time.Since(began))
		}
		if time.Since(began) > time.Second || runs.Load() != 3 {
			t.Errorf("%v, %d runs of 3: %s", time.Since(began), runs.Load(), log)
		}
		time.Sleep(time.Hour)
	})
}

// A failed message is done again at once; the operation that removes its old place takes 50 ms.
func TestDoAgainKeepsTheOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs, busy atomic.Int32
		var slowed atomic.Bool
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			if runs.Add(1) == 1 {
				return nil, errors.New("model away")
			}
			if busy.Add(1) > 1 {
				t.Error("two messages of one user are handled at the same time")
			}
			time.Sleep(5 * time.Second)
			busy.Add(-1)
			return nil, nil
		})
		mem, o := store.NewMemory(), newOutbox()
		f := &hooked{mem, func(key string, _, new []byte) error {
			if strings.Contains(key, "queue:") && new == nil && slowed.CompareAndSwap(false, true) {
				time.Sleep(50 * time.Millisecond)
			}
			return nil
		}}
		a, _ := newServer(t, account.Safe, h, callback.WithStore(f), callback.WithSender(o.send))
		b, _ := newServer(t, account.Safe, h, callback.WithStore(mem), callback.WithSender(o.send))
		p, q := parsedPush(t, a, textXML("hello", 1)), parsedPush(t, a, textXML("hello", 2))
		t.Log(a.Do(t.Context(), p))
		var all sync.WaitGroup
		all.Go(func() { _ = a.Do(t.Context(), p) })
		time.Sleep(2 * time.Second)
		all.Go(func() { _ = b.Do(t.Context(), q) })
		all.Wait()
		time.Sleep(time.Hour)
	})
}
