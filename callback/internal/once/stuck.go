package once

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
)

// A handler that has not returned at its limit is stuck: it keeps its slot, its user's next message goes on, and what
// it returns in the end is dropped. A stream, and what a handler has put off, run on after Run has returned, see
// [Execution.Continue]: whoever reads the Rest stops waiting for them at [Execution.Overdue].

// ErrStuck says why a message has no answer, or not all of it.
var ErrStuck = errors.New("the handler has not returned at its limit: let it end with its context")

// Overdue returns a channel that is readable [StuckAfter] after the handler's context has ended: code that still goes on
// then counts as stuck. The caller calls stop once it waits no more.
func (x *Execution) Overdue() (overdue <-chan time.Time, stop func()) {
	timer := time.NewTimer(StuckAfter)
	timer.Stop() // it begins with the context's end
	unwatch := context.AfterFunc(&x.Context, func() { timer.Reset(StuckAfter) })
	return timer.C, func() {
		unwatch()
		timer.Stop()
	}
}

// Stuck tells whether the execution has ended, while the program's code goes on: nobody needs what comes of it.
func (x *Execution) Stuck() bool {
	x.group.mu.Lock()
	defer x.group.mu.Unlock()
	return x.stuck
}

// Continue says that the program's code goes on apart from Run, until Returned. Its slot is taken until then.
func (x *Execution) Continue() {
	x.group.mu.Lock()
	defer x.group.mu.Unlock()
	x.apart = true
}

// Returned says that the program's code has ended which goes on since Continue.
func (x *Execution) Returned() {
	x.group.mu.Lock()
	defer x.group.mu.Unlock()
	if x.apart = false; x.stuck {
		x.group.queue.leave(x)
	}
}

// startLooking looks for stuck handlers from now on. The group's mutex is held.
func (g *Group) startLooking() {
	if !g.looking {
		g.looking = true
		g.stuck.Reset(StuckEvery)
	}
}

// lookForStuck looks once, and again while any handler runs. It measures how many there are.
func (g *Group) lookForStuck() {
	g.look().Record(context.Background(), g.Telemetry)
}

func (g *Group) look() measure.Handlers {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.Clock.Now()
	for _, x := range g.running {
		g.stickIfLate(x, now)
	}
	g.looking = len(g.running)+g.queue.running > 0
	if g.looking {
		g.stuck.Reset(StuckEvery)
	}
	return g.load()
}

// Load returns how many handlers run, wait, and were stuck when stuck ones were last looked for.
func (g *Group) Load() measure.Handlers {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.load()
}

// load is Load with the mutex held.
func (g *Group) load() measure.Handlers {
	return measure.Handlers{
		Running: g.queue.running - g.queue.stuck, Waiting: g.queue.waiting, Stuck: g.queue.stuck,
	}
}

// stickIfLate makes x stuck where its time is over.
func (g *Group) stickIfLate(x *Execution, now time.Duration) {
	if x.returned || x.ticket.state != hasSlot || now < x.deadline()+StuckAfter {
		return
	}
	if x.Detached {
		x.err = ErrStuck
	} else { // a detached one may be tried again
		g.cache.add(cachedAnswer{id: x.id, expires: now + CacheFor, fate: Settling})
	}
	g.release(x)
	g.stick(x)
	go g.settleStuck(x)
}

// stick ends an execution whose program's code goes on.
func (g *Group) stick(x *Execution) {
	x.stuck = true
	g.queue.stick(x)
}

// settleStuck lets the user read that the message has no answer.
func (g *Group) settleStuck(x *Execution) {
	r := g.NotRun(x, ErrStuck)
	switch {
	case x.Detached:
		g.forget(x)
	case r.Body == nil:
		x.claim.Publish(Published{Fate: Settling})
		g.Ended(&x.Delivery)
	default:
		x.claim.Publish(Published{Fate: Settling})
		if standing := x.claim.Confirm(); standing == Mine || standing == Unknown {
			_ = g.Settle(x, Late{Body: r.Body, Sure: g.sure(x, standing == Mine, false)}) // which logs what fails
		}
	}
	x.claim.Leave()
	g.done() // a shutdown does not wait for the handler
}

// unstick notes that Run has returned, and tells whether it was stuck: then the execution has ended before.
func (g *Group) unstick(x *Execution) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	x.returned = true
	if x.stuck && !x.apart {
		g.queue.leave(x)
	}
	return x.stuck
}
