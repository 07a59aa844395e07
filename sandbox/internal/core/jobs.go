package core

import (
	"container/heap"
	"time"
)

// Job is something that the platform does later, such as sending a mass message. It is saved with the state, so that
// its type is in the list of its area's package areas.
type Job interface {
	// Run does it, in a transaction of its own.
	Run(tx *Tx)
}

// job is a job with its time.
type job struct {
	at  time.Time
	seq int64 // of two jobs for the same time, the one with the smaller seq runs first
	job Job
}

// jobs is a heap; the next job is its first element.
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

// After runs a job when d has passed on the platform's clock.
func (tx *Tx) After(d time.Duration, what Job) {
	tx.jobs.seq++
	heap.Push(&tx.jobs, &job{at: tx.now.Add(d), seq: tx.jobs.seq, job: what})
	tx.effect(tx.p.Clock.schedule)
}

// nextJob returns the time of the next job; ok is false if there is no job.
func (p *Platform) nextJob() (at time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.world.jobs.Len() == 0 {
		return time.Time{}, false
	}
	return p.world.jobs.list[0].at, true
}

// takeJob removes and returns the next job of world w that is due by then, or returns nil.
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

func (p *Platform) currentWorld() *World {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.world
}

// advanceTo sets the clock to t, unless it is already later or w is not the current world any more.
func (p *Platform) advanceTo(w *World, t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.world == w {
		p.Clock.advanceTo(t)
	}
}
