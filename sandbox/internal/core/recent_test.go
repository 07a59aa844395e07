package core

import (
	"strconv"
	"testing"
)

// The keys that were put last stay, however often one of them is put or deleted, and nothing grows.
func TestRecent(t *testing.T) {
	t.Parallel()
	var r Recent[int]
	for i := range 5 {
		r.Put("key "+strconv.Itoa(i), i, 4)
	}
	if r.Len() != 4 || r.Get("key 0") != 0 || r.Get("key 1") != 1 {
		t.Errorf("%d keys", r.Len())
	}
	for i := range 100 {
		r.Put("key 4", i, 4)
		r.Put("gone", i, 5)
		r.Delete("gone")
	}
	if r.Len() != 4 || r.Get("key 1") != 1 || r.Get("key 4") != 99 {
		t.Errorf("%d keys are left, of which the oldest is %d", r.Len(), r.Get("key 1"))
	}
	if len(r.order) > 10 {
		t.Errorf("%d positions for %d keys", len(r.order), r.Len())
	}
	r.Put("new", 5, 4)
	if r.Len() != 4 || r.Get("key 1") != 0 || r.Get("key 2") != 2 {
		t.Error("the oldest key stays, or another one is gone")
	}
}
