package once

import (
	"hash/maphash"
	"math"
	"testing"
	"time"
)

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	c := newCache(minCached)
	seed := maphash.MakeSeed()
	of := func(i int) id { id, _ := (&Key{msgID: int64(i)}).id(seed); return id }
	for i := range maxCached + 100 {
		c.add(cachedAnswer{id: of(i), body: []byte{byte(i)}, expires: time.Hour})
	}
	for i := range maxCached + 100 {
		a := c.find(of(i))
		if kept := i >= 100; kept != (a != nil) {
			t.Fatalf("answer %d is kept: %v, want %v", i, a != nil, kept)
		}
		if a != nil && a.body[0] != byte(i) {
			t.Fatalf("answer %d is another's", i)
		}
	}
	c.expire(time.Hour)
	if c.len() != 0 || c.find(of(200)) != nil {
		t.Errorf("%d are kept past their time", c.len())
	}
}

// After four billion answers the numbers begin again, however many are kept.
func TestCacheIsRenumbered(t *testing.T) {
	t.Parallel()
	for _, before := range []int{2, minCached, maxCached - 1, maxCached, maxCached + 1} {
		c := newCache(minCached)
		c.first = math.MaxUint32 - uint32(before)
		c.next = c.first
		of := func(i int) id { return id{int64(i), uint64(i)} }
		all := before + 10
		for i := range all {
			c.add(cachedAnswer{id: of(i), body: []byte{byte(i)}})
		}
		for i := max(0, all-maxCached); i < all; i++ {
			if a := c.find(of(i)); a == nil || a.body == nil || a.body[0] != byte(i) {
				t.Fatalf("%d before: answer %d of %d is lost", before, i, all)
			}
		}
		if c.next > uint32(all)+1 || c.len() > maxCached {
			t.Errorf("%d before: the next number is %d, %d are kept", before, c.next, c.len())
		}
	}
}
