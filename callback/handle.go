package callback

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// handle runs the handler, or what it put off, and writes the reply as plain
// XML behind dst; nil is nothing. Whatever goes wrong is logged and is nothing,
// never a dead process.
func (s *Server) handle(r *run, putOff later, dst []byte) (body []byte, outcome telemetry.Outcome) {
	var began time.Time
	var ctx context.Context = r
	var span measure.RunSpan
	if s.telemetry != nil {
		began = time.Now()
		ctx, span = measure.StartRun(r, s.telemetry, typeOf(r.message))
	}
	returned := false
	defer func() {
		if !returned {
			body, outcome = nil, telemetry.Panicked
			if v := recover(); v != nil {
				s.fail(ctx, r.message, "callback: handler panicked", fmt.Errorf("panic: %v", v), slog.String("stack", string(debug.Stack())))
			} else {
				s.fail(ctx, r.message, "callback: handler ended its goroutine", errors.New("runtime.Goexit"))
			}
		}
		span.End(outcome)
		if s.telemetry != nil {
			measure.Run{Type: typeOf(r.message), Time: time.Since(began)}.Record(ctx, s.telemetry)
		}
	}()
	var rep reply.Reply
	var err error
	if putOff != nil {
		rep, err = putOff(ctx)
	} else {
		rep, err = s.handler.Handle(ctx, r.message)
	}
	for {
		p, isLater := rep.(postponed)
		if err != nil || !isLater {
			break
		}
		if putOff == nil && s.sender.usable() {
			r.later, returned = p.later, true
			return nil, telemetry.Acknowledged
		}
		rep, err = p.later(ctx)
	}
	now := time.Now()
	if putOff == nil {
		r.ended = now
	}
	outcome = telemetry.Handled
	if err != nil {
		s.fail(ctx, r.message, "callback: handler failed", err)
		outcome = telemetry.Failed
	} else if body, err = render(dst, rep, r.message, now); err != nil {
		s.fail(ctx, r.message, "callback: reply not sent", err)
		outcome = telemetry.Failed
	}
	returned = true
	return body, outcome
}

func (s *Server) fail(ctx context.Context, m message.Message, what string, err error, more ...slog.Attr) {
	attrs := append([]slog.Attr{slog.Any("err", err), slog.String("type", m.Type())}, more...)
	if e, ok := m.(message.Event); ok {
		attrs = append(attrs, slog.String("event", e.EventName()))
	}
	s.log.LogAttrs(ctx, slog.LevelError, what, attrs...)
}

// render writes r as the answer to m behind dst, or nil for nothing.
func render(dst []byte, r reply.Reply, m message.Message, now time.Time) ([]byte, error) {
	if reply.IsNothing(r) {
		return nil, nil
	}
	if err := fits(r, m); err != nil {
		return nil, err
	}
	head := m.Head()
	return reply.Append(dst, r, reply.Head{To: head.FromUserName, From: head.ToUserName, Time: now})
}

// refuseReply makes the errors of a reply that this push cannot be answered with.
const refuseReply = field.In("reply")

// fits refuses what a reply may be, but not to this push.
func fits(r reply.Reply, m message.Message) error {
	_, isEvent := m.(message.Event)
	switch r := r.(type) {
	case *reply.News:
		return fits(*r, m)
	case reply.News:
		if !isEvent && len(r) > reply.MaxArticlesToMessage {
			return refuseReply.Field("Articles", fmt.Sprintf("has %d articles", len(r)),
				"answer a user's message with one; only events may have more")
		}
	case reply.Transfer, *reply.Transfer:
		if isEvent {
			return refuseReply.Field("MsgType", "transfers an event to customer service",
				"only a user's message can be transferred")
		}
	}
	return nil
}
