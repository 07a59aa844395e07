package callback

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/mailbox"
	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// A late reply has three ways, in this order: it is sent ([WithSender]), or kept until the user asks for it
// ([WithPickup]), or the fallback stands for it ([WithFallback]), which has the same two ways.

// settle brings to the user what no push takes, and logs what fails. The error is for a detached delivery, whose caller
// may try again: nothing is kept for it.
func (s *Server) settle(x *once.Execution, l once.Late) error {
	o := outbox{
		server:    s,
		execution: x,
		ctx:       context.WithoutCancel(&x.Context),
		sure:      l.Sure,
		maySend:   s.sender.usable(),
		shown:     l.Shown,
	}
	if l.Body != nil {
		r, err := s.decode(l.Body)
		o.add(r, err)
	}
	if l.Rest != nil {
		for r, err := range l.Rest {
			o.add(r, err)
		}
	}
	return o.close()
}

// outbox brings the parts of one message's late reply to the user, in their order.
type outbox struct {
	server    *Server
	execution *once.Execution
	ctx       context.Context
	maySend   bool        // until a part could not be sent
	shown     bool        // the user has read a part, or can read it
	sure      func() bool // is asked before the first part is sent
	asked     bool
	next      reply.Reply // held back
	sent      int
	key       mailbox.PartKey // of the next part that is kept
	err       error
}

// maxLate is how many customer-service messages a late reply may have: the platform lets an account send so many after
// the user's message, and fewer after an event.
func maxLate(m message.Message) int {
	if _, isEvent := m.(message.Event); isEvent {
		return 3
	}
	return 5
}

// add brings a reply, or notes an error.
func (o *outbox) add(r reply.Reply, err error) {
	m := o.execution.Message
	if err == nil {
		var parts []reply.Reply
		if parts, err = o.server.fitLate(r, m); err == nil {
			for _, part := range parts {
				o.part(part)
			}
			return
		}
		o.server.fail(o.ctx, m, "callback: late reply not delivered", err)
	}
	o.err = err
}

// part brings one part. The last one that may be sent is held back until it is known whether another one follows.
func (o *outbox) part(r reply.Reply) {
	if before := o.next; before != nil {
		o.next = nil
		o.deliver(before, true)
	}
	if o.maySend && o.sent == maxLate(o.execution.Message)-1 {
		o.next = r
		return
	}
	o.deliver(r, false)
}

// close ends the reply. Where it has failed and shows nothing, the user reads the fallback.
func (o *outbox) close() error {
	if o.err != nil && !o.shown && o.next == nil && !o.execution.Detached {
		o.next = o.server.fallbackFor(o.execution.Message)
	}
	if o.next != nil {
		o.deliver(o.next, false)
	}
	if !o.execution.Detached {
		o.server.mailbox.End(o.server.answerOf(&o.execution.Delivery))
	}
	return o.err
}

// deliver sends a part, or keeps it. Another part may follow that is kept although this one is sent.
func (o *outbox) deliver(r reply.Reply, keptFollows bool) {
	s, m := o.server, o.execution.Message
	if o.maySend && !o.asked {
		o.asked, o.maySend = true, o.sure()
	}
	if o.maySend && o.sent < maxLate(m) {
		sent := r
		if keptFollows {
			sent = s.withMoreHint(r)
		}
		err := s.send(o.ctx, o.execution, sent)
		if err == nil {
			o.sent, o.shown = o.sent+1, true
			return
		}
		o.maySend = errors.Is(err, ErrUnsendable) // the next part may have an equal
		if o.execution.Detached {
			o.err = err
			return
		}
	}
	if o.execution.Detached {
		if o.err == nil {
			o.err = errNotSent
		}
		return
	}
	measure.LateReply{Outcome: telemetry.Kept}.Record(o.ctx, s.telemetry)
	o.shown = true
	o.execution.KeepsRest.Store(!o.maySend)
	if o.key.By == "" {
		o.key.By = fmt.Sprintf("%x-%s", time.Now().UnixMilli(), rand.Text())
	}
	s.keep(&o.execution.Delivery, o.key, r)
	o.key.N++
}

var errNotSent = errors.New("callback: too many messages for one reply, or another instance may have answered")

// fitLate returns the parts in which a reply can be sent.
func (s *Server) fitLate(r reply.Reply, m message.Message) (parts []reply.Reply, err error) {
	defer recoverReply(&err)
	if reply.IsNothing(r) {
		return nil, nil
	}
	var fitted reply.Fitted
	r = valueOf(r)
	if news, ok := r.(reply.News); ok { // each is a message of its own, so that all may be sent
		fitted, err = reply.Fit(news, true)
	} else {
		fitted, err = s.fit(r, m)
	}
	if err != nil {
		return nil, err
	}
	for _, part := range append([]reply.Reply{fitted.Reply}, fitted.Rest...) {
		if news, ok := valueOf(part).(reply.News); ok {
			for _, article := range news {
				parts = append(parts, reply.News{article})
			}
			continue
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// send calls the sender, and logs what fails. A panic in it is an error.
func (s *Server) send(ctx context.Context, x *once.Execution, r reply.Reply) error {
	m, failed := x.Message, "callback: late reply kept, not sent"
	if x.Detached {
		failed = "callback: late reply not sent"
	}
	ctx, cancel := context.WithTimeout(ctx, once.SendTimeout)
	defer cancel()
	sent := make(chan error, 1)
	go func() { sent <- guard.Call(func() error { return s.sender.send(ctx, m.Head().FromUserName, r) }) }()
	var err error
	select {
	case err = <-sent:
	case <-ctx.Done(): // also where the sender does not look at its context
		err = context.Cause(ctx)
	}
	outcome := telemetry.Sent
	switch {
	case errors.Is(err, endpoint.ErrAPIUnauthorized):
		s.sender.bar()
		s.log.LogAttrs(
			ctx,
			slog.LevelError,
			"callback: the account may not send customer-service messages: for a day none is tried, and late replies are kept for pick-up",
			slog.String("cure", "declare it with WithoutKF"),
			slog.Any("err", err),
		)
		outcome = telemetry.Failed
	case errors.Is(err, ErrUnsendable):
		outcome = telemetry.Unsupported
		s.fail(ctx, m, failed, err)
	case err != nil:
		outcome = telemetry.Failed
		s.fail(ctx, m, failed, err)
	}
	measure.LateReply{Outcome: outcome}.Record(ctx, s.telemetry)
	return err
}
