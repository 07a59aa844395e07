package once

import (
	"context"
	"maps"
	"slices"
)

// drain counts what a shutdown has to wait for. The group's mutex guards it.
type drain struct {
	busy int           // executions that have not ended, owed answers, and answers to publish again
	idle chan struct{} // closed once busy is 0; nil unless the group shuts down
	over bool          // idle is closed
}

// began tells whether the group shuts down.
func (d *drain) began() bool { return d.idle != nil }

func (d *drain) done() {
	d.busy--
	d.check()
}

func (d *drain) check() {
	if d.busy == 0 && d.idle != nil && !d.over {
		d.over = true
		close(d.idle)
	}
}

// Shutdown refuses new messages from here on, and waits for those that were accepted: until their answers are given,
// sent, and published. It returns the cause of ctx's end where that comes first, which ends no handler.
func (g *Group) Shutdown(ctx context.Context) error {
	g.mu.Lock()
	if g.drain.idle == nil {
		g.drain.idle = make(chan struct{})
		g.drain.check()
	}
	idle := g.drain.idle
	var owed []*open
	if g.CanSend() {
		owed = slices.Collect(maps.Values(g.owed))
	}
	g.mu.Unlock()
	for _, o := range owed {
		go g.settleOwed(o)
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// begin makes a shutdown wait for one thing more, until done. It may be called only while a shutdown waits for
// something else, such as the execution that calls it.
func (g *Group) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.drain.busy++
}

func (g *Group) done() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.drain.done()
}
