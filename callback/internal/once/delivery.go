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

	unheard bool // the push has been answered: nobody waits for this delivery

	id      id
	user    uint64        // the sender, hashed
	arrived time.Duration // on the group's clock
}

// Key is what makes two pushes one message.
func (d *Delivery) Key() Key { return KeyOf(d.Message, d.XML) }

// Arrived is when the push came here, on the group's clock.
func (d *Delivery) Arrived() time.Duration { return d.arrived }

// listened tells whether the platform still waits for the answer to this push. It may have hung up on a proxy that
// hides it.
func (d *Delivery) listened(now time.Duration) bool {
	return !d.Detached && !d.unheard && d.Request.Err() == nil && now-d.arrived < HangUp
}

// Answer is what becomes of a delivery.
type Answer struct {
	Body    []byte            // plain XML, good until the next use of the buffer; nil for nothing
	At      time.Time         // when the handler made it; zero where that is not known
	Outcome telemetry.Outcome // what is counted
	Refused Refusal
	Err     error // of a detached delivery: why its answer did not reach the user
	// Written has to be called once the body has been written to the push. It is nil where nothing depends on that.
	Written func()
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

// unanswered is the answer to the last push of a message whose handler runs on. The message's first push came at first.
func (g *Group) unanswered(d *Delivery, first time.Duration) Answer {
	return Answer{Body: g.Placeholder(d, g.Clock.Now()-first), Outcome: telemetry.Acknowledged}
}

// follow waits for the execution in this process that has the message. It is not ok where another instance turned out
// to have it.
func (g *Group) follow(d Delivery, x *Execution, first time.Duration) (a Answer, ok bool) {
	measure.Join{}.Record(d.Request, g.Telemetry)
	measure.LinkJoin(d.Request, x.Request, g.Telemetry)
	g.tellSlow(&d, first)
	var over <-chan time.Time
	if by, last := answerBy(d.arrived, first); last && !d.Detached && !d.unheard {
		timer := time.NewTimer(by - g.Clock.Now())
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-x.done:
	case <-over:
		return g.unanswered(&d, first), true
	case <-d.Request.Done():
		return abandoned(), true
	}
	switch {
	case x.dismissed:
		return Answer{}, false
	case x.err != nil && (!d.Detached || x.interrupt().Err() != nil):
		return Answer{}, false // the message is not handled: this delivery tries it
	case d.Detached:
		return Answer{Outcome: telemetry.Joined, Err: x.err}, true
	}
	if !d.listened(g.Clock.Now()) {
		return abandoned(), true
	}
	body, written := g.take(x.id)
	return Answer{Body: body, Outcome: telemetry.Joined, Written: written}, true
}

// tellSlow tells of a message whose first push was not answered in time.
func (g *Group) tellSlow(d *Delivery, first time.Duration) {
	if !d.Detached && d.arrived-first >= SlowFrom {
		g.Slow(d, g.Clock.Wall(first))
	}
}

// followRemote waits for another instance that has the message. It is not ok where that one is gone.
func (g *Group) followRemote(d Delivery, r Remote) (a Answer, ok bool) {
	g.begin()
	defer g.done()
	measure.Join{Elsewhere: true}.Record(d.Request, g.Telemetry)
	g.tellSlow(&d, r.First())
	ctx := d.Request
	if by, last := answerBy(d.arrived, r.First()); last && !d.Detached && !d.unheard {
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
			g.keepTaken(d, r)
			return abandoned(), true
		case ctx.Err() != nil:
			g.keepTaken(d, r)
			g.watchRemote(d, r)
			return g.unanswered(&d, r.First()), true
		default:
			return Answer{}, false
		}
		if d.Detached {
			return Answer{Outcome: outcome}, true
		}
		if !d.listened(g.Clock.Now()) {
			g.keepTaken(d, r)
			return abandoned(), true
		}
		body, err := r.Take()
		if err != nil {
			continue
		}
		if body != nil && !d.listened(g.Clock.Now()) {
			g.keepTaken(d, r)
			return abandoned(), true
		}
		return Answer{Body: body, Outcome: outcome, Written: func() { g.writtenHere(&d, r) }}, true
	}
}

// writtenHere goes on once a push to this instance was answered with another instance's answer.
func (g *Group) writtenHere(d *Delivery, r Remote) {
	part, last := r.Written()
	if part != "" {
		g.Shown(d, part)
	}
	if last {
		g.nothingMore(d, r.First())
	}
}

// watchRemote executes a message whose instance is found to be gone after the message's last push was answered: no
// other push will find that out.
func (g *Group) watchRemote(d Delivery, r Remote) {
	d.Request = context.WithoutCancel(d.Request)
	d.unheard = true
	g.begin()
	go func() {
		defer g.done()
		if r.Watch() {
			g.Answer(d, new([]byte))
		}
	}()
}

// keepTaken keeps an answer for the user that this delivery has taken from another instance, and could not be answered
// with: the other instance does not send it any more. Whether the answer was taken may have to be found out.
func (g *Group) keepTaken(d Delivery, r Remote) {
	if !r.Tried() {
		return
	}
	g.begin()
	go func() {
		defer g.done()
		if body, last := r.Dropped(); body != nil {
			g.Keep(&d, body, last)
		}
	}()
}
