package once

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
)

// A handler that has not returned at its limit is stuck: it keeps its slot, its user's next message goes on, and what
// it returns in the end is dropped.

var errStuck = errors.New("the handler has not returned at its limit: let it end with its context")

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
	for x := range g.resting {
		g.stickIfLate(x, now)
	}
	g.looking = len(g.running)+len(g.resting)+g.queue.stuck > 0
	if g.looking {
		g.stuck.Reset(StuckEvery)
	}
	return measure.Handlers{
		Running: g.queue.running - g.queue.stuck, Waiting: g.queue.waiting, Stuck: g.queue.stuck,
	}
}

// stickIfLate makes x stuck where its time is over.
func (g *Group) stickIfLate(x *Execution, now time.Duration) {
	if x.returned || x.ticket.state != hasSlot || now < x.deadline()+StuckAfter {
		return
	}
	x.stuck = true
	if x.Detached {
		x.err = errStuck
	}
	delete(g.resting, x)
	if g.running[x.id] == x {
		if !x.Detached { // which may be tried again
			g.cache.add(cachedAnswer{id: x.id, expires: now + CacheFor, fate: Settling})
		}
		g.release(x)
	}
	g.queue.stick(x)
	go g.settleStuck(x)
}

// settleStuck lets the user read that the message has no answer.
func (g *Group) settleStuck(x *Execution) {
	r := g.NotRun(x, errStuck)
	switch {
	case x.Detached:
		g.forget(x)
	case r.Body == nil:
		x.claim.Publish(nil, Settling)
		g.Ended(x)
	default:
		x.claim.Publish(nil, Settling)
		if standing := x.claim.Confirm(); standing == Mine || standing == Unknown {
			_ = g.Settle(x, Late{Body: r.Body, Sure: g.sure(x, standing == Mine, false)}) // which logs what fails
		}
	}
	x.claim.Leave()
	g.done() // a shutdown does not wait for the handler
}

// Stuck tells whether the handler of x has not returned at its limit. What it returns later is dropped.
func (x *Execution) Stuck() bool { return x.group.isStuck(x) }

func (g *Group) isStuck(x *Execution) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return x.stuck
}

// unstick ends a stuck execution whose handler has returned, and tells whether x was one. An execution that was not
// cannot be stuck from here on.
func (g *Group) unstick(x *Execution) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	x.returned = true
	if x.stuck {
		g.queue.leave(x)
	}
	return x.stuck
}
