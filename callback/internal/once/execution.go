package once

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Execution is the one run of a message's handler. It begins as the delivery of the message's first push here.
type Execution struct {
	Delivery
	Context Context // the handler's

	group     *Group
	first     time.Duration // when the message's first push came, here or elsewhere; set before the execution waits for its turn
	claim     Claim
	done      chan struct{} // made by the first delivery that follows, closed with the execution
	dismissed bool          // another instance has the message
	returned  bool          // under the group's mutex: Run has, or the execution is not run
	apart     bool          // the same: the program's code goes on apart from Run, see Continue
	stuck     bool          // the same: the execution has ended, and the program's code goes on
	enqueued  chan struct{} // closed when the peers have enqueued the message, or never will; nil for an instance alone
	err       error         // of a detached delivery: why its answer did not reach the user; set before done is closed
	ticket    ticket

	// KeepsRest says that nothing more of the answer can be sent, so that what follows is kept for the user.
	KeepsRest atomic.Bool
}

// FirstPush is when the message's first push came, by this machine's clock.
func (x *Execution) FirstPush() time.Time { return x.group.Clock.Time(x.first) }

// deadline is when the handler has to be done, on the group's clock. For a detached delivery it does not matter how
// long the message has been on its way.
func (x *Execution) deadline() time.Duration {
	if x.Detached {
		return x.arrived + x.group.Limit
	}
	return x.first + x.group.Limit
}

// Result is what comes of an execution.
type Result struct {
	Body    []byte            // the answer as plain XML; nil for nothing
	At      time.Time         // when the handler returned
	Outcome telemetry.Outcome // what is counted
	Err     error             // why the handler has no answer
	// Rest is what the handler left for after the answer: it is settled once a push was answered, or together with the
	// answer. Where there is a Rest and no Body, the push is answered with nothing at once. It is nil for nothing.
	Rest iter.Seq2[reply.Reply, error]
	// Part names the kept part that the body shows, for the group's Shown; "" for none.
	Part string
	// Kept says that the user can ask for the answer again, so that it need not be settled.
	Kept bool
}

// lead executes the message, whether or not the delivery's client still waits, and keeps the answer, also where the
// handler ends the goroutine.
func (g *Group) lead(x *Execution, to admission, buf *[]byte) (a Answer) {
	result := Result{Err: errGoexit}
	defer func() {
		if x.Detached {
			a = g.concludeDetached(x, result)
		} else {
			a = g.conclude(x, result)
		}
	}()
	if r, ok := g.Fetch(x, (*buf)[:0], false); ok {
		g.skipQueue(x, to.before)
		result = r
	} else if g.turn(x, to) {
		result = g.execute(x, (*buf)[:0])
	} else if ctx := x.interrupt(); ctx.Err() != nil {
		result = Result{Outcome: telemetry.Failed, Err: context.Cause(ctx)}
	} else {
		result = g.NotRun(x, errNoTurn)
	}
	if result.Body != nil {
		*buf = result.Body
	}
	return a
}

// execute runs the handler. What the message asks for may have been kept while it waited for its turn. What is under
// way now was not when it came.
func (g *Group) execute(x *Execution, buf []byte) Result {
	if g.Clock.Now()-x.arrived >= FetchAgainAfter {
		if r, ok := g.Fetch(x, buf, true); ok {
			return r
		}
	}
	return g.Run(x, buf)
}

// leadApart is lead for a message's last push, which has taken the message over from an instance that is gone: the push
// is answered in time, whatever the handler does.
func (g *Group) leadApart(x *Execution, to admission) Answer {
	d := x.Delivery
	g.mu.Lock()
	x.makeDone()
	g.mu.Unlock()
	x.unheard = true
	go g.lead(x, to, new([]byte))
	a, _ := g.follow(d, x, x.first)
	return a
}

// turn waits until the execution may begin. It is false where that is not before the deadline.
func (g *Group) turn(x *Execution, to admission) bool {
	if to.before != nil && to.before.enqueued != nil {
		<-to.before.enqueued // so that the peers have the messages in the same order
	}
	x.claim.Enqueue()
	if x.enqueued != nil {
		close(x.enqueued)
	}
	if !g.wait(x, to.ready) {
		return false
	}
	if !g.queue.remote {
		return true
	}
	return g.turnElsewhere(x) && g.wait(x, g.want(x))
}

// turnElsewhere waits until no message of the user comes first at another instance.
func (g *Group) turnElsewhere(x *Execution) bool {
	if x.claim.AtHead() {
		return true
	}
	g.countWaiting(1)
	defer g.countWaiting(-1)
	return x.claim.Turn(x.interrupt(), x.deadline())
}

var errNoTurn = errors.New(
	"its turn did not come in time: raise WithMaxConcurrent, add instances, or see what takes so long",
)

var errGoexit = errors.New("the handler ended its goroutine")

// wait waits for ready until the execution's deadline. A nil channel is ready.
func (g *Group) wait(x *Execution, ready <-chan struct{}) bool {
	if ready == nil {
		return true
	}
	timer := time.NewTimer(x.deadline() - g.Clock.Now())
	defer timer.Stop()
	select {
	case <-ready:
		return true
	case <-timer.C:
	case <-x.interrupt().Done():
	}
	return !g.giveUp(x)
}

// interrupt is what ends a wait before its time. The message of an HTTP request is handled also where the request ends.
func (x *Execution) interrupt() context.Context {
	if x.Detached {
		return x.Request
	}
	return context.Background()
}

// concludeDetached brings the answer to the user, and returns what kept it from the user. Until then the message is in
// hand, so that nobody takes it for handled; where it fails, it is forgotten, and may be tried again.
func (g *Group) concludeDetached(x *Execution, r Result) Answer {
	if g.unstick(x) {
		return Answer{Outcome: r.Outcome, Err: ErrStuck}
	}
	if r.Rest == nil {
		x.Context.stop()
	}
	err := r.Err
	if err == nil && (r.Body != nil || r.Rest != nil) {
		switch x.claim.Confirm() {
		case Mine:
			err = g.Settle(x, Late{Body: r.Body, Rest: r.Rest, Sure: g.sure(x, true, r.Rest != nil)})
		case Unknown:
			err = g.Settle(x, Late{Body: r.Body, Rest: r.Rest, Sure: g.sure(x, false, false)})
		case TakenThere, Theirs: // the other instance has answered, or will
		}
	}
	x.Context.stop()
	x.err = err
	fate := cachedAnswer{id: x.id, expires: g.Clock.Now() + CacheFor, fate: Settling}
	if err != nil {
		fate.id = id{} // of no message
		g.forget(x)
	} else {
		g.publish(x, Published{Fate: Settling})
	}
	x.claim.Leave()
	g.finish(&open{execution: x}, fate)
	return Answer{Outcome: r.Outcome, Err: err}
}

// conclude decides the fate of an answer, and returns what the execution's own push is answered with.
func (g *Group) conclude(x *Execution, r Result) Answer {
	if g.unstick(x) {
		return abandoned()
	}
	if r.Rest == nil {
		x.Context.stop()
	}
	at := r.At
	if at.IsZero() {
		at = time.Now()
	}
	end := g.Clock.At(at)
	heard := x.listened(end)
	fate := fateOf(x, &r, heard, end)
	show := r.Body // on the execution's own push
	switch g.publish(x, Published{Body: r.Body, Fate: fate, Part: r.Part, Kept: r.Kept, Follows: r.Rest != nil}) {
	case Theirs: // the other instance's answer may go out without a push: the user must not read two
		show, fate = nil, Settling
	case TakenThere: // the user reads the other instance's answer, or on this push the same
		if fate = Taken; !heard {
			r.Body, r.Part = nil, ""
		}
		r.Rest = nil
	case Mine, Unknown:
	}
	o := open{execution: x, result: r}
	if g.queue.remote && fate == Taken && heard && r.Body != nil && !x.listened(g.Clock.Now()) {
		heard, fate, o.unsure = false, Open, true // the store took too long, and another push may have the answer
	}
	follows := o.follows()
	o.stays = follows || fate == Settling || g.queue.remote
	g.finish(&o, cachedAnswer{id: x.id, body: r.Body, expires: end + CacheFor, fate: fate})
	a := Answer{Body: show, At: r.At, Outcome: r.Outcome}
	switch {
	case fate == Open:
		if !follows && o.stays {
			go g.leave(x) // the user's next message need not wait for a push
		}
	case fate == Settling:
		go g.confirmAndSettle(o, o.body)
	case follows:
		a.Written = g.whenWritten(o)
	default:
		g.nothingMore(&x.Delivery, x.first)
		if o.stays {
			go g.leave(x) // the answer need not wait for the store
		}
	}
	if !heard {
		return abandoned()
	}
	return a
}

// fateOf returns the fate of an answer that was finished at end, as far as this instance can tell.
func fateOf(x *Execution, r *Result, heard bool, end time.Duration) Fate {
	switch {
	case r.Body == nil && r.Rest != nil:
		return Settling
	case r.Body == nil || heard:
		return Taken
	case end-x.first >= LastAnswerAfter: // no push of the message can get it
		return Settling
	}
	return Open
}

// publish gives the answer to the other instances, as soon as they can be told.
func (g *Group) publish(x *Execution, p Published) Standing {
	standing := x.claim.Publish(p)
	if standing == Unknown {
		g.begin() // a shutdown waits for it
		go func() {
			defer g.done()
			x.claim.Republish()
		}()
	}
	return standing
}

// leave ends an execution that stayed in the queue when its answer was finished.
func (g *Group) leave(x *Execution) {
	x.Context.stop()
	x.claim.Leave()
	g.depart(x)
}
