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

// takeJob returns the next job of world w that is due until then, or nil.
func (p *Platform) takeJob(w *World, until time.Time) *job {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := &w.jobs
	if p.closed || p.world != w || q.Len() == 0 || q.list[0].at.After(until) {
		return nil
	}
	j, _ := heap.Pop(q).(*job)
	return j
}

func (p *Platform) presentWorld() *World {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.world
}

// reach sets the clock to t, unless it is later already, or w is over.
func (p *Platform) reach(w *World, t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.world == w {
		p.Clock.reach(t)
	}
}
