package store

import (
	"bytes"
	"container/heap"
	"context"
	"errors"
	"sync"
	"time"
)

// DefaultMaxEntries is how many entries a [Memory] holds unless [WithMaxEntries] says otherwise.
const DefaultMaxEntries = 1 << 20

// ErrFull says that a [Memory] holds as many living entries as it may, and so took no new key. Nothing was lost: a
// living entry is never thrown out to make room, since it may be a token or a lock.
var ErrFull = errors.New("store: memory is full of living entries: raise WithMaxEntries or shorten the ttl")

// Memory is a [Store] for one process. It counts time by the monotonic clock, so that setting the system's clock moves
// no expiry.
//
// Memory has no background goroutine and nothing to close: reads are exact about expiry, and each write sweeps out a
// little of what has expired. The zero Memory is empty and ready for use; it must not be copied.
type Memory struct {
	mu      sync.RWMutex
	max     int // 0: DefaultMaxEntries
	entries map[string]*entry
	expiry  expiryQueue // the same entries, soonest to expire first
}

var _ Store = (*Memory)(nil)

// MemoryOption changes what [NewMemory] makes.
type MemoryOption func(*Memory)

// WithMaxEntries bounds the number of entries; n below one leaves [DefaultMaxEntries]. At the bound expired entries
// make room; when there is none, a write of a new key fails with [ErrFull].
func WithMaxEntries(n int) MemoryOption {
	return func(m *Memory) { m.max = max(n, 0) }
}

// NewMemory returns an empty Memory.
func NewMemory(opts ...MemoryOption) *Memory {
	m := new(Memory)
	for _, opt := range opts {
		opt(m)
	}
	return m
}

// Get implements [Store].
func (m *Memory) Get(ctx context.Context, key string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	e := m.living(key, time.Now())
	if e == nil {
		return nil, ErrNotFound
	}
	return bytes.Clone(e.value), nil
}

// Set implements [Store]. It fails with [ErrFull] when there is no room for a new key.
func (m *Memory) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if ttl <= 0 {
		return &TTLError{TTL: ttl}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	m.sweep(now)
	return m.put(key, value, now.Add(ttl))
}

// CompareAndSwap implements [Store]. It fails with [ErrFull] when there is no room for a new key.
func (m *Memory) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if new != nil && ttl <= 0 {
		return false, &TTLError{TTL: ttl}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	m.sweep(now)
	e := m.living(key, now)
	if (e == nil) != (old == nil) || e != nil && !bytes.Equal(e.value, old) {
		return false, nil
	}
	if new != nil {
		err := m.put(key, new, now.Add(ttl))
		return err == nil, err
	}
	if e != nil {
		m.remove(e)
	}
	return true, nil
}

// living returns the entry of key, or nil when it is absent or has expired.
func (m *Memory) living(key string, now time.Time) *entry {
	if e := m.entries[key]; e != nil && now.Before(e.expires) {
		return e
	}
	return nil
}

func (m *Memory) put(key string, value []byte, expires time.Time) error {
	value = append([]byte{}, value...) // a copy that is never nil
	if e := m.entries[key]; e != nil {
		e.value, e.expires = value, expires
		heap.Fix(&m.expiry, e.index)
		return nil
	}
	if len(m.entries) >= m.limit() {
		return ErrFull
	}
	if m.entries == nil {
		m.entries = make(map[string]*entry)
	}
	e := &entry{key: key, value: value, expires: expires}
	m.entries[key] = e
	heap.Push(&m.expiry, e)
	return nil
}

func (m *Memory) remove(e *entry) {
	heap.Remove(&m.expiry, e.index)
	delete(m.entries, e.key)
}

// sweep removes two expired entries at most. A write adds one, so writes free what has expired sooner than they fill
// memory, no write pays for all of it, and a full Memory has room after it if anything in it has expired.
func (m *Memory) sweep(now time.Time) {
	for range 2 {
		if len(m.expiry) == 0 || now.Before(m.expiry[0].expires) {
			return
		}
		m.remove(m.expiry[0])
	}
}

func (m *Memory) limit() int {
	if m.max == 0 {
		return DefaultMaxEntries
	}
	return m.max
}
