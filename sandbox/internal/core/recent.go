package core

import "iter"

// Recent keeps what was put into it last, by a key. Its zero value is empty.
type Recent[V any] struct {
	byKey map[string]kept[V]
	order []place // oldest first
	turn  int64
}

type kept[V any] struct {
	value V
	turn  int64 // when it was put
}

// place is that of a key in the order. One whose turn is not that of what is kept
// is a former place.
type place struct {
	key  string
	turn int64
}

// Put keeps v. Beyond most keys the oldest goes.
func (r *Recent[V]) Put(key string, v V, most int) {
	if r.byKey == nil {
		r.byKey = map[string]kept[V]{}
	}
	r.turn++
	r.byKey[key] = kept[V]{v, r.turn}
	r.order = append(r.order, place{key, r.turn})
	for len(r.byKey) > most || len(r.order) > 2*most {
		oldest := r.order[0]
		r.order[0] = place{}
		r.order = r.order[1:]
		if r.byKey[oldest.key].turn == oldest.turn {
			delete(r.byKey, oldest.key)
		}
	}
}

// Get returns what is kept under the key, or the zero V.
func (r *Recent[V]) Get(key string) V { return r.byKey[key].value }

// Values gives what is kept, in no order.
func (r *Recent[V]) Values() iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, k := range r.byKey {
			if !yield(k.value) {
				return
			}
		}
	}
}

// Delete forgets what is kept under the key.
func (r *Recent[V]) Delete(key string) { delete(r.byKey, key) }

// Len is how many are kept.
func (r *Recent[V]) Len() int { return len(r.byKey) }
