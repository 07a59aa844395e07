package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
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
	for name, write := range map[string]func(ctx context.Context, m *store.Memory) (bool, error){
		"Set": func(ctx context.Context, m *store.Memory) (bool, error) {
			return true, m.Set(ctx, "new", []byte("new"), time.Second)
		},
		"CompareAndSwap": func(ctx context.Context, m *store.Memory) (bool, error) {
			return m.CompareAndSwap(ctx, "new", nil, []byte("new"), time.Second)
		},
		"Lock": func(ctx context.Context, m *store.Memory) (bool, error) {
			_, ok, err := store.Lock(ctx, m, "new", time.Second)
			return ok, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := store.NewMemory(store.WithMaxEntries(3))
				mustSet(t, m, "token", 2*time.Hour)
				mustSet(t, m, "state", time.Minute)
				mustSet(t, m, "ticket", time.Hour)
				if ok, err := write(t.Context(), m); !ok || err != nil {
					t.Fatalf("a write of a new key: %t, %v", ok, err)
				}
				mustHave(t, m, "token", "ticket")
				mustLack(t, m, "state") // this one expired first
				if _, err := m.Get(t.Context(), "new"); err != nil {
					t.Errorf("the new key: %v, want its value although it expires before all others", err)
				}
			})
		})
	}
}

func TestMemoryFullKeepsEntriesWithoutNewKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory(store.WithMaxEntries(3))
		swap := func(key string, old, new []byte, want bool) {
			t.Helper()
			if swapped, err := m.CompareAndSwap(t.Context(), key, old, new, time.Hour); swapped != want || err != nil {
				t.Errorf("CompareAndSwap(%q, %q, %q) = %t, %v, want %t", key, old, new, swapped, err, want)
			}
		}
		mustSet(t, m, "state", time.Minute)
		mustSet(t, m, "token", time.Hour)
		mustSet(t, m, "ticket", time.Hour)

		mustSet(t, m, "token", time.Hour) // an overwrite needs no room
		swap("ticket", []byte("ticket"), []byte("ticket"), true)
		swap("absent", []byte("old"), []byte("new"), false)
		swap("absent", nil, nil, true)
		swap("token", nil, []byte("new"), false)
		mustHave(t, m, "state", "token", "ticket")

		swap("ticket", []byte("ticket"), nil, true)
		mustSet(t, m, "new", time.Hour) // in the deleted one's place
		mustHave(t, m, "state", "token", "new")

		time.Sleep(time.Minute)
		mustSet(t, m, "newer", time.Hour) // in the expired one's place
		mustHave(t, m, "token", "new", "newer")
	})
}

// An overwrite changes which entry expires first.
func TestMemoryFullAfterOverwrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory(store.WithMaxEntries(3))
		mustSet(t, m, "extended", time.Minute)
		mustSet(t, m, "shortened", 3*time.Hour)
		mustSet(t, m, "between", time.Hour)
		mustSet(t, m, "extended", 2*time.Hour)
		mustSet(t, m, "shortened", time.Second)
		mustSet(t, m, "new", time.Hour)
		mustHave(t, m, "extended", "between", "new")
		mustLack(t, m, "shortened")
	})
}

// Entries of a short life replace one another, however many they are: what lives longer stays.
func TestMemoryFloodOfShortLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory(store.WithMaxEntries(10))
		mustSet(t, m, "token", 2*time.Hour)
		mustSet(t, m, "lock", 20*time.Minute)
		for i := range 10_000 {
			mustSet(t, m, fmt.Sprint("query ", i), 10*time.Minute)
			time.Sleep(time.Millisecond)
		}
		mustHave(t, m, "token", "lock", "query 9992", "query 9999")
		mustLack(t, m, "query 9991")
	})
}

// Where all entries live long, entries of a short life take the room of a single one.
func TestMemoryFloodOfShortLifeAmongLongLives(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := store.NewMemory(store.WithMaxEntries(3))
		mustSet(t, m, "one", time.Hour)
		mustSet(t, m, "two", 2*time.Hour)
		mustSet(t, m, "three", 3*time.Hour)
		for i := range 100 {
			mustSet(t, m, fmt.Sprint("query ", i), time.Minute)
		}
		mustLack(t, m, "one")
		mustHave(t, m, "two", "three", "query 99")
	})
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	for _, err := range []error{store.ErrNotFound, store.ErrWrongType, &store.TTLError{TTL: -time.Second}} {
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
			seconds := rapid.Custom(func(r *rapid.T) time.Duration {
				return time.Duration(rapid.IntRange(1, 9).Draw(r, "seconds")) * time.Second
			})
			writes := time.Duration(0)
			// No two entries expire at the same time, so that it is clear which one does first.
			drawTTL := func(r *rapid.T) time.Duration {
				writes++
				return seconds.Draw(r, "ttl") + writes
			}
			put := func(key string, value []byte, ttl time.Duration) {
				if _, ok := model[key]; !ok && len(model) == bound {
					delete(model, slices.MinFunc(slices.Collect(maps.Keys(model)), func(a, b string) int {
						return model[a].expires.Compare(model[b].expires)
					}))
				}
				model[key] = item{string(value), time.Now().Add(ttl)}
			}

			r.Repeat(map[string]func(*rapid.T){
				"sleep": func(r *rapid.T) {
					time.Sleep(seconds.Draw(r, "sleep"))
					for key, it := range model {
						if !time.Now().Before(it.expires) {
							delete(model, key)
						}
					}
				},
				"set": func(r *rapid.T) {
					key, value, ttl := keys.Draw(r, "key"), values.Draw(r, "value"), drawTTL(r)
					if err := m.Set(ctx, key, value, ttl); err != nil {
						r.Fatalf("Set: %v", err)
					}
					put(key, value, ttl)
				},
				"swap": func(r *rapid.T) {
					key, old, new, ttl := keys.Draw(r, "key"), values.Draw(r, "old"), values.Draw(r, "new"), drawTTL(r)
					it, ok := model[key]
					want := ok == (old != nil) && it.value == string(old)
					if swapped, err := m.CompareAndSwap(ctx, key, old, new, ttl); swapped != want || err != nil {
						r.Fatalf("CompareAndSwap = %t, %v, want %t", swapped, err, want)
					}
					if want && new == nil {
						delete(model, key)
					} else if want {
						put(key, new, ttl)
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

func mustLack(t *testing.T, s store.Store, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if value, err := s.Get(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Get(%q) = %q, %v, want ErrNotFound", key, value, err)
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

// Each write at the bound removes an entry.
func BenchmarkMemoryFull(b *testing.B) {
	const bound = 1 << 16
	m := store.NewMemory(store.WithMaxEntries(bound))
	value := []byte("1")
	for i := range bound {
		_ = m.Set(b.Context(), fmt.Sprint("old ", i), value, time.Hour)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := m.Set(b.Context(), fmt.Sprint(i), value, time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}
