package callback_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// The message of an instance that dies is taken over by the instance that gets its next push. The dead instance holds
// the user's next messages up for no longer than its lease.
func TestOwnerDies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		dead := &unreliable{Store: shared}
		var runs atomic.Int32
		o := newOutbox()
		a, _ := newServer(t, account.Safe, slow(&runs, 5*time.Minute), callback.WithStore(dead))
		b, _ := newServer(t, account.Safe, slow(&runs, 2*time.Second), callback.WithStore(shared), callback.WithSender(o.send))
		go func() {
			time.Sleep(time.Second)
			dead.cut.Store(true)
		}()
		var all sync.WaitGroup
		all.Go(func() {
			time.Sleep(2 * time.Second)
			if got := pushTo(t, textXML("next", 8), b, b, b); got != `try 2: "run 2"` {
				t.Errorf("the user's next message: %s", got)
			}
		})
		if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 2: "run 3"` {
			t.Errorf("got %s", got)
		}
		all.Wait()
		time.Sleep(10 * time.Minute)
		if len(o.all()) != 0 {
			t.Errorf("sent %q", o.all())
		}
	})
}

// The same holds where the instance dies while another one waits for it.
func TestOwnerDiesLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		dead := &unreliable{Store: shared}
		var runs atomic.Int32
		a, _ := newServer(t, account.Safe, slow(&runs, time.Minute), callback.WithStore(dead))
		b, _ := newServer(t, account.Safe, slow(&runs, 2*time.Second), callback.WithStore(shared))
		time.AfterFunc(6100*time.Millisecond, func() { dead.cut.Store(true) })
		if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 3: "run 2"` {
			t.Errorf("got %s", got)
		}
		time.Sleep(2 * time.Minute)
	})
}

// What a handler has postponed is left to the instance that has taken the message over.
func TestPostponedIsLeftToTheNewOwner(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		o := newOutbox()
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			n := runs.Add(1)
			time.Sleep(8 * time.Second)
			return callback.Later(func(context.Context) (reply.Reply, error) { return reply.Text(fmt.Sprint("run ", n)), nil }), nil
		})
		a, b, away := cutOff(t, h, callback.WithSender(o.send))
		time.AfterFunc(time.Second, func() { away.cut.Store(true) })
		time.AfterFunc(7*time.Second, func() { away.cut.Store(false) })
		pushTo(t, textXML("hello", 7), a, b, b)
		time.Sleep(time.Minute)
		if diff := cmp.Diff([]string{"13s run 2 to " + alice}, o.all()); diff != "" || runs.Load() != 2 {
			t.Errorf("%d runs, %s", runs.Load(), diff)
		}
	})
}

// The last push that takes a message over is answered in time: the user reads the late reply, or the placeholder, and
// never the platform's error.
func TestLastPushTakesOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes  time.Duration
		sender bool
		answer string
		sent   []string
	}{
		"in time":          {4 * time.Second, true, `try 3: "run 2"`, nil},
		"late":             {6 * time.Second, true, `try 3: ""`, []string{"16s run 2 to " + alice}},
		"without a sender": {6 * time.Second, false, `try 3: "wait"`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shared := store.NewMemory()
				dead := &unreliable{Store: shared}
				var runs atomic.Int32
				o := newOutbox()
				opts := []callback.Option{callback.WithStore(shared), callback.WithStillWorking(reply.Text("wait"))}
				if c.sender {
					opts = append(opts, callback.WithSender(o.send))
				}
				h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					n := runs.Add(1)
					time.Sleep(c.takes)
					return reply.Text(fmt.Sprint("run ", n)), nil
				})
				a, _ := newServer(t, account.Safe, slow(&runs, time.Hour), callback.WithStore(dead))
				b, _ := newServer(t, account.Safe, h, opts...)
				time.AfterFunc(time.Second, func() { dead.cut.Store(true) })
				if got := pushTo(t, textXML("hello", 7), a, a, b); got != c.answer {
					t.Errorf("got %s", got)
				}
				time.Sleep(2 * time.Hour)
				if diff := cmp.Diff(c.sent, o.all()); diff != "" || runs.Load() != 2 {
					t.Errorf("%d runs, sent %s", runs.Load(), diff)
				}
			})
		})
	}
}
