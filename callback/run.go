package callback

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// run runs the handler of a message, and writes its reply as plain XML behind buf. Whatever goes wrong is logged, and
// shows the user nothing.
func (s *Server) run(x *once.Execution, buf []byte) once.Result {
	handle := func(ctx context.Context) (reply.Reply, error) { return s.handler.Handle(ctx, x.Message) }
	return s.runFunc(x, buf, handle, true)
}

// runFunc is run for a function in the handler's place. Where the function may postpone, what a [Later] puts off is the
// result's Rest.
func (s *Server) runFunc(x *once.Execution, buf []byte, f laterFunc, mayPostpone bool) (result once.Result) {
	var began time.Time
	var ctx context.Context = &x.Context
	var span measure.RunSpan
	if s.telemetry != nil {
		began = time.Now()
		ctx, span = measure.StartRun(ctx, s.telemetry, typeOf(x.Message))
	}
	returned := false
	defer func() {
		if !returned {
			result = once.Result{Outcome: telemetry.Panicked, Err: errPanicked}
			if v := recover(); v != nil {
				s.fail(
					ctx,
					x.Message,
					"callback: handler panicked",
					fmt.Errorf("panic: %v", v),
					slog.String("stack", string(debug.Stack())),
				)
			} else {
				s.fail(ctx, x.Message, "callback: handler ended its goroutine", errors.New("runtime.Goexit"))
			}
		}
		span.End(result.Outcome)
		if s.telemetry != nil {
			measure.Run{Type: typeOf(x.Message), Time: time.Since(began)}.Record(ctx, s.telemetry)
		}
	}()
	rep, err := f(ctx)
	for {
		p, isPostponed := rep.(postponed)
		if err != nil || !isPostponed {
			break
		}
		if mayPostpone && s.sender.usable() {
			returned = true
			return once.Result{Outcome: telemetry.Acknowledged, Rest: func() ([]byte, error) {
				rest := s.runFunc(x, nil, p.later, false)
				return rest.Body, rest.Err
			}}
		}
		rep, err = p.later(ctx)
	}
	result = once.Result{At: time.Now(), Outcome: telemetry.Handled}
	what := "callback: handler failed"
	if err == nil {
		what = "callback: reply not sent"
		result.Body, err = render(buf, rep, x.Message, result.At)
	}
	if err != nil {
		s.fail(ctx, x.Message, what, err)
		result.Outcome, result.Err = telemetry.Failed, err
	}
	returned = true
	return result
}

var errPanicked = errors.New("callback: the handler panicked, or ended its goroutine")

// fail logs what failed for a message.
func (s *Server) fail(ctx context.Context, m message.Message, what string, err error, more ...slog.Attr) {
	attrs := append([]slog.Attr{slog.Any("err", err), slog.String("type", m.Type())}, more...)
	if e, ok := m.(message.Event); ok {
		attrs = append(attrs, slog.String("event", e.EventName()))
	}
	s.log.LogAttrs(ctx, slog.LevelError, what, attrs...)
}

// render writes r as the answer to m behind dst. It returns nil where r shows nothing.
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

// refuseReply makes the errors of a reply that is not allowed as the answer to a push.
const refuseReply = field.In("reply")

// fits refuses a reply that is right in itself, but not as the answer to this message.
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
