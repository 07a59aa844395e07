package callback_test

import (
	"context"
	"errors"
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

// The queue's lease of the first worker ends at 31 s, and its ctx with it; the queue gave the message to a second
// worker at 30 s.
func TestDoAfterAnotherWasCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox()
		s, _ := newServer(t, account.Safe, slow(new(atomic.Int32), 40*time.Second), callback.WithSender(o.send))
		p := parsedPush(t, s, textXML("hello", 1))
		lease, cancel := context.WithTimeout(t.Context(), 31*time.Second)
		defer cancel()
		go func() { _ = s.Do(lease, p) }()
		time.Sleep(30 * time.Second)
		if err := s.Do(t.Context(), p); err == nil && len(o.all()) == 0 {
			t.Error("second Do: nil, and nothing was sent")
		}
	})
}

// The second Do comes while the reply of the first is on its way, which fails; here and on another instance.
func TestDoWhileAnotherSends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		send := func(context.Context, string, reply.Reply) error {
			time.Sleep(10 * time.Second)
			return errors.New("cannot send")
		}
		o := []callback.Option{callback.WithStore(store.NewMemory()), callback.WithSender(send)}
		a, _ := newServer(t, account.Safe, echo(new(atomic.Int32)), o...)
		b, _ := newServer(t, account.Safe, echo(new(atomic.Int32)), o...)
		p := parsedPush(t, a, textXML("hello", 1))
		first := make(chan error, 1)
		go func() { first <- a.Do(t.Context(), p) }()
		time.Sleep(time.Second)
		errHere, errThere := a.Do(t.Context(), p), b.Do(t.Context(), p)
		if err := <-first; errHere == nil || errThere == nil {
			t.Errorf("first: %v, joined here: %v, on the other instance: %v", err, errHere, errThere)
		}
		time.Sleep(time.Hour)
	})
}

// A push by HTTP joins a Do, whose ctx ends.
func TestPushAfterDoWasCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox()
		s, _ := newServer(t, account.Safe, slow(new(atomic.Int32), 4*time.Second), callback.WithSender(o.send))
		p := parsedPush(t, s, textXML("hello", 1))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		go func() { _ = s.Do(ctx, p) }()
		time.Sleep(time.Second)
		if got := pushTo(t, textXML("hello", 1), s, s, s); got == `try 1: ""` && len(o.all()) == 0 {
			t.Error("the platform's push got success, and nobody handled its message")
		}
	})
}

// An instance is killed while a Later of Do runs.
func TestDoAfterAnInstanceWasKilled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, mem := newOutbox(), store.NewMemory()
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			return callback.Later(func(context.Context) (reply.Reply, error) {
				time.Sleep(20 * time.Second)
				return reply.Text("x"), nil
			}), nil
		})
		u := &unreliable{Store: mem}
		dead := func(context.Context, string, reply.Reply) error { return errors.New("dead") }
		a, _ := newServer(t, account.Safe, h, callback.WithStore(u), callback.WithSender(dead))
		b, _ := newServer(t, account.Safe, h, callback.WithStore(mem), callback.WithSender(o.send))
		p := parsedPush(t, a, textXML("hello", 1))
		go func() { _ = a.Do(t.Context(), p) }()
		time.Sleep(time.Second)
		u.cut.Store(true) // a is killed
		time.Sleep(9 * time.Second)
		if err := b.Do(t.Context(), p); err == nil && len(o.all()) == 0 {
			t.Error("b.Do: nil, and nothing was sent")
		}
		time.Sleep(time.Hour)
	})
}

// failsOnce fails alice's first run after a second. Other users' messages take 20 minutes.
func failsOnce(runs *atomic.Int32) callback.HandlerFunc {
	return func(_ context.Context, m message.Message) (reply.Reply, error) {
		if m.Head().FromUserName != alice {
			time.Sleep(20 * time.Minute)
			return nil, nil
		}
		if runs.Add(1) == 1 {
			time.Sleep(time.Second)
			return nil, errors.New("model away")
		}
		return reply.Text("done"), nil
	}
}

// The one operation that forgets a failed message fails, and no other.
func TestForgetIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		var failed atomic.Bool
		o := newOutbox()
		f := &hooked{store.NewMemory(), func(key string, _, new []byte) error {
			if strings.Contains(key, "push:") && new == nil && failed.CompareAndSwap(false, true) {
				return errCut
			}
			return nil
		}}
		s, _ := newServer(t, account.Safe, failsOnce(&runs), callback.WithStore(f), callback.WithSender(o.send))
		p := parsedPush(t, s, textXML("hello", 1))
		t.Log(s.Do(t.Context(), p))
		time.Sleep(5 * time.Second)
		if err := s.Do(t.Context(), p); err == nil && len(o.all()) == 0 {
			t.Errorf("again: nil, %d runs, nothing sent", runs.Load())
		}
		time.Sleep(time.Hour)
	})
}

// The store is away for one second when the handler fails. The instance has another user's message in hand.
func TestForgetOutlastsTheStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		o, mem := newOutbox(), store.NewMemory()
		u := &unreliable{Store: mem}
		a, _ := newServer(t, account.Safe, failsOnce(&runs), callback.WithStore(u), callback.WithSender(o.send))
		b, _ := newServer(t, account.Safe, failsOnce(&runs), callback.WithStore(mem), callback.WithSender(o.send))
		p := parsedPush(t, a, textXML("hello", 1))
		bob := parsedPush(t, a, strings.Replace(textXML("hello", 2), alice, "bob", 1))
		go func() { _ = a.Do(t.Context(), bob) }()
		time.Sleep(time.Second)
		time.AfterFunc(900*time.Millisecond, func() { u.cut.Store(true) })
		time.AfterFunc(1900*time.Millisecond, func() { u.cut.Store(false) })
		t.Log(a.Do(t.Context(), p))
		time.Sleep(5 * time.Second)
		began := time.Now()
		if err := b.Do(t.Context(), p); time.Since(began) > 10*time.Second {
			t.Errorf("again, on the other instance: %v after %v", err, time.Since(began))
		}
		time.Sleep(time.Hour)
	})
}

// c: Shutdown returns before a failed message is forgotten.
func TestShutdownForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		f := &hooked{store.NewMemory(), func(key string, _, new []byte) error {
			if strings.Contains(key, "push:") && new == nil {
				time.Sleep(200 * time.Millisecond)
			}
			return nil
		}}
		o := newOutbox()
		a, _ := newServer(t, account.Safe, failsOnce(&runs), callback.WithStore(f), callback.WithSender(o.send))
		b, _ := newServer(t, account.Safe, failsOnce(&runs), callback.WithStore(f), callback.WithSender(o.send))
		p := parsedPush(t, a, textXML("hello", 1))
		go func() { _ = a.Do(t.Context(), p) }()
		time.Sleep(500 * time.Millisecond)
		if err := a.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if err := b.Do(t.Context(), p); err == nil && len(o.all()) == 0 { // the process of a ends here
			t.Errorf("after Shutdown the message is still marked as handled: Do on the other instance: nil, %d runs", runs.Load())
		}
		time.Sleep(time.Hour)
	})
}

// A message whose Later still runs after 30 s is handled once more.
func TestDoLaterRunsOnce(t *testing.T) {
	t.Parallel()
	for where, opts := range aloneAndOnStore {
		t.Run(where, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				o := newOutbox()
				h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					runs.Add(1)
					return callback.Later(func(context.Context) (reply.Reply, error) {
						time.Sleep(time.Minute)
						return reply.Text("x"), nil
					}), nil
				})
				s, _ := newServer(t, account.Safe, h, append(opts(), callback.WithSender(o.send))...)
				p := parsedPush(t, s, textXML("hello", 1))
				go func() { _ = s.Do(t.Context(), p) }()
				time.Sleep(45 * time.Second)
				_ = s.Do(t.Context(), p)
				if runs.Load() != 1 || len(o.all()) != 1 {
					t.Errorf("%d runs, sent %q", runs.Load(), o.all())
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

func parsedPush(t testing.TB, s *callback.Server, xml string) callback.Push {
	t.Helper()
	p, err := s.Parse(safePush(xml).request(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// hooked is a store that calls before ahead of each CompareAndSwap: it may wait, or fail the operation.
type hooked struct {
	store.Store
	before func(key string, old, new []byte) error
}

func (h *hooked) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if err := h.before(key, old, new); err != nil {
		return false, err
	}
	return h.Store.CompareAndSwap(ctx, key, old, new, ttl)
}
