package measure

import (
	"context"
	"regexp"

	"github.com/wechatgo/wechatgo/telemetry"
)

// StartCall begins the span of a call of the named endpoint if r is a [telemetry.Tracer]; the context it returns is for
// the call. Otherwise there is no span, and it costs nothing.
func StartCall(ctx context.Context, r telemetry.Recorder, endpoint string) (context.Context, CallSpan) {
	t, ok := r.(telemetry.Tracer)
	if !ok {
		return ctx, CallSpan{}
	}
	ctx, s := start(
		ctx,
		t,
		telemetry.ClientSpan,
		endpoint,
		telemetry.Attribute{Name: telemetry.EndpointAttribute, Value: endpoint},
	)
	return ctx, CallSpan{s}
}

// CallSpan is the span of a call. The zero CallSpan stands for no span.
type CallSpan struct{ span *live }

// End ends the span. The code is [Call]'s; all but [telemetry.OK] are errors. A rid that is empty, or does not look
// like an id, is left out.
func (s CallSpan) End(code, rid string) {
	if s.span == nil {
		return
	}
	attrs := []telemetry.Attribute{{Name: telemetry.CodeAttribute, Value: code}}
	if ridForm.MatchString(rid) {
		attrs = append(attrs, telemetry.Attribute{Name: telemetry.RIDAttribute, Value: rid})
	}
	s.span.end(code != telemetry.OK, attrs...)
}

// ridForm is what a rid looks like, such as 617682e0-09059ac5-34a8e2ea. It is cut from a text of the other side, which
// may hold anything; tokens are longer.
var ridForm = regexp.MustCompile(`^[\w-]{1,64}$`)

// StartPush begins the span of a push if r is a [telemetry.Tracer]; the context it returns is for the work that the
// push causes. The span is a child of the one that the request carries, as it does behind otelhttp. Otherwise there is
// no span, and it costs nothing.
func StartPush(ctx context.Context, r telemetry.Recorder) (context.Context, PushSpan) {
	t, ok := r.(telemetry.Tracer)
	if !ok {
		return ctx, PushSpan{}
	}
	ctx, s := start(ctx, t, telemetry.ServerSpan, telemetry.PushSpanName)
	return ctx, PushSpan{s}
}

// PushSpan is the span of a push. The zero PushSpan stands for no span.
type PushSpan struct{ span *live }

// End ends the span. A push whose outcome is [telemetry.Failed] or [telemetry.Panicked] is an error; others are not,
// since anybody can have a request refused.
func (s PushSpan) End(p Push) {
	if s.span != nil {
		s.span.end(
			isError(p.Outcome),
			telemetry.Attribute{Name: telemetry.TypeAttribute, Value: p.Type},
			outcomeAttribute(p.Outcome),
		)
	}
}

// StartRun begins the span of a handler's run if r is a [telemetry.Tracer]; the context it returns is for the handler,
// so that its calls are the run's children. Otherwise there is no span, and it costs nothing.
//
// The run is a child of the push that began it, as a rule its message's first, and may end long after it: the platform
// hangs up after five seconds. A push that joins is a trace of its own, linked to that first push by [LinkJoin].
func StartRun(ctx context.Context, r telemetry.Recorder, messageType string) (context.Context, RunSpan) {
	t, ok := r.(telemetry.Tracer)
	if !ok {
		return ctx, RunSpan{}
	}
	ctx, s := start(
		ctx,
		t,
		telemetry.InternalSpan,
		telemetry.RunSpanName,
		telemetry.Attribute{Name: telemetry.TypeAttribute, Value: messageType},
	)
	return ctx, RunSpan{s}
}

// RunSpan is the span of a handler's run. The zero RunSpan stands for no span.
type RunSpan struct{ span *live }

// End ends the span. The outcome is [telemetry.Handled], [telemetry.Failed] or [telemetry.Panicked], or
// [telemetry.Acknowledged] where the handler put its work off, which is a run of its own.
func (s RunSpan) End(o telemetry.Outcome) {
	if s.span != nil {
		s.span.end(isError(o), outcomeAttribute(o))
	}
}

// LinkJoin links the span of a push that joins, which ctx carries, to that of the push that runs the handler, which
// first carries.
func LinkJoin(ctx, first context.Context, r telemetry.Recorder) {
	if s := spanOf(ctx, r); s != nil {
		s.link(first)
	}
}

func isError(o telemetry.Outcome) bool { return o == telemetry.Failed || o == telemetry.Panicked }

func outcomeAttribute(o telemetry.Outcome) telemetry.Attribute {
	return telemetry.Attribute{Name: telemetry.OutcomeAttribute, Value: string(o)}
}

// live is a span that has begun, and the tracer that made it. A tracer and its spans are called by the methods of live
// and by guardedStart alone, which survive their panics.
type live struct {
	telemetry.Span
	tracer telemetry.Tracer
}

func (l *live) event(name string, attrs ...telemetry.Attribute) {
	defer recoverFrom(l.tracer)
	l.Event(name, attrs...)
}

func (l *live) link(other context.Context) {
	defer recoverFrom(l.tracer)
	l.Link(other)
}

func (l *live) end(failed bool, attrs ...telemetry.Attribute) {
	defer recoverFrom(l.tracer)
	l.End(failed, attrs...)
}

func guardedStart(
	ctx context.Context,
	t telemetry.Tracer,
	kind telemetry.SpanKind,
	name string,
	attrs []telemetry.Attribute,
) (context.Context, telemetry.Span) {
	defer recoverFrom(t)
	return t.StartSpan(ctx, kind, name, attrs...)
}

// spanKey is the context key of the span of this package. An event finds the span under it, though the functions in
// between do not know of it.
type spanKey struct{}

// spanOf returns the span that ctx carries, or nil. It does not search ctx if the recorder is no tracer.
func spanOf(ctx context.Context, r telemetry.Recorder) *live {
	if _, ok := r.(telemetry.Tracer); !ok {
		return nil
	}
	s, _ := ctx.Value(spanKey{}).(*live)
	return s
}

// start begins a span if t makes one. If it makes none, the context hides the span around it, whose events are not
// those of this call. The context is never nil, whatever t returns.
func start(
	ctx context.Context,
	t telemetry.Tracer,
	kind telemetry.SpanKind,
	name string,
	attrs ...telemetry.Attribute,
) (context.Context, *live) {
	begun, s := guardedStart(ctx, t, kind, name, attrs)
	if begun != nil && s != nil {
		l := &live{s, t}
		return context.WithValue(begun, spanKey{}, l), l
	}
	if ctx.Value(spanKey{}) != nil {
		ctx = context.WithValue(ctx, spanKey{}, nil)
	}
	return ctx, nil
}
