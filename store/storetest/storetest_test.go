package storetest

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// broken is a sound store with some verbs replaced by faulty ones.
type broken struct {
	store.Store
	get  func(ctx context.Context, key string) ([]byte, error)
	set  func(ctx context.Context, key string, value []byte, ttl time.Duration) error
	swap func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error)
}

func (s broken) Get(ctx context.Context, key string) ([]byte, error) {
	if s.get != nil {
		return s.get(ctx, key)
	}
	return s.Store.Get(ctx, key)
}

func (s broken) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if s.set != nil {
		return s.set(ctx, key, value, ttl)
	}
	return s.Store.Set(ctx, key, value, ttl)
}

func (s broken) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if s.swap != nil {
		return s.swap(ctx, key, old, new, ttl)
	}
	return s.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// rekeyed is a store that changes its keys.
func rekeyed(m store.Store, change func(string) string) store.Store {
	return broken{
		get: func(ctx context.Context, key string) ([]byte, error) { return m.Get(ctx, change(key)) },
		set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
			return m.Set(ctx, change(key), value, ttl)
		},
		swap: func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
			return m.CompareAndSwap(ctx, change(key), old, new, ttl)
		},
	}
}

func TestSuiteFailsBrokenStores(t *testing.T) {
	type swapFunc = func(context.Context, string, []byte, []byte, time.Duration) (bool, error)
	breakSwap := func(swap func(m store.Store) swapFunc) func(store.Store) store.Store {
		return func(m store.Store) store.Store { return broken{Store: m, swap: swap(m)} }
	}
	tests := []struct {
		name   string
		make   func(sound store.Store) store.Store
		caught []string // clauses that must fail, among others
	}{
		{"sound", func(m store.Store) store.Store { return m }, nil},
		{"Set ignores ttl", func(m store.Store) store.Store {
			return broken{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(ctx, key, value, outlive(ttl))
			}}
		}, []string{"ttl: expires", "ttl: of the last write", "ttl: expired is absent to swap"}},
		{"Set takes a ttl of zero for ever", func(m store.Store) store.Store {
			return broken{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				if ttl == 0 {
					ttl = long
				}
				return m.Set(ctx, key, value, ttl)
			}}
		}, []string{"ttl: zero and below"}},
		{"ttl in whole seconds", func(m store.Store) store.Store {
			return broken{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(ctx, key, value, max(ttl.Truncate(time.Second), min(ttl, time.Second)))
			}, swap: func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				if ttl > 0 {
					ttl = max(ttl.Truncate(time.Second), time.Second)
				}
				return m.CompareAndSwap(ctx, key, old, new, ttl)
			}}
		}, []string{"ttl: shortest and longest"}},
		{"Get takes absent for empty", func(m store.Store) store.Store {
			return broken{Store: m, get: func(ctx context.Context, key string) ([]byte, error) {
				value, err := m.Get(ctx, key)
				if errors.Is(err, store.ErrNotFound) {
					return nil, nil
				}
				return value, err
			}}
		}, []string{"get: absent"}},
		{"Get returns nil for empty", func(m store.Store) store.Store {
			return broken{Store: m, get: func(ctx context.Context, key string) ([]byte, error) {
				value, err := m.Get(ctx, key)
				return append([]byte(nil), value...), err
			}}
		}, []string{"set: nil is empty", "swap: empty is not absent", "bytes: values are exact"}},
		{"Get reads once", func(m store.Store) store.Store {
			return broken{Store: m, get: func(ctx context.Context, key string) ([]byte, error) {
				value, err := m.Get(ctx, key)
				if err == nil {
					_, err = m.CompareAndSwap(ctx, key, value, nil, 0)
				}
				return value, err
			}}
		}, []string{"get: present"}},
		{"Set keeps what is there", func(m store.Store) store.Store {
			return broken{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				_, err := m.CompareAndSwap(ctx, key, nil, append([]byte{}, value...), ttl)
				return err
			}}
		}, []string{"set: overwrites"}},
		{"Set deletes on nil", func(m store.Store) store.Store {
			return broken{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				if err := m.Set(ctx, key, value, ttl); err != nil || value != nil {
					return err
				}
				_, err := m.CompareAndSwap(ctx, key, []byte{}, nil, 0)
				return err
			}}
		}, []string{"set: nil is empty"}},
		{"values trimmed", func(m store.Store) store.Store {
			return broken{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(ctx, key, bytes.TrimSpace(value), ttl)
			}}
		}, []string{"bytes: values are exact"}},
		{"keys folded", func(m store.Store) store.Store { return rekeyed(m, strings.ToLower) }, []string{"bytes: keys are exact"}},
		{"keys cut", func(m store.Store) store.Store {
			return rekeyed(m, func(key string) string { return key[:min(len(key), 255)] })
		}, []string{"bytes: keys are exact"}},
		{"keys made UTF-8", func(m store.Store) store.Store {
			return rekeyed(m, func(key string) string { return strings.ToValidUTF8(key, "?") })
		}, []string{"bytes: keys are exact"}},
		{
			"slices shared", func(store.Store) store.Store { return &sharing{values: map[string][]byte{}} },
			[]string{"bytes: given are copied", "bytes: returned are copied"},
		},
		{"ctx ignored", func(m store.Store) store.Store {
			return broken{get: func(ctx context.Context, key string) ([]byte, error) {
				return m.Get(context.WithoutCancel(ctx), key)
			}, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(context.WithoutCancel(ctx), key, value, ttl)
			}, swap: func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				return m.CompareAndSwap(context.WithoutCancel(ctx), key, old, new, ttl)
			}}
		}, []string{"context: done"}},
		{"ctx looked at too late", func(m store.Store) store.Store {
			return broken{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return errors.Join(m.Set(context.WithoutCancel(ctx), key, value, ttl), ctx.Err())
			}}
		}, []string{"context: done"}},

		{"swap always swaps", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				return true, m.Set(ctx, key, new, ttl)
			}
		}), []string{"swap: absent for value", "swap: value for value", "swap: value for absent", "swap: absent for absent", "concurrent: one lock owner"}},
		{"swap never swaps", breakSwap(func(store.Store) swapFunc {
			return func(context.Context, string, []byte, []byte, time.Duration) (bool, error) { return false, nil }
		}), []string{"swap: absent for value", "concurrent: counter loses nothing", "concurrent: one lock owner"}},
		{"swap is not atomic", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				got, err := m.Get(ctx, key)
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return false, err
				}
				if (got == nil) != (old == nil) || !bytes.Equal(got, old) {
					return false, nil
				}
				time.Sleep(time.Nanosecond) // virtual: everybody compares before anybody swaps
				return m.CompareAndSwap(ctx, key, must(m.Get(ctx, key)), new, ttl)
			}
		}), []string{"concurrent: counter loses nothing", "concurrent: one lock owner"}},
		{"swap takes empty for absent", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				return m.CompareAndSwap(ctx, key, append([]byte(nil), old...), new, ttl)
			}
		}), []string{"swap: empty is not absent"}},
		{"swap compares prefixes", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				if got := must(m.Get(ctx, key)); got != nil && bytes.HasPrefix(old, got) {
					old = got
				}
				return m.CompareAndSwap(ctx, key, old, new, ttl)
			}
		}), []string{"swap: value for value", "bytes: values are exact"}},
		{"failed swap extends the ttl", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				swapped, err := m.CompareAndSwap(ctx, key, old, new, ttl)
				if got := must(m.Get(ctx, key)); err == nil && !swapped && got != nil && ttl > 0 {
					err = m.Set(ctx, key, got, ttl)
				}
				return swapped, err
			}
		}), []string{"ttl: untouched by a failed swap"}},
		{"swap ignores ttl", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				return m.CompareAndSwap(ctx, key, old, new, long)
			}
		}), []string{"ttl: expires", "ttl: of the last write", "ttl: zero and below"}},
		{"swap wants a ttl to delete", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				if ttl <= 0 {
					return false, &store.TTLError{TTL: ttl}
				}
				return m.CompareAndSwap(ctx, key, old, new, ttl)
			}
		}), []string{"ttl: zero and below"}},
		{"swap checks ttl only when it swaps", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				got := must(m.Get(ctx, key))
				if (got == nil) != (old == nil) || !bytes.Equal(got, old) {
					return false, ctx.Err()
				}
				return m.CompareAndSwap(ctx, key, old, new, ttl)
			}
		}), []string{"ttl: zero and below"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			failed := failures(t, Config{New: func(testing.TB) store.Store { return tt.make(store.NewMemory()) }})
			if tt.caught == nil && len(failed) > 0 {
				t.Errorf("a sound store failed %q", failed)
			}
			for _, name := range tt.caught {
				if !slices.Contains(failed, name) {
					t.Errorf("clause %q did not catch it; those that did: %q", name, failed)
				}
			}
		})
	}
}

// failures runs the contract in virtual time and returns the names of the clauses that failed.
func failures(t *testing.T, c Config) (failed []string) {
	for _, clause := range contract {
		synctest.Test(t, func(t *testing.T) {
			r := &recorder{TB: t}
			var wg sync.WaitGroup
			wg.Go(func() { clause.check(newFixture(r, c)) }) // Fatalf ends this goroutine, not the test
			wg.Wait()
			if r.failed {
				failed = append(failed, clause.name)
			}
		})
	}
	return failed
}

// recorder is a testing.TB that notes failures instead of failing.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed bool
}

func (r *recorder) Errorf(string, ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// sharing keeps and hands out the caller's own slices. It knows no time.
type sharing struct {
	mu     sync.Mutex
	values map[string][]byte
}

func (s *sharing) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value := s.values[key]; value != nil {
		return value, nil
	}
	return nil, store.ErrNotFound
}

func (s *sharing) Set(_ context.Context, key string, value []byte, _ time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
	return nil
}

func (s *sharing) CompareAndSwap(_ context.Context, key string, old, new []byte, _ time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := s.values[key]
	if (got == nil) != (old == nil) || !bytes.Equal(got, old) {
		return false, nil
	}
	s.values[key] = new
	return true, nil
}

// outlive returns a ttl that no clause waits for, or ttl itself where it is to be refused.
func outlive(ttl time.Duration) time.Duration {
	if ttl <= 0 {
		return ttl
	}
	return max(ttl, long)
}

// must drops the error of a Get whose value says enough.
func must(value []byte, _ error) []byte { return value }

// handWound is a sound store whose clock is moved by hand.
type handWound struct {
	store.Store
	mu      sync.Mutex
	now     time.Time
	expires map[string]time.Time
}

// lapse deletes key when its time is over.
func (s *handWound) lapse(key string) {
	if e, ok := s.expires[key]; ok && !s.now.Before(e) {
		_, _ = s.Store.CompareAndSwap(context.Background(), key, must(s.Store.Get(context.Background(), key)), nil, 0)
		delete(s.expires, key)
	}
}

func (s *handWound) Get(ctx context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lapse(key)
	return s.Store.Get(ctx, key)
}

func (s *handWound) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.Store.Set(ctx, key, value, outlive(ttl))
	if err == nil {
		s.expires[key] = s.now.Add(ttl)
	}
	return err
}

func (s *handWound) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lapse(key)
	swapped, err := s.Store.CompareAndSwap(ctx, key, old, new, outlive(ttl))
	if swapped && new != nil {
		s.expires[key] = s.now.Add(ttl)
	} else if swapped {
		delete(s.expires, key)
	}
	return swapped, err
}

func TestRunWithAdvance(t *testing.T) {
	var current *handWound
	made := 0
	Run(t, Config{
		New: func(testing.TB) store.Store {
			made++
			current = &handWound{Store: store.NewMemory(), now: time.Unix(0, 0), expires: map[string]time.Time{}}
			return current
		},
		Advance: func(d time.Duration) { current.now = current.now.Add(d) },
	})
	if made != len(contract) {
		t.Errorf("New was called %d times for %d clauses", made, len(contract))
	}
}
