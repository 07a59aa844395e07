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

// brokenStore is a correct store with some operations replaced by faulty ones.
type brokenStore struct {
	store.Store
	get  func(ctx context.Context, key string) ([]byte, error)
	set  func(ctx context.Context, key string, value []byte, ttl time.Duration) error
	swap func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error)
}

func (s brokenStore) Get(ctx context.Context, key string) ([]byte, error) {
	if s.get != nil {
		return s.get(ctx, key)
	}
	return s.Store.Get(ctx, key)
}

func (s brokenStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if s.set != nil {
		return s.set(ctx, key, value, ttl)
	}
	return s.Store.Set(ctx, key, value, ttl)
}

func (s brokenStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if s.swap != nil {
		return s.swap(ctx, key, old, new, ttl)
	}
	return s.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// withKeysChanged returns a store that stores each value of m under a changed key.
func withKeysChanged(m store.Store, change func(string) string) store.Store {
	return brokenStore{
		get: func(ctx context.Context, key string) ([]byte, error) { return m.Get(ctx, change(key)) },
		set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
			return m.Set(ctx, change(key), value, ttl)
		},
		swap: func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
			return m.CompareAndSwap(ctx, change(key), old, new, ttl)
		},
	}
}

// clockStore is a store with a clock.
type clockStore struct {
	store.Store
	time func(ctx context.Context) (time.Time, error)
}

func (s clockStore) Time(ctx context.Context) (time.Time, error) { return s.time(ctx) }

// withClock returns a function that gives a store a clock. tell returns its n-th time.
func withClock(tell func(n int) time.Time) func(store.Store) store.Store {
	return func(m store.Store) store.Store {
		n := 0
		return clockStore{m, func(ctx context.Context) (time.Time, error) {
			if err := ctx.Err(); err != nil {
				return time.Time{}, err
			}
			n++
			return tell(n), nil
		}}
	}
}

func TestSuiteFailsBrokenStores(t *testing.T) {
	type swapFunc = func(context.Context, string, []byte, []byte, time.Duration) (bool, error)
	breakSwap := func(swap func(m store.Store) swapFunc) func(store.Store) store.Store {
		return func(m store.Store) store.Store { return brokenStore{Store: m, swap: swap(m)} }
	}
	tests := []struct {
		name   string
		make   func(correct store.Store) store.Store
		caught []string // clauses that must fail, among others
	}{
		{"correct", func(m store.Store) store.Store { return m }, nil},
		{"Set ignores ttl", func(m store.Store) store.Store {
			return brokenStore{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(ctx, key, value, extend(ttl))
			}}
		}, []string{"ttl: expires", "ttl: of the last write", "ttl: expired is absent to swap"}},
		{"Set never expires a ttl of zero", func(m store.Store) store.Store {
			return brokenStore{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				if ttl == 0 {
					ttl = long
				}
				return m.Set(ctx, key, value, ttl)
			}}
		}, []string{"ttl: zero and below"}},
		{"ttl in whole seconds", func(m store.Store) store.Store {
			return brokenStore{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(ctx, key, value, max(ttl.Truncate(time.Second), min(ttl, time.Second)))
			}, swap: func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				if ttl > 0 {
					ttl = max(ttl.Truncate(time.Second), time.Second)
				}
				return m.CompareAndSwap(ctx, key, old, new, ttl)
			}}
		}, []string{"ttl: shortest and longest"}},
		{"Get returns empty for absent", func(m store.Store) store.Store {
			return brokenStore{Store: m, get: func(ctx context.Context, key string) ([]byte, error) {
				value, err := m.Get(ctx, key)
				if errors.Is(err, store.ErrNotFound) {
					return nil, nil
				}
				return value, err
			}}
		}, []string{"get: absent"}},
		{"Get returns nil for empty", func(m store.Store) store.Store {
			return brokenStore{Store: m, get: func(ctx context.Context, key string) ([]byte, error) {
				value, err := m.Get(ctx, key)
				return append([]byte(nil), value...), err
			}}
		}, []string{"set: nil is empty", "swap: empty is not absent", "bytes: values are exact"}},
		{"Get deletes", func(m store.Store) store.Store {
			return brokenStore{Store: m, get: func(ctx context.Context, key string) ([]byte, error) {
				value, err := m.Get(ctx, key)
				if err == nil {
					_, err = m.CompareAndSwap(ctx, key, value, nil, 0)
				}
				return value, err
			}}
		}, []string{"get: present"}},
		{"Set does not overwrite", func(m store.Store) store.Store {
			return brokenStore{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				_, err := m.CompareAndSwap(ctx, key, nil, append([]byte{}, value...), ttl)
				return err
			}}
		}, []string{"set: overwrites"}},
		{"Set deletes on nil", func(m store.Store) store.Store {
			return brokenStore{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				if err := m.Set(ctx, key, value, ttl); err != nil || value != nil {
					return err
				}
				_, err := m.CompareAndSwap(ctx, key, []byte{}, nil, 0)
				return err
			}}
		}, []string{"set: nil is empty"}},
		{"values trimmed", func(m store.Store) store.Store {
			return brokenStore{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(ctx, key, bytes.TrimSpace(value), ttl)
			}}
		}, []string{"bytes: values are exact"}},
		{"keys folded", func(m store.Store) store.Store { return withKeysChanged(m, strings.ToLower) }, []string{"bytes: keys are exact"}},
		{"keys cut", func(m store.Store) store.Store {
			return withKeysChanged(m, func(key string) string { return key[:min(len(key), 255)] })
		}, []string{"bytes: keys are exact"}},
		{"keys made UTF-8", func(m store.Store) store.Store {
			return withKeysChanged(m, func(key string) string { return strings.ToValidUTF8(key, "?") })
		}, []string{"bytes: keys are exact"}},
		{
			"slices shared", func(store.Store) store.Store { return &sharingStore{values: map[string][]byte{}} },
			[]string{"bytes: given are copied", "bytes: returned are copied"},
		},
		{"ctx ignored", func(m store.Store) store.Store {
			return brokenStore{get: func(ctx context.Context, key string) ([]byte, error) {
				return m.Get(context.WithoutCancel(ctx), key)
			}, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return m.Set(context.WithoutCancel(ctx), key, value, ttl)
			}, swap: func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				return m.CompareAndSwap(context.WithoutCancel(ctx), key, old, new, ttl)
			}}
		}, []string{"context: done"}},
		{"ctx checked too late", func(m store.Store) store.Store {
			return brokenStore{Store: m, set: func(ctx context.Context, key string, value []byte, ttl time.Duration) error {
				return errors.Join(m.Set(context.WithoutCancel(ctx), key, value, ttl), ctx.Err())
			}}
		}, []string{"context: done"}},

		{"correct clock", withClock(func(int) time.Time { return time.Now() }), nil},
		{"clock a second ahead", withClock(func(int) time.Time { return time.Now().Add(time.Second) }), nil},
		{"clock in milliseconds", withClock(func(int) time.Time { return time.UnixMilli(time.Now().UnixMilli()) }), nil},
		{"clock a minute ahead", withClock(func(int) time.Time { return time.Now().Add(time.Minute) }), []string{"clock: tells the time"}},
		{"clock a minute behind", withClock(func(int) time.Time { return time.Now().Add(-time.Minute) }), []string{"clock: tells the time"}},
		{"clock of two servers", withClock(func(n int) time.Time {
			return time.Now().Add(time.Duration(n%2) * time.Second)
		}), []string{"clock: tells the time"}},
		{"clock that stands still", withClock(func(int) time.Time { return bubbleEpoch }), []string{"clock: tells the time"}},
		{"clock that is too fast", withClock(func(int) time.Time {
			return time.Now().Add(time.Since(bubbleEpoch) / 2)
		}), []string{"clock: tells the time"}},
		{"clock that fails", func(m store.Store) store.Store {
			return clockStore{m, func(context.Context) (time.Time, error) { return time.Now(), errors.New("no clock") }}
		}, []string{"clock: tells the time"}},
		{"clock that ignores ctx", func(m store.Store) store.Store {
			return clockStore{m, func(context.Context) (time.Time, error) { return time.Now(), nil }}
		}, []string{"clock: context done"}},

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
				time.Sleep(time.Nanosecond) // in virtual time, all goroutines compare before any swaps
				return m.CompareAndSwap(ctx, key, ignoreError(m.Get(ctx, key)), new, ttl)
			}
		}), []string{"concurrent: counter loses nothing", "concurrent: one lock owner"}},
		{"swap treats empty as absent", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				return m.CompareAndSwap(ctx, key, append([]byte(nil), old...), new, ttl)
			}
		}), []string{"swap: empty is not absent"}},
		{"swap compares prefixes", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				if got := ignoreError(m.Get(ctx, key)); got != nil && bytes.HasPrefix(old, got) {
					old = got
				}
				return m.CompareAndSwap(ctx, key, old, new, ttl)
			}
		}), []string{"swap: value for value", "bytes: values are exact"}},
		{"failed swap extends the ttl", breakSwap(func(m store.Store) swapFunc {
			return func(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
				swapped, err := m.CompareAndSwap(ctx, key, old, new, ttl)
				if got := ignoreError(m.Get(ctx, key)); err == nil && !swapped && got != nil && ttl > 0 {
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
				got := ignoreError(m.Get(ctx, key))
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
			failed := failedClauses(t, Config{New: func(testing.TB) store.Store { return tt.make(store.NewMemory()) }})
			if tt.caught == nil && len(failed) > 0 {
				t.Errorf("a correct store failed %q", failed)
			}
			for _, name := range tt.caught {
				if !slices.Contains(failed, name) {
					t.Errorf("clause %q did not fail; these did: %q", name, failed)
				}
			}
		})
	}
}

// bubbleEpoch is when virtual time begins.
var bubbleEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// failedClauses runs the contract in virtual time and returns the names of the clauses that failed.
func failedClauses(t *testing.T, c Config) (failed []string) {
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

// recorder is a testing.TB that records a failure instead of failing the test.
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

// Skip ends the case.
func (r *recorder) Skip(...any) { runtime.Goexit() }

// sharingStore stores and returns the caller's slices without a copy. Its entries do not expire.
type sharingStore struct {
	mu     sync.Mutex
	values map[string][]byte
}

func (s *sharingStore) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value := s.values[key]; value != nil {
		return value, nil
	}
	return nil, store.ErrNotFound
}

func (s *sharingStore) Set(_ context.Context, key string, value []byte, _ time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
	return nil
}

func (s *sharingStore) CompareAndSwap(_ context.Context, key string, old, new []byte, _ time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := s.values[key]
	if (got == nil) != (old == nil) || !bytes.Equal(got, old) {
		return false, nil
	}
	s.values[key] = new
	return true, nil
}

// extend returns a ttl that does not end during a case, or ttl itself if a store must refuse it.
func extend(ttl time.Duration) time.Duration {
	if ttl <= 0 {
		return ttl
	}
	return max(ttl, long)
}

// ignoreError returns the value of a Get whose error does not matter.
func ignoreError(value []byte, _ error) []byte { return value }

// manualStore is a correct store whose clock moves only when a test moves it.
type manualStore struct {
	store.Store
	mu      sync.Mutex
	now     time.Time
	expires map[string]time.Time
}

// expire deletes key if its ttl has passed.
func (s *manualStore) expire(key string) {
	if e, ok := s.expires[key]; ok && !s.now.Before(e) {
		_, _ = s.Store.CompareAndSwap(context.Background(), key, ignoreError(s.Store.Get(context.Background(), key)), nil, 0)
		delete(s.expires, key)
	}
}

func (s *manualStore) Get(ctx context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire(key)
	return s.Store.Get(ctx, key)
}

func (s *manualStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.Store.Set(ctx, key, value, extend(ttl))
	if err == nil {
		s.expires[key] = s.now.Add(ttl)
	}
	return err
}

func (s *manualStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire(key)
	swapped, err := s.Store.CompareAndSwap(ctx, key, old, new, extend(ttl))
	if swapped && new != nil {
		s.expires[key] = s.now.Add(ttl)
	} else if swapped {
		delete(s.expires, key)
	}
	return swapped, err
}

// Time tells the store's own time, which moves with Advance.
func (s *manualStore) Time(ctx context.Context) (time.Time, error) {
	if err := ctx.Err(); err != nil {
		return time.Time{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now, nil
}

func TestRunWithAdvance(t *testing.T) {
	var current *manualStore
	made := 0
	Run(t, Config{
		New: func(testing.TB) store.Store {
			made++
			current = &manualStore{Store: store.NewMemory(), now: time.Unix(0, 0), expires: map[string]time.Time{}}
			return current
		},
		Advance: func(d time.Duration) { current.now = current.now.Add(d) },
		Now:     func() time.Time { return current.now },
	})
	if made != len(contract) {
		t.Errorf("New was called %d times for %d clauses", made, len(contract))
	}
}
