package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/storetest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	for name, newStore := range map[string]func(testing.TB) store.Store{
		"new":     func(testing.TB) store.Store { return store.NewMemory() },
		"zero":    func(testing.TB) store.Store { return new(store.Memory) },
		"bounded": func(testing.TB) store.Store { return store.NewMemory(store.WithMaxEntries(32)) },
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, storetest.Config{New: newStore, Run: synctest.Test})
		})
	}
}

func TestMemoryExpiresToTheNanosecond(t *testing.T) {
	t.Parallel()
	for _, ttl := range []time.Duration{1, 2, time.Millisecond, 7200 * time.Second} {
		t.Run(ttl.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := store.NewMemory()
				mustSet(t, m, "k", ttl)
				time.Sleep(ttl - 1)
				if _, err := m.Get(t.Context(), "k"); err != nil {
					t.Errorf("1 ns before: %v", err)
				}
				time.Sleep(time.Nanosecond)
				if _, err := m.Get(t.Context(), "k"); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("at expiry: %v, want ErrNotFound", err)
				}
			})
		})
	}
}

func TestMemoryFull(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		m := store.NewMemory(store.WithMaxEntries(3))
		mustSet(t, m, "brief", time.Second)
		mustSet(t, m, "token", time.Hour)
		mustSet(t, m, "ticket", time.Hour)

		if err := m.Set(ctx, "new", []byte("v"), time.Hour); !errors.Is(err, store.ErrFull) {
			t.Errorf("Set of a new key: %v, want ErrFull", err)
		}
		if swapped, err := m.CompareAndSwap(ctx, "new", nil, []byte("v"), time.Hour); swapped || !errors.Is(err, store.ErrFull) {
			t.Errorf("CompareAndSwap of a new key = %t, %v, want false, ErrFull", swapped, err)
		}
		if _, ok, err := store.Lock(ctx, m, "new", time.Hour); ok || !errors.Is(err, store.ErrFull) {
			t.Errorf("Lock of a new key = %t, %v, want false, ErrFull", ok, err)
		}
		mustHave(t, m, "brief", "token", "ticket") // no entry was removed
		mustSet(t, m, "token", time.Hour)          // overwriting a key needs no room

		time.Sleep(time.Second)
		mustSet(t, m, "new", time.Hour) // in the expired one's place
		mustHave(t, m, "token", "ticket", "new")

		if swapped, err := m.CompareAndSwap(ctx, "ticket", []byte("ticket"), nil, 0); !swapped || err != nil {
			t.Fatalf("delete = %t, %v", swapped, err)
		}
		mustSet(t, m, "newer", time.Hour) // in the deleted one's place
		mustHave(t, m, "token", "new", "newer")
	})
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	for _, err := range []error{store.ErrNotFound, store.ErrFull, &store.TTLError{TTL: -time.Second}} {
		if !strings.HasPrefix(err.Error(), "store: ") {
			t.Errorf("%q does not begin with the package's name", err)
		}
	}
	if text := (&store.TTLError{TTL: -time.Second}).Error(); !strings.Contains(text, "-1s") {
		t.Errorf("%q does not say which ttl", text)
	}
}

// TestMemoryMatchesModel compares Memory, step by step, with a map as the model.
func TestMemoryMatchesModel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// The struct hides Deadline, which a bubble does not allow.
		rapid.Check(struct{ rapid.TB }{t}, func(r *rapid.T) {
			const bound = 4
			type item struct {
				value   string
				expires time.Time
			}
			ctx := context.Background()
			m := store.NewMemory(store.WithMaxEntries(bound))
			model := map[string]item{}

			keys := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
			values := rapid.SampledFrom([][]byte{nil, {}, []byte("x"), []byte("y")})
			ttls := rapid.Custom(func(r *rapid.T) time.Duration {
				return time.Duration(rapid.IntRange(1, 9).Draw(r, "seconds")) * time.Second
			})
			checkRoom := func(key string) error {
				if _, ok := model[key]; !ok && len(model) >= bound {
					return store.ErrFull
				}
				return nil
			}

			r.Repeat(map[string]func(*rapid.T){
				"sleep": func(r *rapid.T) {
					time.Sleep(ttls.Draw(r, "sleep"))
					for key, it := range model {
						if !time.Now().Before(it.expires) {
							delete(model, key)
						}
					}
				},
				"set": func(r *rapid.T) {
					key, value, ttl := keys.Draw(r, "key"), values.Draw(r, "value"), ttls.Draw(r, "ttl")
					want := checkRoom(key)
					if err := m.Set(ctx, key, value, ttl); !errors.Is(err, want) {
						r.Fatalf("Set: %v, want %v", err, want)
					}
					if want == nil {
						model[key] = item{string(value), time.Now().Add(ttl)}
					}
				},
				"swap": func(r *rapid.T) {
					key, old, new, ttl := keys.Draw(r, "key"), values.Draw(r, "old"), values.Draw(r, "new"), ttls.Draw(r, "ttl")
					it, ok := model[key]
					want := ok == (old != nil) && it.value == string(old)
					var wantErr error
					if want && new != nil {
						wantErr = checkRoom(key)
						want = wantErr == nil
					}
					swapped, err := m.CompareAndSwap(ctx, key, old, new, ttl)
					if swapped != want || !errors.Is(err, wantErr) {
						r.Fatalf("CompareAndSwap = %t, %v, want %t, %v", swapped, err, want, wantErr)
					}
					if want && new == nil {
						delete(model, key)
					} else if want {
						model[key] = item{string(new), time.Now().Add(ttl)}
					}
				},
				"": func(r *rapid.T) {
					got, want := map[string]string{}, map[string]string{}
					for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
						if value, err := m.Get(ctx, key); err == nil {
							got[key] = string(value)
						}
					}
					for key, it := range model {
						want[key] = it.value
					}
					if diff := cmp.Diff(want, got); diff != "" {
						r.Fatalf("(-want +got)\n%s", diff)
					}
				},
			})
		})
	})
}

// mustSet sets key to its own name.
func mustSet(t *testing.T, s store.Store, key string, ttl time.Duration) {
	t.Helper()
	if err := s.Set(t.Context(), key, []byte(key), ttl); err != nil {
		t.Fatalf("Set(%q): %v", key, err)
	}
}

func mustHave(t *testing.T, s store.Store, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if value, err := s.Get(t.Context(), key); err != nil || string(value) != key {
			t.Errorf("Get(%q) = %q, %v", key, value, err)
		}
	}
}

func BenchmarkMemoryGet(b *testing.B) {
	m := store.NewMemory()
	_ = m.Set(b.Context(), "token", make([]byte, 136), time.Hour) // about an access_token's length
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := m.Get(b.Context(), "token"); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkMemoryCompareAndSwap(b *testing.B) {
	m := store.NewMemory()
	one, two := []byte("1"), []byte("2")
	_ = m.Set(b.Context(), "k", one, time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		if swapped, err := m.CompareAndSwap(b.Context(), "k", one, two, time.Hour); !swapped || err != nil {
			b.Fatal(swapped, err)
		}
		one, two = two, one
	}
}

// A callback's de-duplication writes like this: each key is new and expires soon.
func BenchmarkMemoryCompareAndSwapNewKeys(b *testing.B) {
	m := store.NewMemory()
	value := []byte("1")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if swapped, err := m.CompareAndSwap(b.Context(), fmt.Sprint(i), nil, value, 10*time.Millisecond); !swapped || err != nil {
			b.Fatal(swapped, err)
		}
	}
}
