package callback_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// request is the HTTP request of a push.
func (d delivery) request(ctx context.Context) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/wx?"+d.query.Encode(), strings.NewReader(string(d.body)))
	return r
}

// A parsed push goes through a queue as JSON, and is handled once it comes out of it.
func TestParseAndDo(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			o := newOutbox()
			var raw string
			s, log := newServer(t, mode, callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
				raw = string(callback.Raw(ctx))
				return reply.Text("you said " + m.(*message.Text).Content), nil
			}), callback.WithSender(o.send))
			parsed, err := s.Parse(genuine(mode, textXML("hello", 7)).request(t.Context()))
			if err != nil {
				t.Fatal(err)
			}
			queued, err := json.Marshal(parsed)
			if err != nil {
				t.Fatal(err)
			}
			var p callback.Push
			if err := json.Unmarshal(queued, &p); err != nil {
				t.Fatal(err)
			}
			if raw != "" || len(o.all()) != 0 {
				t.Fatal("Parse has handled the push")
			}
			for range 2 {
				if err := s.Do(t.Context(), p); err != nil {
					t.Errorf("%v, log %s", err, log)
				}
			}
			if got := o.all(); len(got) != 1 || !strings.Contains(got[0], "you said hello") || raw != textXML("hello", 7) {
				t.Errorf("sent %q, the handler's XML is %q", got, raw)
			}
			// The platform's second push finds the message done, and the user reads the reply once.
			if w := genuine(mode, textXML("hello", 7)).post(s); w.Body.String() != "success" {
				t.Errorf("the second push got %q", w.Body)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, account.Safe, slow(new(atomic.Int32), 0))
	forged := safePush(textXML("hello", 7))
	forged.query.Set("msg_signature", strings.Repeat("0", 40))
	get := safePush(textXML("hello", 7)).request(t.Context())
	get.Method = http.MethodGet
	for name, c := range map[string]struct {
		request *http.Request
		status  int
	}{
		"a forged push":    {forged.request(t.Context()), http.StatusForbidden},
		"a plain push":     {plainPush(textXML("hello", 7)).request(t.Context()), http.StatusBadRequest},
		"the handshake":    {get, http.StatusMethodNotAllowed},
		"a browser's call": {httptest.NewRequest(http.MethodPost, "/wx", nil), http.StatusBadRequest},
	} {
		p, err := s.Parse(c.request)
		var refused *callback.RequestError
		if !errors.As(err, &refused) || refused.Status != c.status || refused.Reason == "" || p.Message != nil {
			t.Errorf("%s: got %v with %+v, want status %d", name, err, p, c.status)
		}
	}
}

func TestDoRefuses(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	parsed := func(s *callback.Server) callback.Push {
		p, err := s.Parse(plainPush(textXML("hello", 7)).request(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	none, _ := newServer(t, account.Plain, slow(&runs, 0))
	if err := none.Do(t.Context(), parsed(none)); !errors.Is(err, callback.ErrNoSender) || !strings.Contains(err.Error(), "WithKF") {
		t.Errorf("without a sender: %v", err)
	}
	barred, log := newServer(t, account.Plain, always(reply.Text("x"), nil), callback.WithSender(func(context.Context, string, reply.Reply) error {
		return endpoint.ErrAPIUnauthorized
	}))
	if err := barred.Do(t.Context(), parsed(barred)); !errors.Is(err, endpoint.ErrAPIUnauthorized) || strings.Contains(log.String(), "reply kept") {
		t.Errorf("refused: %v, %s", err, log)
	}
	if err := barred.Do(t.Context(), parsed(barred)); !errors.Is(err, callback.ErrNoSender) || !strings.Contains(err.Error(), "ServeHTTP") {
		t.Errorf("after it was refused: %v", err)
	}
	s, _ := newServer(t, account.Plain, slow(&runs, 0), callback.WithSender(newOutbox().send))
	var empty *field.Error
	if err := s.Do(t.Context(), callback.Push{}); !errors.As(err, &empty) {
		t.Errorf("an empty push: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Do(ctx, parsed(s)); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	var refused *callback.RequestError
	if err := s.Do(t.Context(), parsed(s)); !errors.As(err, &refused) || refused.Status != http.StatusServiceUnavailable {
		t.Errorf("after Shutdown: %v", err)
	}
	if runs.Load() != 0 {
		t.Errorf("%d runs", runs.Load())
	}
}

// Do tells what kept the reply from the user.
func TestDoFails(t *testing.T) {
	t.Parallel()
	errModel, errSend := errors.New("the model is away"), errors.New("cannot send")
	for name, c := range map[string]struct {
		handler callback.HandlerFunc
		send    error
		want    string
	}{
		"the handler": {func(context.Context, message.Message) (reply.Reply, error) { return nil, errModel }, nil, errModel.Error()},
		"a panic":     {func(context.Context, message.Message) (reply.Reply, error) { panic("x") }, nil, "panicked"},
		"the sender":  {func(context.Context, message.Message) (reply.Reply, error) { return reply.Text("x"), nil }, errSend, errSend.Error()},
		"later": {func(context.Context, message.Message) (reply.Reply, error) {
			return callback.Later(func(context.Context) (reply.Reply, error) { return nil, errModel }), nil
		}, nil, errModel.Error()},
		"a bad reply": {func(context.Context, message.Message) (reply.Reply, error) { return reply.Image{}, nil }, nil, "MediaID"},
	} {
		s, log := newServer(t, account.Plain, c.handler, callback.WithSender(func(context.Context, string, reply.Reply) error { return c.send }))
		p, err := s.Parse(plainPush(textXML("hello", 7)).request(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Do(t.Context(), p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
		if strings.Count(log.String(), "level=ERROR") != 1 {
			t.Errorf("%s: log %s", name, log)
		}
	}
}

// After an error the same push is handled again, here or on another instance. After a success it is not.
func TestDoAgain(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]string{"the handler": "handler", "the sender": "sender", "later": "later"} {
		for where, opts := range aloneAndOnStore {
			t.Run(name+", "+where, func(t *testing.T) {
				t.Parallel()
				var runs, sent atomic.Int32
				errFirst := errors.New("the first fails")
				h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					first := runs.Add(1) == 1
					switch {
					case first && fails == "handler":
						return nil, errFirst
					case first && fails == "later":
						return callback.Later(func(context.Context) (reply.Reply, error) { return nil, errFirst }), nil
					}
					return reply.Text("done"), nil
				})
				send := func(context.Context, string, reply.Reply) error {
					if runs.Load() == 1 && fails == "sender" {
						return errFirst
					}
					sent.Add(1)
					return nil
				}
				o := append(opts(), callback.WithSender(send))
				servers := []*callback.Server{}
				for range 2 {
					s, _ := newServer(t, account.Safe, h, o...)
					servers = append(servers, s)
				}
				again := servers[0]
				if where != "alone" {
					again = servers[1]
				}
				p, err := servers[0].Parse(safePush(textXML("hello", 7)).request(t.Context()))
				if err != nil {
					t.Fatal(err)
				}
				if err := servers[0].Do(t.Context(), p); !errors.Is(err, errFirst) {
					t.Errorf("first: %v", err)
				}
				for range 2 {
					if err := again.Do(t.Context(), p); err != nil {
						t.Errorf("again: %v", err)
					}
				}
				if runs.Load() != 2 || sent.Load() != 1 {
					t.Errorf("%d runs, %d sent", runs.Load(), sent.Load())
				}
				for _, s := range servers {
					if err := s.Shutdown(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
}

// A push whose turn does not come before the context ends is given back, also where the message before it is handled by
// another instance.
func TestDoWaitsNoLongerThanItsContext(t *testing.T) {
	t.Parallel()
	for where, opts := range aloneAndOnStore {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				o := append(opts(), callback.WithSender(newOutbox().send))
				a, _ := newServer(t, account.Safe, slow(&runs, time.Minute), o...)
				b := a
				if where != "alone" {
					b, _ = newServer(t, account.Safe, slow(&runs, time.Minute), o...)
				}
				push := func(id int64) callback.Push {
					p, err := a.Parse(safePush(textXML("hello", id)).request(t.Context()))
					if err != nil {
						t.Fatal(err)
					}
					return p
				}
				first := make(chan error)
				go func() { first <- a.Do(t.Context(), push(1)) }()
				time.Sleep(time.Second)
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				began := time.Now()
				if err := b.Do(ctx, push(2)); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 3*time.Second {
					t.Errorf("got %v after %v", err, time.Since(began))
				}
				if err := <-first; err != nil {
					t.Error(err)
				}
				if err := b.Do(t.Context(), push(2)); err != nil || runs.Load() != 2 {
					t.Errorf("again: %v after %d runs", err, runs.Load())
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// A handler of Do has the late limit, and ends with the context.
func TestDoTakesItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		o := newOutbox()
		s, _ := newServer(t, account.Plain, slow(&runs, time.Minute), callback.WithSender(o.send))
		push := func(id int64) callback.Push {
			p, err := s.Parse(plainPush(textXML("hello", id)).request(t.Context()))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		began := time.Now()
		if err := s.Do(t.Context(), push(1)); err != nil || time.Since(began) != time.Minute || len(o.all()) != 1 {
			t.Errorf("got %v after %v, sent %q", err, time.Since(began), o.all())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		if err := s.Do(ctx, push(2)); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second || len(o.all()) != 1 {
			t.Errorf("with a deadline: got %v after %v, sent %q", err, time.Since(began), o.all())
		}
	})
}

// A message that one instance handles is handled by no other, however it came there.
func TestDoOnTwoInstances(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		o := newOutbox()
		servers, log := instances(t, 2, slow(&runs, 2*time.Second), callback.WithStore(store.NewMemory()), callback.WithSender(o.send))
		p, err := servers[0].(*callback.Server).Parse(safePush(textXML("hello", 1)).request(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		results := make(chan error)
		for _, s := range servers {
			go func() { results <- s.(*callback.Server).Do(t.Context(), p) }()
		}
		for range servers {
			if err := <-results; err != nil {
				t.Error(err)
			}
		}
		if runs.Load() != 1 || len(o.all()) != 1 {
			t.Errorf("%d runs, sent %q: %s", runs.Load(), o.all(), log)
		}
		time.Sleep(time.Minute)
	})
}

// A server that is not set up refuses what Parse is given, in the one form that Parse has for errors.
func TestParseOfAServerThatIsNotSetUp(t *testing.T) {
	t.Parallel()
	s, err := callback.New(account.Account{AppID: appID}, slow(new(atomic.Int32), 0))
	if err == nil {
		t.Fatal("an account without a Token has a callback")
	}
	_, got := s.Parse(plainPush(textXML("hello", 7)).request(t.Context()))
	refused, ok := errors.AsType[*callback.RequestError](got)
	if !ok || refused.Status != http.StatusInternalServerError || !errors.Is(got, err) {
		t.Errorf("got %#v", got)
	}
	if strings.Contains(refused.Reason, "Token") {
		t.Errorf("the sender reads %q", refused.Reason)
	}
}

// Two calls of Do for one message at the same time have one run, and both fail with it: a queue that has delivered the
// push twice may not drop it.
func TestDoTwiceAtTheSameTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		down := errors.New("db down")
		s, _ := newServer(t, account.Plain, callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			runs.Add(1)
			time.Sleep(time.Second)
			return nil, down
		}), callback.WithSender(newOutbox().send))
		p, err := s.Parse(plainPush(textXML("hello", 7)).request(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		first := make(chan error, 1)
		go func() { first <- s.Do(t.Context(), p) }()
		time.Sleep(100 * time.Millisecond)
		second := s.Do(t.Context(), p)
		if err := <-first; !errors.Is(err, down) || !errors.Is(second, down) || runs.Load() != 1 {
			t.Errorf("%v and %v after %d runs", err, second, runs.Load())
		}
		if err := s.Do(t.Context(), p); !errors.Is(err, down) || runs.Load() != 2 {
			t.Errorf("once more: %v, %d runs", err, runs.Load())
		}
	})
}

// The cause of a handler's context is its own, and not that of the request, which ends when the platform hangs up.
func TestContextCause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hungUp := errors.New("hung up")
		var cause, derived error
		s, _ := newServer(t, account.Plain, callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
			child, cancel := context.WithTimeout(ctx, time.Hour)
			defer cancel()
			<-child.Done()
			cause, derived = context.Cause(ctx), context.Cause(child)
			return nil, cause
		}))
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(5*time.Second, func() { cancel(hungUp) })
		s.ServeHTTP(httptest.NewRecorder(), plainPush(textXML("hello", 7)).request(ctx))
		if !errors.Is(cause, context.DeadlineExceeded) || !errors.Is(derived, context.DeadlineExceeded) {
			t.Errorf("the causes are %v and %v", cause, derived)
		}
	})
}
