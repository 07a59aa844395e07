package store

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Any later write removes expired entries from memory, even if no operation names their keys again.
func TestWritesRemoveExpired(t *testing.T) {
	t.Parallel()
	writes := map[string]func(t *testing.T, m *Memory){
		"Set": func(t *testing.T, m *Memory) { _ = m.Set(t.Context(), "k", nil, time.Hour) },
		"CompareAndSwap that swaps": func(t *testing.T, m *Memory) {
			_, _ = m.CompareAndSwap(t.Context(), "k", nil, nil, 0)
		},
		"CompareAndSwap that does not": func(t *testing.T, m *Memory) {
			_, _ = m.CompareAndSwap(t.Context(), "k", []byte("x"), nil, 0)
		},
	}
	for name, write := range writes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const n = 100
				m := NewMemory()
				for i := range n {
					_ = m.Set(t.Context(), "stays "+strconv.Itoa(i), nil, time.Hour)
					_ = m.Set(t.Context(), "expires "+strconv.Itoa(i), nil, time.Duration(1+i*37%n))
				}
				time.Sleep(n)
				for range n / 2 {
					write(t, m)
				}
				for key := range m.entries {
					if strings.HasPrefix(key, "expires") {
						t.Errorf("%q is still in memory", key)
					}
				}
				if want := len(m.entries); len(m.expiry) != want || want < n {
					t.Errorf("%d entries, %d of them in the queue, want equal counts and at least the %d unexpired entries", want, len(m.expiry), n)
				}
			})
		})
	}
}

// Under a steady stream of new keys, memory holds the unexpired entries and few others.
func TestMemoryStaysSmall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory()
		for i := range 10_000 {
			_ = m.Set(t.Context(), strconv.Itoa(i), nil, 10*time.Millisecond)
			time.Sleep(time.Millisecond)
		}
		if n := len(m.entries); n > 11 {
			t.Errorf("%d entries are in memory, of which 9 have not expired", n)
		}
	})
}

// Whatever is written at the same time, the map and the queue hold the same entries, no more than the bound.
func TestMemoryConcurrentAtItsBound(t *testing.T) {
	t.Parallel()
	const bound, workers, each = 8, 8, 500
	m := NewMemory(WithMaxEntries(bound))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				key, value := strconv.Itoa((w*i)%(4*bound)), []byte{byte(w)}
				_ = m.Set(t.Context(), key, value, time.Duration(1+i%3)*time.Hour)
				_, _ = m.CompareAndSwap(t.Context(), strconv.Itoa(i%(4*bound)), nil, value, time.Duration(1+i%1000))
				_, _ = m.CompareAndSwap(t.Context(), key, value, nil, 0)
				_, _ = m.Get(t.Context(), key)
			}
		})
	}
	wg.Wait()
	if len(m.entries) != len(m.expiry) || len(m.entries) > bound {
		t.Errorf("%d entries, %d of them in the queue, want equal counts and %d at most", len(m.entries), len(m.expiry), bound)
	}
	for i, e := range m.expiry {
		if m.entries[e.key] != e || e.index != i {
			t.Errorf("entry %q at %d of the queue: its index is %d, or the map has another", e.key, i, e.index)
		}
		if parent := m.expiry[max(i-1, 0)/2]; e.expires.Before(parent.expires) {
			t.Errorf("entry %q expires before %q, which is above it in the queue", e.key, parent.key)
		}
	}
}

func TestMaxEntries(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{5: 5, 1: 1, 0: 1 << 20, -1: 1 << 20, math.MinInt: 1 << 20} {
		if got := NewMemory(WithMaxEntries(n)).limit(); got != want {
			t.Errorf("WithMaxEntries(%d): %d, want %d", n, got, want)
		}
	}
	if got := NewMemory().limit(); got != 1<<20 {
		t.Errorf("by default: %d, want %d", got, 1<<20)
	}
}
