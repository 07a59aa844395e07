package callback_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

func noPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if v := recover(); v != nil {
			t.Errorf("%s panics: %v", what, v)
		}
	}()
	f()
}

// Durations that overflow, or make no sense, are refused.
func TestDurationsAreBounded(t *testing.T) {
	t.Parallel()
	for _, opt := range []callback.Option{
		callback.WithLateLimit(1<<63 - 1), callback.WithLateLimit(49 * time.Hour), callback.WithLateLimit(10 * time.Second),
		callback.WithReplayGuard(1 << 62), callback.WithReplayGuard(2 * time.Hour), callback.WithReplayGuard(0),
		callback.WithPickup(callback.Pickup{Expiry: time.Second}), callback.WithPickup(callback.Pickup{Expiry: 1 << 62}),
	} {
		_, err := callback.New(testAccount(account.Safe), always(nil, nil), opt)
		if e, ok := errors.AsType[*field.Error](err); !ok || e.Cure == "" {
			t.Errorf("got %v", err)
		}
	}
}

// Nil in a type.
func TestTypedNil(t *testing.T) {
	t.Parallel()
	a := testAccount(account.Safe)
	noPanic(t, "New, WithStillWorking((*reply.Text)(nil))", func() {
		_, _ = callback.New(a, always(nil, nil), callback.WithStillWorking((*reply.Text)(nil)))
	})
	s, _ := newServer(t, account.Safe, always(nil, nil), callback.WithSender(newOutbox().send))
	noPanic(t, "Do, Push{Message: (*message.Text)(nil)}", func() {
		_ = s.Do(t.Context(), callback.Push{Message: (*message.Text)(nil)})
	})
	noPanic(t, "Parse, a request without a body", func() {
		r, _ := http.NewRequest(http.MethodPost, "/wx?"+safePush("x").query.Encode(), nil)
		_, _ = s.Parse(r)
	})
	for name, f := range map[string]func() (*callback.Server, error){
		"HandlerFunc(nil)": func() (*callback.Server, error) { return callback.New(a, callback.HandlerFunc(nil)) },
		"(*Mux)(nil)":      func() (*callback.Server, error) { return callback.New(a, (*callback.Mux)(nil)) },
		"WithStore((*Memory)(nil))": func() (*callback.Server, error) {
			return callback.New(a, always(nil, nil), callback.WithStore((*store.Memory)(nil)))
		},
	} {
		if _, err := f(); err == nil {
			t.Errorf("New takes %s", name)
		}
	}
}

// The handler ends its goroutine.
func TestDoAfterGoexit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			if runs.Add(1) == 1 {
				runtime.Goexit()
			}
			return reply.Text("x"), nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithSender(newOutbox().send))
		p := parsedPush(t, s, textXML("hello", 1))
		ended := make(chan struct{})
		go func() { defer close(ended); _ = s.Do(t.Context(), p); t.Log("Do returned") }()
		<-ended
		if err := s.Do(t.Context(), p); err == nil && runs.Load() == 1 {
			t.Error("again: nil, and the handler did not run")
		}
	})
}
