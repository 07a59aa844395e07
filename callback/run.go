package callback

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// run makes the answer to a message as plain XML behind buf. From an answer on that goes on, the user may ask for more.
func (s *Server) run(x *once.Execution, buf []byte) once.Result {
	result := s.handle(x, buf)
	if result.Rest != nil {
		s.slow(&x.Delivery, x.FirstPush())
	}
	return result
}

// handle runs the handler of a message. Whatever goes wrong is logged, and shows the user the fallback.
func (s *Server) handle(x *once.Execution, buf []byte) once.Result {
	handle := func(ctx context.Context) (reply.Reply, error) { return s.handler.Handle(ctx, x.Message) }
	r, outcome, err := s.call(x, handle)
	if x.Stuck() {
		return once.Result{}
	}
	result := once.Result{At: time.Now(), Outcome: outcome, Err: err}
	switch r := r.(type) {
	case postponed:
		result.Rest = s.rest(x, r.later)
		return result
	case parts:
		return s.runParts(x, buf, r)
	}
	if err == nil {
		if result.Body, result.Rest, err = s.render(buf, r, x.Message, result.At); err == nil {
			return result
		}
		s.fail(&x.Context, x.Message, "callback: reply not sent", err)
		result.Outcome, result.Err = telemetry.Failed, err
	}
	result.Body = s.renderFallback(buf, x)
	return result
}

// rest runs what a [Later] has put off. Nobody waits for it beyond its limit.
func (s *Server) rest(x *once.Execution, f laterFunc) iter.Seq2[reply.Reply, error] {
	type outcome struct {
		reply reply.Reply
		err   error
	}
	return func(yield func(reply.Reply, error) bool) {
		returned := make(chan outcome, 1)
		x.Continue()
		go func() {
			o := outcome{err: errPanicked} // where the goroutine ends
			defer func() {
				x.Returned()
				returned <- o
			}()
			r, _, err := s.call(x, f)
			for {
				p, again := r.(postponed)
				if !again || err != nil {
					break
				}
				r, _, err = s.call(x, p.later)
			}
			o = outcome{r, err}
		}()
		overdue, stop := x.Overdue()
		defer stop()
		select {
		case o := <-returned:
			if stream, ok := o.reply.(parts); ok && o.err == nil {
				s.streamParts(x, stream, yield)
				return
			}
			yield(o.reply, o.err)
		case <-overdue:
			yield(nil, s.overdue(x))
		}
	}
}

// notRun is the result of a message whose turn did not come, or whose handler is stuck.
func (s *Server) notRun(x *once.Execution, why error) once.Result {
	return once.Result{
		At: time.Now(), Outcome: telemetry.Failed, Err: s.notAnswered(x, why), Body: s.renderFallback(nil, x),
	}
}

// overdue is why the program's code is not waited for any more. The caller of a detached delivery knows where it has
// ended that itself.
func (s *Server) overdue(x *once.Execution) error {
	if x.Detached && x.Request.Err() != nil {
		return context.Cause(x.Request)
	}
	return s.notAnswered(x, once.ErrStuck)
}

// notAnswered logs why a message has no answer, or not all of it.
func (s *Server) notAnswered(x *once.Execution, why error) error {
	took := slog.Duration("since_first_push", time.Since(x.FirstPush()))
	s.fail(x.Request, x.Message, "callback: message not answered", why, took)
	return why
}

// call calls a function as the message's handler, and logs its failure. A [Later] is called at once where its reply
// could not be sent later: it may be in time.
func (s *Server) call(x *once.Execution, f laterFunc) (r reply.Reply, outcome telemetry.Outcome, err error) {
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
			r, outcome, err = nil, telemetry.Panicked, errPanicked
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
		span.End(outcome)
		if s.telemetry != nil {
			measure.Run{Type: typeOf(x.Message), Time: time.Since(began)}.Record(ctx, s.telemetry)
		}
	}()
	r, err = f(ctx)
	for {
		p, isPostponed := r.(postponed)
		if err != nil || !isPostponed || s.sender.usable() {
			break
		}
		r, err = p.later(ctx)
	}
	outcome = telemetry.Handled
	if _, ok := r.(postponed); ok {
		outcome = telemetry.Acknowledged
	}
	if err != nil {
		if !x.Stuck() { // which is logged
			s.fail(ctx, x.Message, "callback: handler failed", err)
		}
		r, outcome = nil, telemetry.Failed
	}
	returned = true
	return r, outcome, err
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

// render writes r as the answer to m behind dst, or as much of it as one message holds; the rest goes out after it. The
// body is nil where r shows nothing.
func (s *Server) render(dst []byte, r reply.Reply, m message.Message, now time.Time) (
	body []byte, rest iter.Seq2[reply.Reply, error], err error,
) {
	defer recoverReply(&err)
	if reply.IsNothing(r) {
		return nil, nil, nil
	}
	fitted, err := s.fit(r, m)
	if err != nil {
		return nil, nil, err
	}
	if len(fitted.Rest) > 0 {
		rest = allOf(fitted.Rest)
		if !s.sender.usable() {
			fitted.Reply = s.withMoreHint(fitted.Reply)
		}
	}
	body, err = write(dst, fitted.Reply, m, now)
	return body, rest, err
}

// recoverReply, deferred, makes a panic of a reply an error: its type may be the program's.
func recoverReply(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
	}
}

// write writes a reply that fits as the answer to m.
func write(dst []byte, r reply.Reply, m message.Message, now time.Time) ([]byte, error) {
	head := m.Head()
	return reply.Append(dst, r, reply.Head{To: head.FromUserName, From: head.ToUserName, Time: now})
}

// fit brings a reply to m into a shape that the platform takes. Each part of a long text leaves room for the words that
// say how to read on.
func (s *Server) fit(r reply.Reply, m message.Message) (reply.Fitted, error) {
	_, isEvent := m.(message.Event)
	fitted, err := reply.Fit(r, isEvent)
	if err != nil {
		return fitted, err
	}
	for _, note := range fitted.Notes {
		s.log.LogAttrs(context.Background(), slog.LevelWarn, "callback: a part of the reply is not shown",
			slog.Any("err", note), slog.String("type", m.Type()))
	}
	if text, ok := valueOf(r).(reply.Text); ok && len(fitted.Rest) > 0 {
		parts := reply.Split(string(text), reply.MaxTextBytes-len(s.pickup.More))
		if len(parts) == 0 { // links that lose what they say
			return fitted, nil
		}
		fitted.Reply, fitted.Rest = reply.Text(parts[0]), nil
		for _, part := range parts[1:] {
			fitted.Rest = append(fitted.Rest, reply.Text(part))
		}
	}
	return fitted, nil
}

// valueOf is the reply that a pointer to one stands for.
func valueOf(r reply.Reply) reply.Reply {
	if reply.IsNothing(r) {
		return r
	}
	switch r := r.(type) {
	case *reply.Text:
		return *r
	case *reply.Image:
		return *r
	case *reply.Voice:
		return *r
	case *reply.Video:
		return *r
	case *reply.Music:
		return *r
	case *reply.News:
		return *r
	}
	return r
}

// allOf is the sequence of replies.
func allOf(replies []reply.Reply) iter.Seq2[reply.Reply, error] {
	return func(yield func(reply.Reply, error) bool) {
		for _, r := range replies {
			if !yield(r, nil) {
				return
			}
		}
	}
}
