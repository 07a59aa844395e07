package once

import (
	"context"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Delivery is one push as it reached this instance. The platform makes up to three of a message.
type Delivery struct {
	Request context.Context // the HTTP request's, or the caller's of a detached delivery
	Message message.Message
	XML     string // the push, opened
	// Detached says that no HTTP request waits for the answer, which is settled as soon as it is there.
	Detached bool

	id      id
	user    uint64        // the sender, hashed
	arrived time.Duration // on the group's clock
}

// Key is what makes two pushes one message.
func (d *Delivery) Key() Key { return KeyOf(d.Message, d.XML) }

// Arrived is when the push came here, on the group's clock.
func (d *Delivery) Arrived() time.Duration { return d.arrived }

// listened tells whether the platform still waits for the answer to this push: the request is open, and the platform's
// time is not over, since a proxy may hide that the platform has hung up. Where an answer cannot be settled, an open
// request is enough, since the answer has no other way.
func (g *Group) listened(d *Delivery, now time.Duration) bool {
	return !d.Detached && d.Request.Err() == nil && (now-d.arrived < HangUp || !g.CanSettle())
}

// Answer is what becomes of a delivery.
type Answer struct {
	Body    []byte            // plain XML, good until the next use of the buffer; nil for nothing
	At      time.Time         // when the handler made it; zero where that is not known
	Outcome telemetry.Outcome // what is counted
	Refused Refusal
	Err     error // of a detached delivery: why its answer did not reach the user
}

// Refusal is why a delivery gets no answer. The platform pushes the message again.
type Refusal uint8

// The refusals.
const (
	NotRefused   Refusal = iota
	TooMany              // too many messages wait already
	ShuttingDown         // the group takes no new messages
	HungUp               // nobody listens to the delivery any more
)

func refused(why Refusal) Answer { return Answer{Outcome: telemetry.Refused, Refused: why} }

// abandoned is the answer to a delivery that nobody listens to.
func abandoned() Answer { return Answer{Outcome: telemetry.Abandoned, Refused: HungUp} }

// unanswered is the answer to the last push of a message whose handler runs on.
func (g *Group) unanswered(d *Delivery) Answer {
	return Answer{Body: g.Placeholder(d), Outcome: telemetry.Acknowledged}
}

// follow waits for the execution in this process that has the message. It is not ok where another instance turned out
// to have it.
func (g *Group) follow(d Delivery, x *Execution, first time.Duration) (a Answer, ok bool) {
	measure.Join{}.Record(d.Request, g.Telemetry)
	measure.LinkJoin(d.Request, x.Request, g.Telemetry)
	if d.Detached && x.Detached {
		select {
		case <-x.end.done:
			return Answer{Outcome: telemetry.Joined, Err: x.end.err}, true
		case <-d.Request.Done():
			return abandoned(), true
		}
	}
	var over <-chan time.Time
	if by, last := answerBy(d.arrived, first); last && !d.Detached {
		timer := time.NewTimer(by - g.Clock.Now())
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-x.done:
	case <-over:
		return g.unanswered(&d), true
	case <-d.Request.Done():
		return abandoned(), true
	}
	if x.dismissed {
		return Answer{}, false
	}
	if d.Detached {
		return Answer{Outcome: telemetry.Joined}, true
	}
	if !g.listened(&d, g.Clock.Now()) {
		return abandoned(), true
	}
	return Answer{Body: g.take(x.id), Outcome: telemetry.Joined}, true
}

// followRemote waits for another instance that has the message. It is not ok where that one is gone.
func (g *Group) followRemote(d Delivery, r Remote) (a Answer, ok bool) {
	measure.Join{Elsewhere: true}.Record(d.Request, g.Telemetry)
	ctx := d.Request
	if by, last := answerBy(d.arrived, r.First()); last && !d.Detached {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, g.Clock.Time(by))
		defer cancel()
	}
	outcome := telemetry.Replayed
	for {
		waited, err := r.Wait(ctx)
		if waited {
			outcome = telemetry.Joined
		}
		switch {
		case err == nil:
		case d.Request.Err() != nil:
			return abandoned(), true
		case ctx.Err() != nil:
			return g.unanswered(&d), true
		default:
			return Answer{}, false
		}
		if d.Detached {
			return Answer{Outcome: outcome}, true
		}
		if !g.listened(&d, g.Clock.Now()) {
			return abandoned(), true
		}
		if body, err := r.Take(); err == nil {
			return Answer{Body: body, Outcome: outcome}, true
		}
	}
}
