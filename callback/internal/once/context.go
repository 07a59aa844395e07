package once

import (
	"context"
	"sync/atomic"
	"time"
)

// Context is the context of an execution's handler. It has the values of the first push's request, and does not end
// with that request, since a later push still gets the reply. It is a part of the execution, so that it costs no memory
// of its own.
type Context struct {
	execution *Execution
	timed     atomic.Pointer[timedContext] // made by the first who looks at the end, which few handlers do
}

// timedContext ends a handler's context.
type timedContext struct {
	context.Context
	cancel context.CancelFunc
}

// stopped is the timed context of executions that ended before anybody looked at theirs.
var stopped = func() *timedContext {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return &timedContext{ctx, cancel}
}()

// Deadline is when the reply has to be there.
func (c *Context) Deadline() (deadline time.Time, ok bool) {
	x := c.execution
	deadline = x.group.Clock.Time(x.deadline())
	if earlier, ok := x.interrupt().Deadline(); ok && earlier.Before(deadline) {
		deadline = earlier
	}
	return deadline, true
}

// Done is closed at the deadline, or when the handler has returned.
func (c *Context) Done() <-chan struct{} { return c.end().Done() }

// Err says which of the two it was.
func (c *Context) Err() error { return c.end().Err() }

// Value has what the group's Value function adds, and the values of the request. What package context looks up by a key
// of its own, for [context.Cause], is this context's and not the request's.
func (c *Context) Value(key any) any {
	x := c.execution
	if v := x.group.Value(x, key); v != nil {
		return v
	}
	if v := c.end().Value(key); v != nil {
		return v
	}
	return x.Request.Value(key)
}

// end returns what the context ends with.
func (c *Context) end() *timedContext {
	if t := c.timed.Load(); t != nil {
		return t
	}
	deadline, _ := c.Deadline()
	t := new(timedContext)
	t.Context, t.cancel = context.WithDeadline(c.execution.interrupt(), deadline)
	if !c.timed.CompareAndSwap(nil, t) {
		t.cancel()
	}
	return c.timed.Load()
}

// stop ends the context. A deadline that has passed before remains what Err says.
func (c *Context) stop() {
	if !c.timed.CompareAndSwap(nil, stopped) {
		c.timed.Load().cancel()
	}
}
