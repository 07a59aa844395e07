package callback_test

import (
	"context"
	"errors"
	"fmt"
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

// Another user's reply is refused with 48001 while a handler runs.
func TestDeadlineStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
			if m.Head().FromUserName != alice {
				return reply.Text("x"), nil
			}
			_ = ctx.Done()
			before, _ := ctx.Deadline()
			time.Sleep(20 * time.Second)
			if after, _ := ctx.Deadline(); before != after {
				t.Errorf("Deadline was %v, and is %v, with Err %v", before, after, ctx.Err())
			}
			began := time.Now()
			short, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			<-short.Done()
			if time.Since(began) != time.Second {
				t.Errorf("WithTimeout of one second ended after %v", time.Since(began))
			}
			return nil, nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithSender(func(context.Context, string, reply.Reply) error {
			return fmt.Errorf("refused: %w", endpoint.ErrAPIUnauthorized)
		}))
		done := make(chan error)
		p := parsedPush(t, s, textXML("hello", 1))
		go func() { done <- s.Do(t.Context(), p) }()
		time.Sleep(time.Second)
		_ = s.Do(t.Context(), parsedPush(t, s, strings.Replace(textXML("hello", 2), alice, "bob", 1)))
		<-done
	})
}

// The ctx of Do has a deadline.
func TestDeadlineOfDo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
			d, _ := ctx.Deadline()
			<-ctx.Done()
			if d.After(time.Now()) {
				t.Errorf("the context ended %v before its Deadline", time.Until(d))
			}
			return nil, nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithSender(newOutbox().send))
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_ = s.Do(ctx, parsedPush(t, s, textXML("hello", 1)))
	})
}

// A message that Do takes over from a dead instance.
func TestDeadlineOfDoThatTakesOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		mem, o := store.NewMemory(), newOutbox()
		u := &unreliable{Store: mem}
		opts := []callback.Option{callback.WithSender(o.send), callback.WithLateLimit(20 * time.Second)}
		a, _ := newServer(t, account.Safe, slow(new(atomic.Int32), time.Hour), append(opts, callback.WithStore(u))...)
		b, _ := newServer(t, account.Safe, slow(new(atomic.Int32), 8*time.Second), append(opts, callback.WithStore(mem))...)
		p := parsedPush(t, a, textXML("hello", 1))
		go func() { _ = a.Do(t.Context(), p) }()
		time.Sleep(time.Second)
		u.cut.Store(true) // a is gone
		time.Sleep(14 * time.Second)
		began := time.Now()
		if err := b.Do(t.Context(), p); err != nil {
			t.Errorf("%v after %v: the late limit is 20 s after Do was called", err, time.Since(began))
		}
		time.Sleep(time.Hour)
	})
}

// The cause of a handler's context is that of the request, which ended long before.
func TestCauseIsTheHandlers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
			<-ctx.Done()
			if context.Cause(ctx) != context.DeadlineExceeded {
				t.Errorf("Err %v, Cause %v", ctx.Err(), context.Cause(ctx))
			}
			return nil, nil
		})
		s, _ := newServer(t, account.Safe, h)
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(5*time.Second, func() { cancel(errors.New("hung up")) })
		safePush(textXML("hello", 1)).to(ctx, s)
	})
}

// The context ends when Handle returns.
func TestContextEndsWithTheHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var handlers context.Context
		h := callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
			handlers = ctx
			return reply.Text("x"), nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithSender(func(context.Context, string, reply.Reply) error {
			if time.Sleep(20 * time.Second); handlers.Err() == nil {
				t.Error("20 s after Handle returned its context has not ended")
			}
			return nil
		}))
		_ = s.Do(t.Context(), parsedPush(t, s, textXML("hello", 1)))
	})
}
