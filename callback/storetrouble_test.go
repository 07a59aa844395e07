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
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// trouble is how an operation of the store fails.
type trouble string

const (
	none   trouble = "none"
	fails  trouble = "fails"              // and has no effect
	lost   trouble = "loses its answer"   // and has its effect
	denies trouble = "denies what it did" // such as where a client asked twice, and nobody was told
	slowly trouble = "takes its time"     // which the platform waits for
	silent trouble = "never comes back"   // in the time there is for one
)

// troubled is a store whose operations fail as when says.
type troubled struct {
	store.Store
	asks atomic.Int64
	when func(ask int64) trouble // from 1
}

func (s *troubled) Get(ctx context.Context, key string) (value []byte, err error) {
	err = s.ask(ctx, func() error { value, err = s.Store.Get(ctx, key); return err }, func() {})
	return value, err
}

func (s *troubled) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return s.ask(ctx, func() error { return s.Store.Set(ctx, key, value, ttl) }, func() {})
}

func (s *troubled) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (swapped bool, err error) {
	err = s.ask(ctx, func() error { swapped, err = s.Store.CompareAndSwap(ctx, key, old, new, ttl); return err }, func() { swapped = false })
	return swapped, err
}

func (s *troubled) ask(ctx context.Context, operation func() error, deny func()) error {
	what := s.when(s.asks.Add(1))
	switch what {
	case fails:
		return errCut
	case slowly:
		time.Sleep(700 * time.Millisecond)
	case silent:
		<-ctx.Done()
		return ctx.Err()
	}
	err := operation()
	switch what {
	case lost:
		return errCut
	case denies:
		deny()
	}
	return err
}

// Whichever operation of the store fails, and however: the message is executed once, its user gets one answer, and the
// next message is answered in time.
func TestStoreInTrouble(t *testing.T) {
	t.Parallel()
	for _, what := range []trouble{fails, lost, denies, slowly, silent} {
		t.Run(string(what), func(t *testing.T) {
			t.Parallel()
			for _, takes := range []time.Duration{time.Second, 6 * time.Second, 11 * time.Second, 20 * time.Second} {
				for _, route := range [][]int{{0, 1, 1}, {0, 1, 0}, {0, 0, 1}} {
					for ask := range int64(14) {
						storeInTrouble(t, what, ask%2 == 0 || takes > 15*time.Second, takes, route, ask+1)
					}
				}
			}
		})
	}
}

func storeInTrouble(t *testing.T, what trouble, sender bool, takes time.Duration, route []int, at int64) {
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			n := runs.Add(1)
			if n == 1 {
				time.Sleep(takes)
			}
			return reply.Text(fmt.Sprint("run ", n)), nil
		})
		o := newOutbox()
		opts := []callback.Option{callback.WithStore(&troubled{Store: store.NewMemory(), when: func(ask int64) trouble {
			if ask == at {
				return what
			}
			return none
		}})}
		if sender {
			opts = append(opts, callback.WithSender(o.send))
		}
		servers, log := instances(t, 2, h, opts...)
		got := pushTo(t, textXML("hello", 1), servers[route[0]], servers[route[1]], servers[route[2]])
		time.Sleep(time.Minute)
		answers := len(o.all())
		if strings.Contains(got, "run") {
			answers++
		}
		if answers != 1 || runs.Load() != 1 {
			t.Errorf("ask %d, %v by %v, sender %v: got %s after %d runs, sent %q: %s", at, takes, route, sender, got, runs.Load(), o.all(), log)
		}
		for id := range 2 {
			if got := pushTo(t, textXML("hello", int64(id+2)), servers[id]); !strings.HasPrefix(got, "try 1: \"run") {
				t.Errorf("ask %d, %v by %v, sender %v: then got %s", at, takes, route, sender, got)
			}
		}
		time.Sleep(time.Minute)
	})
}

// Whichever operation fails, two messages of one user are not executed at the same time on two instances.
func TestOrderInTrouble(t *testing.T) {
	t.Parallel()
	for _, what := range []trouble{fails, lost, denies, slowly, silent} {
		t.Run(string(what), func(t *testing.T) {
			t.Parallel()
			for ask := range int64(14) {
				for _, gap := range []time.Duration{0, 100 * time.Millisecond, time.Second, 2100 * time.Millisecond} {
					orderInTrouble(t, what, ask+1, gap)
				}
			}
		})
	}
}

func orderInTrouble(t *testing.T, what trouble, at int64, gap time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		var working, most atomic.Int32
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			most.Store(max(most.Load(), working.Add(1)))
			defer working.Add(-1)
			time.Sleep(2500 * time.Millisecond)
			return reply.Text("done"), nil
		})
		servers, log := instances(t, 2, h, callback.WithStore(&troubled{Store: store.NewMemory(), when: func(ask int64) trouble {
			if ask == at {
				return what
			}
			return none
		}}))
		first := make(chan string)
		go func() { first <- pushTo(t, textXML("hello", 1), servers[0], servers[0], servers[0]) }()
		time.Sleep(gap)
		second := pushTo(t, textXML("hello", 2), servers[1], servers[1], servers[1])
		for _, got := range []string{<-first, second} {
			if !strings.HasSuffix(got, `: "done"`) {
				t.Errorf("ask %d, %v apart: got %s", at, gap, got)
			}
		}
		if most.Load() != 1 {
			t.Errorf("ask %d, %v apart: %d ran at once: %s", at, gap, most.Load(), log)
		}
		time.Sleep(time.Minute)
	})
}

// A full store reads, and does not write. It has one warning, and one line when it writes again.
func TestFullStoreIsOneTrouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fullStore{Store: store.NewMemory()}
		var runs atomic.Int32
		s, log := newServer(t, account.Safe, echo(&runs), callback.WithStore(f))
		for i := range int64(1000) {
			f.full.Store(i >= 10 && i < 900)
			if got := pushTo(t, textXML("hello", i+1), s); !strings.Contains(got, "hello") {
				t.Fatalf("message %d got %s", i, got)
			}
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(time.Minute)
		if lines := strings.Count(log.String(), "\n"); lines != 2 || !strings.Contains(log.String(), "goes on alone") ||
			!strings.Contains(log.String(), "the store is back") || runs.Load() != 1000 {
			t.Errorf("%d runs, %d lines: %s", runs.Load(), lines, log)
		}
		time.Sleep(time.Hour)
	})
}

// fullStore is a store that may be full.
type fullStore struct {
	store.Store
	full atomic.Bool
}

var errFull = errors.New("OOM command not allowed when used memory > 'maxmemory'")

func (f *fullStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if f.full.Load() {
		return errFull
	}
	return f.Store.Set(ctx, key, value, ttl)
}

func (f *fullStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if f.full.Load() && new != nil {
		return false, errFull
	}
	return f.Store.CompareAndSwap(ctx, key, old, new, ttl)
}
