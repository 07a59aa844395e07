package once

import (
	"math"
	"time"
)

const (
	// maxCached bounds the finished answers; over it the oldest are dropped early.
	maxCached = 1 << 14
	// minCached is how many there is room for at first. The ring doubles from there until it has maxCached.
	minCached = 1 << 6
	// pageSize is how many bytes of answers share one piece of memory.
	pageSize = 64 << 10
	// buckets is how many hash buckets there are for each answer, so that most lookups end at an empty one.
	buckets = 4
)

// cache holds finished answers until they expire. The answers are numbered in the order in which they were added and
// lie in a ring; those whose ids share a bucket form a chain, from the newest to the oldest. A chain ends at the first
// number that has been dropped, so that an answer is dropped by adding to first. Their bodies share pages, few objects
// for the garbage collector.
type cache struct {
	ring        []cachedAnswer
	page        []byte   // the current page; what is written to it never changes
	newest      []uint32 // the number of the newest answer of each bucket
	first, next uint32   // the numbers of the oldest answer and of the next one, from 1
}

type cachedAnswer struct {
	id      id
	body    []byte // nil for nothing; part of a page
	expires time.Duration
	older   uint32 // the next one of the chain
	fate    Fate
}

func newCache(size int) cache {
	return cache{ring: make([]cachedAnswer, size), newest: make([]uint32, buckets*size), first: 1, next: 1}
}

func (c *cache) len() int { return int(c.next - c.first) }

func (c *cache) at(number uint32) *cachedAnswer { return &c.ring[number%uint32(len(c.ring))] }

func (c *cache) bucket(of id) *uint32 { return &c.newest[of.hash%uint64(len(c.newest))] }

// find returns the answer to a message, which is valid until the next add, or nil.
func (c *cache) find(message id) *cachedAnswer {
	for n := *c.bucket(message); n >= c.first; n = c.at(n).older {
		if a := c.at(n); a.id == message {
			return a
		}
	}
	return nil
}

// add keeps an answer with a copy of its body, which it returns. The oldest answer is dropped where there are too many.
func (c *cache) add(a cachedAnswer) (body []byte) {
	a.body = c.copy(a.body)
	c.put(a)
	return a.body
}

func (c *cache) copy(body []byte) []byte {
	if body == nil {
		return nil
	}
	if len(body) > cap(c.page)-len(c.page) {
		c.page = make([]byte, 0, max(pageSize, len(body)))
	}
	from := len(c.page)
	c.page = append(c.page, body...)
	return c.page[from:len(c.page):len(c.page)]
}

func (c *cache) put(a cachedAnswer) {
	if c.next == math.MaxUint32 {
		c.resize(len(c.ring)) // which numbers from 1 again
	}
	switch {
	case c.len() < len(c.ring):
	case len(c.ring) < maxCached:
		c.resize(2 * len(c.ring))
	default:
		c.dropOldest()
	}
	newest := c.bucket(a.id)
	a.older, *newest = *newest, c.next
	*c.at(c.next) = a
	c.next++
}

func (c *cache) resize(size int) {
	other := newCache(size)
	other.page = c.page
	for n := c.first; n < c.next; n++ {
		other.put(*c.at(n))
	}
	*c = other
}

// expire drops the answers that are too old.
func (c *cache) expire(now time.Duration) {
	for c.first < c.next && now >= c.at(c.first).expires {
		c.dropOldest()
	}
}

func (c *cache) dropOldest() {
	c.at(c.first).body = nil
	c.first++
}
