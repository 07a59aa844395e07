package store

import (
	"bytes"
	"container/heap"
	"context"
	"sync"
	"time"
)

// DefaultMaxEntries is how many entries a [Memory] holds unless [WithMaxEntries] says otherwise.
const DefaultMaxEntries = 1 << 20

// Memory is a [Store] for one process. It measures time by the monotonic clock, so that a change of the system's clock
// does not change when entries expire.
//
// Memory has no background goroutine and nothing to close: reads are exact about expiry, and each write removes a few
// expired entries. It is bounded ([WithMaxEntries]), and a write of a new key never fails for want of room. A write
// takes time that grows with the logarithm of the number of entries. The zero Memory is empty and ready for use; it
// must not be copied.
type Memory struct {
	mu      sync.RWMutex
	max     int // 0 means DefaultMaxEntries
	entries map[string]*entry
	expiry  expiryQueue // the same entries, ordered by expiry
}

var _ Store = (*Memory)(nil)

// MemoryOption changes what [NewMemory] makes.
type MemoryOption func(*Memory)

// WithMaxEntries bounds the number of entries, whatever their size; with n below one the bound is [DefaultMaxEntries].
// At the bound, a write of a new key removes the entry that expires first, which may be a lock. An overwrite needs no
// room.
//
// Entries of a short life, however many, therefore replace one another and leave in place what expires later; where all
// others expire later, the first of them takes the room of a single one. Many entries of a long life remove those of a
// shorter life, locks first. So keys whose number others decide, such as a key for each user, need a bound that covers
// them, or a Memory of their own without locks and tokens.
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

// Set implements [Store].
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
	m.put(key, value, now.Add(ttl))
	return nil
}

// CompareAndSwap implements [Store].
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
		m.put(key, new, now.Add(ttl))
		return true, nil
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

func (m *Memory) put(key string, value []byte, expires time.Time) {
	value = append([]byte{}, value...) // a copy that is never nil
	if e := m.entries[key]; e != nil {
		e.value, e.expires = value, expires
		heap.Fix(&m.expiry, e.index)
		return
	}
	if len(m.entries) >= m.limit() { // before the new entry is there, which may be the one that expires first
		m.remove(m.expiry[0])
	}
	if m.entries == nil {
		m.entries = make(map[string]*entry)
	}
	e := &entry{key: key, value: value, expires: expires}
	m.entries[key] = e
	heap.Push(&m.expiry, e)
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
