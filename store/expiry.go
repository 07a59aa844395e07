package store

import "time"

// entry is one key of a [Memory].
type entry struct {
	key     string
	value   []byte // never nil
	expires time.Time
	index   int // the entry's index in the expiryQueue
}

// expiryQueue is a heap (container/heap) with the entry that expires first on top.
type expiryQueue []*entry

func (q expiryQueue) Len() int           { return len(q) }
func (q expiryQueue) Less(i, j int) bool { return q[i].expires.Before(q[j].expires) }

func (q expiryQueue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

func (q *expiryQueue) Push(x any) {
	e := x.(*entry)
	e.index = len(*q)
	*q = append(*q, e)
}

func (q *expiryQueue) Pop() any {
	last := len(*q) - 1
	e := (*q)[last]
	(*q)[last] = nil // so that the value can be collected
	*q = (*q)[:last]
	return e
}
