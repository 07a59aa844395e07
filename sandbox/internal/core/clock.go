package core

import (
	"sync"
	"sync/atomic"
	"time"
)

// Clock is the platform's virtual time: the real time plus an offset. Tokens, codes, jobs and the customer-service
// window follow it. The five seconds that a callback has for its answer are real time.
type Clock struct {
	p       *Platform
	offset  atomic.Int64  // nanoseconds
	jobLock chan struct{} // a lock of capacity 1, held by the goroutine that runs jobs

	mu    sync.Mutex
	timer *time.Timer // fires when the next job is due in real time; nil if there is no job
}

func newClock(p *Platform) *Clock { return &Clock{p: p, jobLock: make(chan struct{}, 1)} }

// Now returns the virtual time.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// Advance sets the clock ahead by d. It returns when every job that is due by then has run at its own time, in order,
// and the pushes of these jobs are over. A reset in the meantime ends Advance.
func (c *Clock) Advance(d time.Duration) {
	c.jobLock <- struct{}{}
	w := c.p.currentWorld()
	until := c.Now().Add(max(d, 0))
	c.runJobs(w, until)
	c.p.advanceTo(w, until)
	<-c.jobLock
	c.p.Hub.Publish("state", nil)
	c.schedule()
}

// runJobs runs the jobs of world w that are due by then. Its caller holds jobLock.
func (c *Clock) runJobs(w *World, until time.Time) {
	for {
		j := c.p.takeJob(w, until)
		if j == nil {
			return
		}
		c.p.advanceTo(w, j.at)
		tx := c.p.transact(w, j.at, j.job.Run)
		c.p.runEffects()
		if tx.batch != nil {
			<-tx.batch.Done
		}
	}
}

// advanceTo sets the clock to t, unless it is already later.
func (c *Clock) advanceTo(t time.Time) {
	for {
		offset := c.offset.Load()
		ahead := time.Until(t)
		if int64(ahead) <= offset || c.offset.CompareAndSwap(offset, int64(ahead)) {
			return
		}
	}
}

// ahead returns how far the clock is ahead of the real time.
func (c *Clock) ahead() time.Duration { return time.Duration(c.offset.Load()) }

func (c *Clock) reset() { c.offset.Store(0) }

// schedule sets the timer for the next job.
func (c *Clock) schedule() {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.p.nextJob()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if ok {
		c.timer = time.AfterFunc(at.Sub(c.Now()), func() { c.p.Go(c.runDue) })
	}
}

// runDue runs the jobs that are due now.
func (c *Clock) runDue() {
	c.jobLock <- struct{}{}
	c.runJobs(c.p.currentWorld(), c.Now())
	<-c.jobLock
	c.schedule()
}

func (c *Clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
	}
}
