package core

import (
	"sync"
	"sync/atomic"
	"time"
)

// Clock is the platform's virtual time: the real time and an offset. Tokens,
// codes, jobs and the customer-service window live by it. The five seconds that
// a callback has for its answer are real ones.
type Clock struct {
	p      *Platform
	offset atomic.Int64  // nanoseconds
	turn   chan struct{} // has room for the one that runs jobs

	mu    sync.Mutex
	timer *time.Timer // of the next job in real time, nil for none
}

func newClock(p *Platform) *Clock { return &Clock{p: p, turn: make(chan struct{}, 1)} }

// Now returns the virtual time.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// Advance sets the clock ahead by d. It returns when every job that is due
// until then has run at its own instant, in order, and its pushes are over. A
// reset meanwhile ends it.
func (c *Clock) Advance(d time.Duration) {
	c.turn <- struct{}{}
	w := c.p.presentWorld()
	until := c.Now().Add(max(d, 0))
	c.run(w, until)
	c.p.reach(w, until)
	<-c.turn
	c.p.Hub.Publish("state", nil)
	c.arm()
}

// run runs the jobs of world w that are due until then. Its caller has the turn.
func (c *Clock) run(w *World, until time.Time) {
	for {
		j := c.p.takeJob(w, until)
		if j == nil {
			return
		}
		c.p.reach(w, j.at)
		tx := c.p.transact(w, j.at, j.do)
		c.p.perform()
		if tx.batch != nil {
			<-tx.batch.Over
		}
	}
}

// reach sets the clock to t, unless it is later already.
func (c *Clock) reach(t time.Time) {
	for {
		offset := c.offset.Load()
		ahead := time.Until(t)
		if int64(ahead) <= offset || c.offset.CompareAndSwap(offset, int64(ahead)) {
			return
		}
	}
}

// ahead is how far the clock is ahead of the real time.
func (c *Clock) ahead() time.Duration { return time.Duration(c.offset.Load()) }

func (c *Clock) reset() { c.offset.Store(0) }

// arm lets the next job run in its time.
func (c *Clock) arm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.p.nextJob()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if ok {
		c.timer = time.AfterFunc(at.Sub(c.Now()), func() { c.p.Go(c.due) })
	}
}

// due runs the jobs of now.
func (c *Clock) due() {
	c.turn <- struct{}{}
	c.run(c.p.presentWorld(), c.Now())
	<-c.turn
	c.arm()
}

func (c *Clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
	}
}
