package callback

import (
	"math"
	"time"
)

const (
	// window is how long a finished answer is kept. The platform's three
	// pushes span 15 seconds.
	window = 30 * time.Second
	// maxKept bounds the finished answers; over it the oldest go early.
	maxKept = 1 << 14
	// minKept is how many there is room for at first; both are powers of two.
	minKept = 1 << 6
	// pageSize is how many bytes of answers share one piece of memory.
	pageSize = 64 << 10
	// buckets is how many there are for each answer, so that most pushes find
	// theirs empty.
	buckets = 4
)

// kept holds finished answers until they are past the window. They are numbered
// as they come and lie in a ring; those whose ids share a bucket form a chain,
// from the latest to older ones. A chain ends where its numbers are no longer
// kept, so that forgetting an answer is counting on. Their bodies share pages,
// of which the collector sees few.
type kept struct {
	ring        []keptAnswer
	page        []byte   // the latest; what is written stays as it is
	latest      []uint32 // by bucket
	first, next uint32   // the numbers of the oldest answer and of the one to come, from 1
}

type keptAnswer struct {
	id    pushID
	body  []byte // nil for nothing; part of a page
	until time.Duration
	older uint32 // the next in the chain
	fate  fate
}

// fate is which way an answer went: it goes one way alone.
type fate uint8

const (
	open  fate = iota // nobody has it yet
	taken             // a push that was listened to has been answered with it
	late              // it goes out as a message of its own, and no push gets it
)

// take is what a push is answered with that finds a finished answer.
func (a *keptAnswer) take() []byte {
	if a.fate == late {
		return nil
	}
	a.fate = taken
	return a.body
}

func newKept(size int) kept {
	return kept{ring: make([]keptAnswer, size), latest: make([]uint32, buckets*size), first: 1, next: 1}
}

func (k *kept) len() int { return int(k.next - k.first) }

func (k *kept) at(number uint32) *keptAnswer { return &k.ring[number%uint32(len(k.ring))] }

func (k *kept) bucket(id pushID) *uint32 { return &k.latest[id.hash%uint64(len(k.latest))] }

// find returns the answer to id, good until the next add, or nil.
func (k *kept) find(id pushID) *keptAnswer {
	for n := *k.bucket(id); n >= k.first; n = k.at(n).older {
		if a := k.at(n); a.id == id {
			return a
		}
	}
	return nil
}

// add keeps an answer with a copy of its body, which it returns; the oldest goes
// where there are too many.
func (k *kept) add(a keptAnswer) (body []byte) {
	a.body = k.copy(a.body)
	k.put(a)
	return a.body
}

func (k *kept) copy(body []byte) []byte {
	if body == nil {
		return nil
	}
	if len(body) > cap(k.page)-len(k.page) {
		k.page = make([]byte, 0, max(pageSize, len(body)))
	}
	from := len(k.page)
	k.page = append(k.page, body...)
	return k.page[from:len(k.page):len(k.page)]
}

func (k *kept) put(a keptAnswer) {
	if k.next == math.MaxUint32 {
		k.resize(len(k.ring)) // and number from 1 again
	}
	switch {
	case k.len() < len(k.ring):
	case len(k.ring) < maxKept:
		k.resize(2 * len(k.ring))
	default:
		k.forget()
	}
	latest := k.bucket(a.id)
	a.older, *latest = *latest, k.next
	*k.at(k.next) = a
	k.next++
}

func (k *kept) resize(size int) {
	other := newKept(size)
	other.page = k.page
	for n := k.first; n < k.next; n++ {
		other.put(*k.at(n))
	}
	*k = other
}

// drop forgets the answers that are past the window.
func (k *kept) drop(now time.Duration) {
	for k.first < k.next && now >= k.at(k.first).until {
		k.forget()
	}
}

func (k *kept) forget() {
	k.at(k.first).body = nil
	k.first++
}
