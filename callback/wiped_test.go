package callback_test

import (
	"context"
	"fmt"
	"math/rand/v2"
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

// Two instances execute a message, since the store was away when its last push came. That push is answered with
// nothing, since the first instance settles its own answer; then the store loses its data. Whenever that is, the second
// instance does not say that its push had an answer, so that the first one drops nothing.
func TestAnswerIsNotGivenToTheOther(t *testing.T) {
	t.Parallel()
	for wiped := 14_900 * time.Millisecond; wiped < 18*time.Second; wiped += 100 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			var runs atomic.Int32
			takes := []time.Duration{14_800 * time.Millisecond, 3_680 * time.Millisecond}
			h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
				if m.(*message.Text).Content != "hello" {
					return nil, nil
				}
				n := runs.Add(1)
				time.Sleep(takes[n-1])
				return reply.Text(fmt.Sprint("run ", n)), nil
			})
			shared := &chaotic{random: rand.New(rand.NewPCG(0, 8)), data: store.NewMemory()}
			away := &unreliable{Store: shared}
			o := newOutbox()
			a, _ := newServer(t, account.Safe, h, callback.WithStore(away), callback.WithSender(o.send))
			b, _ := newServer(t, account.Safe, h, callback.WithStore(away), callback.WithSender(o.send))
			time.AfterFunc(9_900*time.Millisecond, func() { away.cut.Store(true) })
			time.AfterFunc(12*time.Second, func() { away.cut.Store(false) })
			time.AfterFunc(wiped, shared.wipe)
			got := pushTo(t, textXML("hello", 1), b, b, a)
			time.Sleep(time.Minute)
			kept := pushTo(t, textXML("继续", 2), b)
			if n := len(o.all()); runs.Load() != 2 || got != `try 3: ""` || n+strings.Count(kept, "run") < 1 || n > 1 {
				t.Errorf("wiped at %v: %d runs, pushes %s, sent %q, kept %s", wiped, runs.Load(), got, o.all(), kept)
			}
			time.Sleep(time.Minute)
		})
	}
}
