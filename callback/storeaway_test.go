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
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// unreliable is a store that one instance reaches badly: while it is cut, every operation fails; while it is slow,
// every operation takes long. An instance that is cut off for good looks dead to the others.
type unreliable struct {
	store.Store
	cut  atomic.Bool
	slow atomic.Int64 // nanoseconds
	asks atomic.Int64
}

var errCut = errors.New("connection refused")

func (u *unreliable) ask(ctx context.Context) error {
	u.asks.Add(1)
	if d := time.Duration(u.slow.Load()); d > 0 {
		select {
		case <-time.After(d):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if u.cut.Load() {
		return errCut
	}
	return nil
}

func (u *unreliable) Get(ctx context.Context, key string) ([]byte, error) {
	if err := u.ask(ctx); err != nil {
		return nil, err
	}
	return u.Store.Get(ctx, key)
}

func (u *unreliable) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := u.ask(ctx); err != nil {
		return err
	}
	return u.Store.Set(ctx, key, value, ttl)
}

func (u *unreliable) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if err := u.ask(ctx); err != nil {
		return false, err
	}
	return u.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// cutOff returns two instances on one store. The first one reaches the store through away.
func cutOff(t *testing.T, h callback.Handler, opts ...callback.Option) (a, b *callback.Server, away *unreliable) {
	t.Helper()
	shared := store.NewMemory()
	away = &unreliable{Store: shared}
	a, _ = newServer(t, account.Safe, h, append(opts, callback.WithStore(away))...)
	b, _ = newServer(t, account.Safe, h, append(opts, callback.WithStore(shared))...)
	return a, b, away
}

// A place in the queue that could not be removed in time is removed later.
func TestPlaceIsRemovedLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		u := &unreliable{Store: store.NewMemory()}
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, slow(&runs, 2*time.Second), callback.WithStore(u))
		time.AfterFunc(time.Second, func() { u.cut.Store(true) })
		time.AfterFunc(20*time.Second, func() { u.cut.Store(false) })
		pushTo(t, textXML("hello", 1), s)
		time.Sleep(time.Minute)
		if got := pushTo(t, textXML("hello", 2), s); got != `try 1: "run 2"` {
			t.Errorf("got %s", got)
		}
	})
}

// Without its store an instance goes on alone, with one warning, and comes back by itself.
func TestStoreAway(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(*unreliable){
		"refuses":   func(u *unreliable) { u.cut.Store(true) },
		"is silent": func(u *unreliable) { u.slow.Store(int64(time.Hour)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				u := &unreliable{Store: store.NewMemory()}
				fails(u)
				var runs atomic.Int32
				var failures atomic.Int32
				rec := telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
					if i == telemetry.StoreFailures && labels[0] == "callback" {
						failures.Add(1)
					}
				})
				o := newOutbox()
				s, log := newServer(t, account.Safe, slow(&runs, 6*time.Second), callback.WithStore(u), callback.WithTelemetry(rec), callback.WithSender(o.send))
				for i := range 3 {
					if got := pushTo(t, textXML("hello", int64(i+1)), s, s, s); got != fmt.Sprintf("try 2: %q", fmt.Sprint("run ", i+1)) {
						t.Errorf("message %d: %s", i+1, got)
					}
				}
				if got := pushTo(t, textXML("hello", 9), s); got != "no answer" {
					t.Errorf("message 9: %s", got)
				}
				time.Sleep(time.Minute)
				if len(o.all()) != 0 { // another instance may have answered, for all that this one knows
					t.Errorf("sent %q", o.all())
				}
				if got := pushTo(t, strings.Replace(textXML("hello", 99), "hello", "继续", 1), s); got != `try 1: "run 4"` {
					t.Errorf("the user asks for it, and gets %s", got)
				}
				if n := strings.Count(log.String(), "level=WARN"); n != 1 || failures.Load() < 2 {
					t.Errorf("%d warnings, %d failures, want one and some: %s", n, failures.Load(), log)
				}
				u.cut.Store(false)
				u.slow.Store(0)
				pushTo(t, textXML("hello", 10), s, s, s)
				if n := strings.Count(log.String(), "the store is back"); n != 1 {
					t.Errorf("back %d times: %s", n, log)
				}
				// The other instances learn of its messages again.
				b, _ := newServer(t, account.Safe, slow(&runs, time.Second), callback.WithStore(u))
				if got := pushTo(t, textXML("hello", 10), b); got != `try 1: "run 5"` {
					t.Errorf("elsewhere: %s", got)
				}
			})
		})
	}
}

// A store that goes away while a message is handled costs the user no answer, and gives no second one.
func TestStoreGoesAway(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Duration{0, time.Second, 5500 * time.Millisecond, 7 * time.Second, 12 * time.Second} {
		for _, back := range []time.Duration{2 * time.Second, time.Minute} {
			t.Run(fmt.Sprintf("%v for %v", at, back), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					u := &unreliable{Store: store.NewMemory()}
					var runs atomic.Int32
					o := newOutbox()
					servers, _ := instances(t, 1, slow(&runs, 6*time.Second), callback.WithStore(u), callback.WithSender(o.send))
					go func() {
						time.Sleep(at)
						u.cut.Store(true)
						time.Sleep(back)
						u.cut.Store(false)
					}()
					time.Sleep(time.Millisecond)
					s := servers[0]
					got := pushTo(t, textXML("hello", 7), s, s, s)
					time.Sleep(2 * time.Minute)
					if got != `try 2: "run 1"` || runs.Load() != 1 || len(o.all()) != 0 {
						t.Errorf("got %s after %d runs, sent %q", got, runs.Load(), o.all())
					}
				})
			})
		}
	}
}

// An answer that could not be published to the other instances is published later, to a push that waits there.
func TestAnswerIsPublishedLater(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]func(*outbox) []callback.Option{
		"sender":    func(o *outbox) []callback.Option { return []callback.Option{callback.WithSender(o.send)} },
		"no sender": func(*outbox) []callback.Option { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				o := newOutbox()
				a, b, away := cutOff(t, slow(&runs, 6*time.Second), opts(o)...)
				time.AfterFunc(5500*time.Millisecond, func() { away.cut.Store(true) })
				time.AfterFunc(8*time.Second, func() { away.cut.Store(false) })
				if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 2: "run 1"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Minute)
				if runs.Load() != 1 || len(o.all()) != 0 {
					t.Errorf("%d runs, sent %q", runs.Load(), o.all())
				}
			})
		})
	}
}

// An answer that was retracted is not published: it is sent, once.
func TestRetractedAnswerIsNotPublished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		o := newOutbox()
		a, b, away := cutOff(t, slow(&runs, 6*time.Second), callback.WithSender(o.send))
		time.AfterFunc(5500*time.Millisecond, func() { away.cut.Store(true) })
		time.AfterFunc(6100*time.Millisecond, func() { _ = a.Shutdown(context.Background()) }) // which sends it
		time.AfterFunc(9200*time.Millisecond, func() { away.cut.Store(false) })
		got := pushTo(t, textXML("hello", 7), a, b, b)
		time.Sleep(time.Minute)
		if len(o.all()) != 1 || runs.Load() != 1 || strings.Contains(got, "run") {
			t.Errorf("got %s after %d runs, sent %q", got, runs.Load(), o.all())
		}
	})
}

// A shutdown waits until the answer is published to the other instances.
func TestShutdownPublishesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := store.NewMemory()
		away := &unreliable{Store: shared}
		var runs atomic.Int32
		a, _ := newServer(t, account.Safe, slow(&runs, 6*time.Second), callback.WithStore(away))
		b, _ := newServer(t, account.Safe, slow(&runs, time.Second), callback.WithStore(shared))
		go func() {
			time.Sleep(5500 * time.Millisecond)
			away.cut.Store(true)
			back := time.AfterFunc(2*time.Second, func() { away.cut.Store(false) })
			if err := a.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			back.Stop() // the process has ended
			away.cut.Store(true)
		}()
		if got := pushTo(t, textXML("hello", 7), a, b, b); got != `try 2: "run 1"` {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Minute)
		if runs.Load() != 1 {
			t.Errorf("%d runs", runs.Load())
		}
	})
}

// A store that is away for a moment when a message comes costs no second run: the other instances learn of the message
// as soon as the store is back.
func TestMessageIsRecordedLater(t *testing.T) {
	t.Parallel()
	for _, back := range []time.Duration{300 * time.Millisecond, time.Second, 2500 * time.Millisecond, 4 * time.Second} {
		for _, takes := range []time.Duration{2 * time.Second, 6 * time.Second, 11 * time.Second} {
			t.Run(fmt.Sprintf("%v, a handler of %v", back, takes), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var runs atomic.Int32
					o := newOutbox()
					a, b, away := cutOff(t, slow(&runs, takes), callback.WithSender(o.send))
					away.cut.Store(true)
					time.AfterFunc(back, func() { away.cut.Store(false) })
					// The answer to the first push gets lost on its way.
					go safePush(textXML("hello", 7)).within(t.Context(), hangUp, a)
					time.Sleep(hangUp)
					got := pushTo(t, textXML("hello", 7), b, b)
					want := `try 1: "run 1"`
					if takes > 10*time.Second {
						want = `try 2: "run 1"`
					}
					time.Sleep(time.Minute)
					if got != want || runs.Load() != 1 || len(o.all()) != 0 {
						t.Errorf("got %s after %d runs, sent %q", got, runs.Load(), o.all())
					}
				})
			})
		}
	}
}
