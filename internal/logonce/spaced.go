package logonce

import (
	"sync"
	"time"
)

// Spaced makes one line of many: the first for a key is due, and then one after each pause. It remembers every key, so
// the caller's keys have to be few, whatever a client sends. The zero value is empty; it is safe for concurrent use.
type Spaced[K comparable] struct {
	mu   sync.Mutex
	keys map[K]spaced
}

type spaced struct {
	logged time.Time
	more   int // that were not due since then
}

// Due counts what happened for key. It reports whether a line is due, and how many were not since the last one.
func (s *Spaced[K]) Due(key K, pause time.Duration) (more int, due bool) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	last, known := s.keys[key]
	if known && now.Sub(last.logged) < pause {
		last.more++
		s.keys[key] = last
		return 0, false
	}
	if s.keys == nil {
		s.keys = make(map[K]spaced)
	}
	s.keys[key] = spaced{logged: now}
	return last.more, true
}
