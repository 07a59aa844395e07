package once

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
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
	unheard   bool          // another delivery answers the push, since its message has to be answered in time
	enqueued  chan struct{} // closed when the peers have enqueued the message, or never will; nil for an instance alone
	end       *detachedEnd  // of a detached delivery
	ticket    ticket
}

// detachedEnd is how a detached delivery ended.
type detachedEnd struct {
	done chan struct{} // closed when the answer has reached the user, or err is set
	err  error         // why it did not
}

// deadline is when the handler has to be done, on the group's clock.
func (x *Execution) deadline() time.Duration {
	return x.first + x.group.Limit()
}

// Result is what the group's Run returns.
type Result struct {
	Body    []byte            // the answer as plain XML; nil for nothing
	At      time.Time         // when the handler returned
	Outcome telemetry.Outcome // what is counted
	Err     error             // why there is no answer
	// Rest is what the handler left for later: the push is answered with nothing at once, and what Rest returns is
	// settled. It is nil for nothing.
	Rest func() (body []byte, err error)
}

// lead executes the message, whether or not the delivery's client still waits, and keeps the answer, also where the
// handler ends the goroutine.
func (g *Group) lead(x *Execution, to admission, buf *[]byte) (a Answer) {
	var result Result
	defer func() {
		heard, err := g.conclude(x, result)
		switch {
		case x.Detached:
			if x.end.err = err; err != nil {
				g.forget(x) // it may be tried again
			}
			close(x.end.done)
			a.Body, a.Err = nil, err
		case !heard:
			a = abandoned()
		}
	}()
	if err := g.turn(x, to); err != nil {
		if x.interrupt().Err() == nil {
			g.Fail(x, "callback: message not handled", err)
		}
		result.Err = err
	} else {
		result = g.Run(x, (*buf)[:0])
		if result.Body != nil {
			*buf = result.Body
		}
		if result.Outcome != telemetry.Failed || g.Clock.At(result.At) < x.deadline() {
			return Answer{Body: result.Body, At: result.At, Outcome: result.Outcome}
		}
		// The handler gave up because its time was over.
	}
	a = g.unanswered(&x.Delivery)
	result.Body = a.Body
	return a
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

// turn waits until the execution may begin.
func (g *Group) turn(x *Execution, to admission) error {
	if to.before != nil && to.before.enqueued != nil {
		<-to.before.enqueued // so that the peers have the messages in the same order
	}
	x.claim.Enqueue()
	if x.enqueued != nil {
		close(x.enqueued)
	}
	if !g.wait(x, to.ready) {
		return x.noTurn()
	}
	if g.queue.remote && (!x.claim.Turn(x.interrupt(), x.deadline()) || !g.wait(x, g.want(x))) {
		return x.noTurn()
	}
	return nil
}

// noTurn is why the turn of x did not come.
func (x *Execution) noTurn() error {
	if ctx := x.interrupt(); ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return errNoTurn
}

var errNoTurn = errors.New(
	"its turn did not come in time: raise WithMaxConcurrent, add instances, or see what takes so long",
)

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

// conclude decides the fate of an answer. It tells whether the execution's own push was listening, and for a detached
// delivery what kept the answer from its user.
func (g *Group) conclude(x *Execution, r Result) (heard bool, err error) {
	at := r.At
	if at.IsZero() {
		at = time.Now()
	}
	end := g.Clock.At(at)
	heard, err = !x.unheard && g.listened(&x.Delivery, end), r.Err
	fate := Taken
	if !heard && r.Body != nil {
		tooLate := x.Detached || end-x.first >= LastAnswerAfter // no push of the message can get it
		switch {
		case !g.CanSettle():
			if tooLate {
				err = errTooLate
				measure.LateReply{Outcome: telemetry.Dropped}.Record(x.Request, g.Telemetry)
				g.Fail(x, "callback: reply not sent", err)
			}
		case tooLate:
			fate = Settling
		default:
			fate = Open
		}
	}
	mine := g.publish(x, r.Body, fate)
	rest := r.Rest
	stays := rest != nil || fate != Taken || g.queue.remote
	cached := g.finish(x, cachedAnswer{id: x.id, body: r.Body, expires: end + CacheFor, fate: fate}, stays)
	switch {
	case rest != nil && mine && x.Detached:
		return heard, g.settleRest(x, rest)
	case rest != nil && mine:
		go func() { _ = g.settleRest(x, rest) }() // which logs what fails
		return heard, nil
	case fate == Settling:
		defer g.leave(x)
		if mine {
			err = g.Settle(x, r.Body)
		}
		return heard, err
	case fate == Open && mine:
		g.owe(x, cached)
	}
	x.Context.stop()
	if stays {
		go g.leave(x) // the answer need not wait for the store
	}
	return heard, err
}

// publish gives the answer to the other instances, as soon as they can be told. It is false where another instance has
// taken the message over, and answers it.
func (g *Group) publish(x *Execution, body []byte, fate Fate) (mine bool) {
	standing := x.claim.Publish(body, fate)
	if standing == Unknown {
		g.begin() // a shutdown waits for it
		go func() {
			defer g.done()
			x.claim.Republish()
		}()
	}
	return standing != Theirs
}

var errTooLate = errors.New("no push waits for it any more: set a sender, or end with the context")

// settleRest runs what the handler left for later.
func (g *Group) settleRest(x *Execution, rest func() ([]byte, error)) error {
	defer g.leave(x)
	body, err := rest()
	if body != nil {
		return g.Settle(x, body)
	}
	return err
}

// leave ends an execution that stayed in the queue when its answer was finished.
func (g *Group) leave(x *Execution) {
	x.Context.stop()
	x.claim.Leave()
	g.depart(x)
}
