package store

import (
	"math"
	"strconv"
	"strings"
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
