package callback_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

type order struct {
	Dishes []string
	Table  int
}

var orders = callback.NewSession[order]("order", 10*time.Minute)

// waiter takes orders, message by message: "table 7", a dish, "send", "forget".
func waiter(ctx context.Context, m *message.Text) (reply.Reply, error) {
	switch word, rest, _ := strings.Cut(m.Content, " "); word {
	case "send":
		o, ok, err := orders.Get(ctx)
		return reply.Text(fmt.Sprintf("%v %d %v", ok, o.Table, o.Dishes)), err
	case "forget":
		return reply.Text("forgotten"), orders.Clear(ctx)
	case "table":
		return reply.Text("noted"), orders.Update(ctx, func(o *order) error {
			_, err := fmt.Sscan(rest, &o.Table)
			return err
		})
	}
	return reply.Text("noted"), orders.Update(ctx, func(o *order) error {
		o.Dishes = append(o.Dishes, m.Content)
		return nil
	})
}

func TestSession(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]callback.Option{
		"alone":        nil,
		"with a store": {callback.WithStore(store.NewMemory())},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				mux := callback.NewMux()
				callback.On(mux, waiter)
				if opts != nil {
					opts = []callback.Option{callback.WithStore(store.NewMemory())} // of this bubble
				}
				s, log := newServer(t, account.Safe, mux, opts...)
				id := int64(0)
				say := func(user, text string) string {
					id++
					return content(t, safePush(strings.Replace(textXML(text, id), alice, user, 1)).post(s))
				}
				var got []string
				for _, text := range []string{"send", "soup", "table 7", "fish", "table x", "send"} {
					got = append(got, say("alice", text))
				}
				got = append(got, say("bob", "send"))
				time.Sleep(10*time.Minute - time.Millisecond)
				got = append(got, say("alice", "cake"), say("alice", "send"))
				time.Sleep(10 * time.Minute)
				got = append(got, say("alice", "send"), say("alice", "forget"), say("alice", "tea"), say("alice", "forget"), say("alice", "send"))
				want := []string{
					"false 0 []", "noted", "noted", "noted", "", "true 7 [soup fish]",
					"false 0 []",
					"noted", "true 7 [soup fish cake]",
					"false 0 []", "forgotten", "noted", "forgotten", "false 0 []",
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
					t.Errorf("logged %s", log)
				}
				o, ok, err := orders.Get(s.UserContext(t.Context(), "alice"))
				if ok || err != nil || o.Table != 0 {
					t.Errorf("outside: %v %v %v", o, ok, err)
				}
			})
		})
	}
}

// However many pushes change a session at once, on two instances, no change is lost.
func TestSessionUpdatesAreNotLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		shared := store.NewMemory()
		a, _ := newServer(t, account.Safe, always(nil, nil), callback.WithStore(shared))
		b, _ := newServer(t, account.Safe, always(nil, nil), callback.WithStore(shared))
		counts := callback.NewSession[map[string]int]("counts", time.Hour)
		want := map[string]map[string]int{}
		var all sync.WaitGroup
		for i, key := range rapid.SliceOfN(rapid.StringMatching("[ab][xyz]"), 1, 60).Draw(r, "updates") {
			user, field := key[:1], key[1:]
			if want[user] == nil {
				want[user] = map[string]int{}
			}
			want[user][field]++
			ctx := []*callback.Server{a, b}[i%2].UserContext(t.Context(), user)
			all.Go(func() {
				if err := counts.Update(ctx, func(m *map[string]int) error {
					if *m == nil {
						*m = map[string]int{}
					}
					(*m)[field]++
					return nil
				}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for user, fields := range want {
			got, _, err := counts.Get(b.UserContext(t.Context(), user))
			if diff := cmp.Diff(fields, got); diff != "" || err != nil {
				r.Fatalf("%s: %v %s", user, err, diff)
			}
		}
	})
}

func TestSessionErrors(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	if _, _, err := orders.Get(ctx); !errors.Is(err, callback.ErrNoUser) {
		t.Errorf("Get: %v", err)
	}
	if err := orders.Update(ctx, func(*order) error { return nil }); !errors.Is(err, callback.ErrNoUser) {
		t.Errorf("Update: %v", err)
	}
	if err := orders.Clear(ctx); !errors.Is(err, callback.ErrNoUser) {
		t.Errorf("Clear: %v", err)
	}
	u := &unreliable{Store: store.NewMemory()}
	s, _ := newServer(t, account.Safe, always(nil, nil), callback.WithStore(u))
	ctx = s.UserContext(ctx, "alice")
	no := errors.New("no")
	if err := orders.Update(ctx, func(*order) error { return no }); !errors.Is(err, no) {
		t.Errorf("a change that fails: %v", err)
	}
	if err := callback.NewSession[func()]("f", time.Hour).Update(ctx, func(*func()) error { return nil }); err == nil {
		t.Error("a session that is no JSON")
	}
	if err := callback.NewSession[string]("x", time.Hour).Update(ctx, func(s *string) error { *s = "text"; return nil }); err != nil {
		t.Error(err)
	}
	if _, _, err := callback.NewSession[int]("x", time.Hour).Get(ctx); err == nil || !strings.Contains(err.Error(), `session "x"`) {
		t.Errorf("a session of another type: %v", err)
	}
	u.cut.Store(true)
	if _, _, err := orders.Get(ctx); !errors.Is(err, errCut) {
		t.Errorf("Get: %v", err)
	}
	if err := orders.Update(ctx, func(*order) error { return nil }); !errors.Is(err, errCut) {
		t.Errorf("Update: %v", err)
	}
	if err := orders.Clear(ctx); !errors.Is(err, errCut) {
		t.Errorf("Clear: %v", err)
	}
}

// A store that is silent, or panics, costs the session's caller an error, and two seconds at most.
func TestSessionOnABadStore(t *testing.T) {
	t.Parallel()
	visits := callback.NewSession[int]("visits", time.Hour)
	for name, st := range map[string]func() store.Store{
		"silent": func() store.Store {
			u := &unreliable{Store: store.NewMemory()}
			u.slow.Store(int64(time.Hour))
			return u
		},
		"panics": func() store.Store { return panicky{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _ := newServer(t, account.Safe, always(nil, nil), callback.WithStore(st()))
				ctx := s.UserContext(t.Context(), alice)
				for what, try := range map[string]func() error{
					"Get":    func() error { _, _, err := visits.Get(ctx); return err },
					"Update": func() error { return visits.Update(ctx, func(n *int) error { *n++; return nil }) },
					"Clear":  func() error { return visits.Clear(ctx) },
				} {
					began := time.Now()
					if err := try(); err == nil || time.Since(began) > 2*time.Second {
						t.Errorf("%s: %v after %v", what, err, time.Since(began))
					}
				}
				time.Sleep(2 * time.Hour)
			})
		})
	}
}

// panicky is a store whose operations panic.
type panicky struct{}

func (panicky) Get(context.Context, string) ([]byte, error)              { panic("oh no") }
func (panicky) Set(context.Context, string, []byte, time.Duration) error { panic("oh no") }
func (panicky) CompareAndSwap(context.Context, string, []byte, []byte, time.Duration) (bool, error) {
	panic("oh no")
}
