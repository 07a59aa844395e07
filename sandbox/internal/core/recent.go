package core

import (
	"iter"
	"maps"
)

// Recent keeps what was put into it last, by a key. Its zero value is empty.
type Recent[V any] struct {
	byKey map[string]V
	keys  []string // oldest first; those that are deleted stay until their turn
}

// Put keeps v. Beyond most keys the oldest goes.
func (r *Recent[V]) Put(key string, v V, most int) {
	if r.byKey == nil {
		r.byKey = map[string]V{}
	}
	if len(r.keys) == most {
		delete(r.byKey, r.keys[0])
	}
	r.keys = appendLast(r.keys, key, most)
	r.byKey[key] = v
}

// Get returns what is kept under the key, or the zero V.
func (r *Recent[V]) Get(key string) V { return r.byKey[key] }

// Values gives what is kept, in no order.
func (r *Recent[V]) Values() iter.Seq[V] { return maps.Values(r.byKey) }

// Delete forgets what is kept under the key.
func (r *Recent[V]) Delete(key string) { delete(r.byKey, key) }

// Len is how many are kept.
func (r *Recent[V]) Len() int { return len(r.byKey) }
