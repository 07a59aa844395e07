package core

import (
	"container/heap"
	"time"
)

// job is something that the platform does later, such as sending a mass
// message.
type job struct {
	at  time.Time
	seq int64 // of two at one instant the one asked for first goes first
	do  func(*Tx)
}

// jobs is a heap: the next one is the first.
type jobs struct {
	list []*job
	seq  int64
}

func (q *jobs) Len() int { return len(q.list) }
func (q *jobs) Less(i, k int) bool {
	a, b := q.list[i], q.list[k]
	if a.at.Equal(b.at) {
		return a.seq < b.seq
	}
	return a.at.Before(b.at)
}
func (q *jobs) Swap(i, k int) { q.list[i], q.list[k] = q.list[k], q.list[i] }
func (q *jobs) Push(x any)    { q.list = append(q.list, x.(*job)) }
func (q *jobs) Pop() any {
	last := len(q.list) - 1
	j := q.list[last]
	q.list[last] = nil
	q.list = q.list[:last]
	return j
}

// After does something in a transaction of its own once d is over, in the
// clock's time.
func (tx *Tx) After(d time.Duration, do func(*Tx)) {
	tx.jobs.seq++
	heap.Push(&tx.jobs, &job{at: tx.now.Add(d), seq: tx.jobs.seq, do: do})
	tx.effect(tx.p.Clock.arm)
}

// nextJob is when the next job is due.
func (p *Platform) nextJob() (at time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.world.jobs.Len() == 0 {
		return time.Time{}, false
	}
	return p.world.jobs.list[0].at, true
}

// takeJob returns the next job that is due until then, with its world, or nil.
func (p *Platform) takeJob(until time.Time) (*job, *World) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := &p.world.jobs
	if p.closed || q.Len() == 0 || q.list[0].at.After(until) {
		return nil, nil
	}
	j, _ := heap.Pop(q).(*job)
	return j, p.world
}
