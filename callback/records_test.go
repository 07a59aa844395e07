package callback_test

import (
	"context"
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

// poisoned is a store in which the keys of a kind have a value that this module has not written, from their first use
// on. What is written over it counts.
type poisoned struct {
	store.Store
	kind  string // a part of the keys
	value []byte
	done  atomic.Bool
}

func (p *poisoned) poison(ctx context.Context, key string) {
	if strings.Contains(key, p.kind) && !p.done.Swap(true) {
		_ = p.Set(ctx, key, p.value, time.Minute)
	}
}

func (p *poisoned) Get(ctx context.Context, key string) ([]byte, error) {
	p.poison(ctx, key)
	return p.Store.Get(ctx, key)
}

func (p *poisoned) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	p.poison(ctx, key)
	return p.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// FuzzStoreRecords puts any value where the instances keep a message's record, a user's queue and a heartbeat. Whatever
// stands there: nothing panics or hangs, the handler runs once at most, each push is answered or hung up on by the
// deadlines, and a message of another user is handled.
func FuzzStoreRecords(f *testing.F) {
	f.Fuzz(func(t *testing.T, kind uint8, value []byte) {
		kinds := []string{":push:", ":queue:", ":alive:"}
		synctest.Test(t, func(t *testing.T) {
			var runs atomic.Int32
			s, log := newServer(t, account.Safe, callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
				runs.Add(1)
				return reply.Text("done"), nil
			}), callback.WithStore(&poisoned{Store: store.NewMemory(), kind: kinds[int(kind)%len(kinds)], value: value}))
			for range 3 { // an answer in the store is believed
				if w := safePush(textXML("hello", 1)).within(t.Context(), hangUp, s); w != nil {
					break
				}
			}
			if n := runs.Load(); n > 1 {
				t.Errorf("%d runs, log %s", n, log)
			}
			time.Sleep(time.Minute)
			before := runs.Load()
			other := strings.ReplaceAll(textXML("hello", 2), alice, "bob")
			if got := pushTo(t, other, s, s, s); !strings.HasSuffix(got, `: "done"`) || runs.Load() != before+1 {
				t.Errorf("another user: got %s after %d runs, log %s", got, runs.Load()-before, log)
			}
			if err := s.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			time.Sleep(15 * time.Minute)
		})
	})
}
