// Package logonce keeps a log short whose lines any client can cause. [Keys] is for kinds of lines that clients choose:
// each is logged once, and the memory for them is bounded. [Spaced] is for few kinds that the program knows: each is
// logged once a pause, with a count.
package logonce

import (
	"sync"
	"time"
)

// A Keys remembers at most limit keys. When it is full, it takes no other key for pause, and then starts anew.
const (
	limit = 100
	pause = time.Hour
)

// Keys is a set of the keys that were logged. The zero value is empty; it is safe for concurrent use.
type Keys struct {
	mu        sync.Mutex
	seen      map[string]bool
	fullSince time.Time // when the last key was added that there was room for; zero if there is room
}

// First reports whether key is new, so that its line should be logged. full reports that this is the last new key for
// an hour, which the line should say.
func (k *Keys) First(key string) (first, full bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.fullSince.IsZero() && time.Since(k.fullSince) >= pause {
		k.seen, k.fullSince = nil, time.Time{}
	}
	if k.seen[key] || !k.fullSince.IsZero() {
		return false, false
	}
	if k.seen == nil {
		k.seen = make(map[string]bool)
	}
	k.seen[key] = true
	if len(k.seen) < limit {
		return true, false
	}
	k.fullSince = time.Now()
	return true, true
}
