package core

import (
	"iter"
	"slices"
)

// Recent is a map that keeps the entries that were put into it most recently. The zero value is empty.
type Recent[V any] struct {
	byKey map[string]entry[V]
	order []position // oldest first
	seq   int64
}

type entry[V any] struct {
	value V
	seq   int64 // the number of its Put
}

// position is the position of a key in the order. It is out of date if its seq differs from that of the key's entry:
// the key was put again or deleted.
type position struct {
	key string
	seq int64
}

// Put stores v under the key. If there are more than limit keys, it drops the oldest.
func (r *Recent[V]) Put(key string, v V, limit int) {
	if r.byKey == nil {
		r.byKey = map[string]entry[V]{}
	}
	r.seq++
	r.byKey[key] = entry[V]{v, r.seq}
	r.order = append(r.order, position{key, r.seq})
	for len(r.byKey) > limit {
		oldest := r.order[0]
		r.order[0] = position{}
		r.order = r.order[1:]
		if r.isCurrent(oldest) {
			delete(r.byKey, oldest.key)
		}
	}
	if len(r.order) > 2*limit { // a key was put many times, or deleted
		r.order = slices.DeleteFunc(r.order, func(p position) bool { return !r.isCurrent(p) })
	}
}

func (r *Recent[V]) isCurrent(p position) bool { return r.byKey[p.key].seq == p.seq }

// Get returns the value of the key, or the zero V.
func (r *Recent[V]) Get(key string) V { return r.byKey[key].value }

// Values iterates over the values in no particular order.
func (r *Recent[V]) Values() iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, e := range r.byKey {
			if !yield(e.value) {
				return
			}
		}
	}
}

// Delete removes the key.
func (r *Recent[V]) Delete(key string) { delete(r.byKey, key) }

// Len returns the number of keys.
func (r *Recent[V]) Len() int { return len(r.byKey) }

// RecentEntry is an entry as it is written: a Recent is written as a list of them, oldest first.
type RecentEntry[V any] struct {
	Key   string
	Value V
}

// ToShape implements graph.Shaper.
func (r *Recent[V]) ToShape() []RecentEntry[V] {
	list := make([]RecentEntry[V], 0, len(r.byKey))
	for _, p := range r.order {
		if r.isCurrent(p) {
			list = append(list, RecentEntry[V]{p.key, r.byKey[p.key].value})
		}
	}
	return list
}

// FromShape implements graph.Shaper.
func (r *Recent[V]) FromShape(list []RecentEntry[V]) error {
	for _, e := range list {
		r.Put(e.Key, e.Value, len(list))
	}
	return nil
}
