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

// ErrFull says that a [Memory] holds its maximum of entries that have not expired, and so took no new key. Nothing was
// lost: such an entry is never removed to make room, since it may be a token or a lock.
var ErrFull = errors.New(
	"store: memory is full of entries that have not expired: raise WithMaxEntries or shorten the ttl",
)

// Memory is a [Store] for one process. It measures time by the monotonic clock, so that a change of the system's clock
// does not change when entries expire.
//
// Memory has no background goroutine and nothing to close: reads are exact about expiry, and each write removes a few
// expired entries. The zero Memory is empty and ready for use; it must not be copied.
type Memory struct {
	mu      sync.RWMutex
	max     int // 0 means DefaultMaxEntries
	entries map[string]*entry
	expiry  expiryQueue // the same entries, ordered by expiry
}

var _ Store = (*Memory)(nil)

// MemoryOption changes what [NewMemory] makes.
type MemoryOption func(*Memory)

// WithMaxEntries bounds the number of entries; with n below one the bound is [DefaultMaxEntries]. At the bound, a write
// of a new key removes expired entries to make room; when there are none, it fails with [ErrFull].
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
	e := m.unexpired(key, time.Now())
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
	e := m.unexpired(key, now)
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

// unexpired returns the entry of key, or nil when it is absent or has expired.
func (m *Memory) unexpired(key string, now time.Time) *entry {
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

// sweep removes at most two expired entries. A write adds one entry, so that writes remove expired entries faster than
// they add new ones, no single write takes long, and a full Memory has room afterwards if any entry has expired.
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
