package telemetry

import (
	"context"
	"regexp"
)

// Tracer makes spans. A [Recorder] may be one besides: then the packages of
// this module have it make
//
//   - a [ClientSpan] for each call of the platform's API, told by [StartCall];
//     a [Retry] is an event of it;
//   - a [ServerSpan] for each push, told by [StartPush];
//   - an [InternalSpan] for each run of a handler, told by [StartRun].
//
// Names, attributes and events have few values, as labels have, but for the
// rid, which the platform gives a refused call. No openid, token, URL or text
// is ever in one.
//
// A Tracer that panics makes no span, and the push or the call goes on. The
// first panic is logged to [slog.Default], without what was thrown.
type Tracer interface {
	// StartSpan begins a span: a child of the one that ctx carries, if any, and
	// carried by the context it returns, which is derived from ctx. A nil Span
	// is none.
	StartSpan(ctx context.Context, kind SpanKind, name string, attrs ...Attribute) (context.Context, Span)
}

// Span is a span that has begun. Its methods are called by one goroutine at a
// time, and not after End.
type Span interface {
	// Event notes that something happened.
	Event(name string, attrs ...Attribute)
	// Link relates the span to the one that other carries, which may have
	// ended.
	Link(other context.Context)
	// End ends the span, as an error where it failed, with more attributes.
	End(failed bool, attrs ...Attribute)
}

// Attribute is a name and a value of a span or an event.
type Attribute struct{ Name, Value string }

// The names of attributes.
const (
	// EndpointAttribute is the endpoint's name, as in [Call].
	EndpointAttribute = "wechatgo.endpoint"
	// CodeAttribute is how a call or the request before a retry ended, as in
	// [Call].
	CodeAttribute = "wechatgo.code"
	// RIDAttribute is the platform's id of a request that it refused, which
	// openapi/rid/get explains.
	RIDAttribute = "wechatgo.rid"
	// TypeAttribute is a message's type, as in [Push].
	TypeAttribute = "wechatgo.type"
	// OutcomeAttribute is what became of a push or a run.
	OutcomeAttribute = "wechatgo.outcome"
)

// The names of the spans that are not calls, and of the event of a [Retry].
const (
	PushSpanName   = "callback.push"
	RunSpanName    = "callback.handle"
	RetryEventName = "retry"
)

// SpanKind is a span's place between two programs.
type SpanKind uint8

// The kinds of spans.
const (
	// InternalSpan is of the program's own work.
	InternalSpan SpanKind = iota
	// ServerSpan is of a request that came in.
	ServerSpan
	// ClientSpan is of a request that went out.
	ClientSpan
)

// StartCall begins the span of a call of the named endpoint where r is a
// [Tracer]; the context it returns is for the call. Otherwise there is none,
// and it costs nothing.
func StartCall(ctx context.Context, r Recorder, endpoint string) (context.Context, CallSpan) {
	t, ok := r.(Tracer)
	if !ok {
		return ctx, CallSpan{}
	}
	ctx, s := start(ctx, t, ClientSpan, endpoint, Attribute{EndpointAttribute, endpoint})
	return ctx, CallSpan{s}
}

// CallSpan is the span of a call, or none.
type CallSpan struct{ span *live }

// End ends the span. The code is [Call]'s; all but [OK] are errors. A rid that
// is empty, or no id by its looks, is left out.
func (s CallSpan) End(code, rid string) {
	if s.span == nil {
		return
	}
	attrs := []Attribute{{CodeAttribute, code}}
	if ridForm.MatchString(rid) {
		attrs = append(attrs, Attribute{RIDAttribute, rid})
	}
	s.span.end(code != OK, attrs...)
}

// ridForm is what a rid looks like, such as 617682e0-09059ac5-34a8e2ea. It is
// cut from a text of the other side, which may hold anything; tokens are longer.
var ridForm = regexp.MustCompile(`^[\w-]{1,64}$`)

// StartPush begins the span of a push, a child of the span that the request
// carries (as one has behind otelhttp), where r is a [Tracer]; the context it
// returns is for what the push does. Otherwise there is none, and it costs
// nothing.
func StartPush(ctx context.Context, r Recorder) (context.Context, PushSpan) {
	t, ok := r.(Tracer)
	if !ok {
		return ctx, PushSpan{}
	}
	ctx, s := start(ctx, t, ServerSpan, PushSpanName)
	return ctx, PushSpan{s}
}

// PushSpan is the span of a push, or none.
type PushSpan struct{ span *live }

// End ends the span. A push whose outcome is [Failed] or [Panicked] is an
// error; others are not, since anybody can have a request refused.
func (s PushSpan) End(p Push) {
	if s.span != nil {
		s.span.end(isError(p.Outcome), Attribute{TypeAttribute, p.Type}, Attribute{OutcomeAttribute, string(p.Outcome)})
	}
}

// StartRun begins the span of a handler's run where r is a [Tracer]; the
// context it returns is for the handler, so that its calls are the run's
// children. Otherwise there is none, and it costs nothing.
//
// The run is a child of the push that began it, as a rule its message's first,
// and may end long after it: the platform hangs up after five seconds. A push
// that joins is a trace of its own, linked to that first push by [LinkJoin].
func StartRun(ctx context.Context, r Recorder, messageType string) (context.Context, RunSpan) {
	t, ok := r.(Tracer)
	if !ok {
		return ctx, RunSpan{}
	}
	ctx, s := start(ctx, t, InternalSpan, RunSpanName, Attribute{TypeAttribute, messageType})
	return ctx, RunSpan{s}
}

// RunSpan is the span of a handler's run, or none.
type RunSpan struct{ span *live }

// End ends the span. The outcome is [Handled], [Failed], [Panicked], or
// [Acknowledged] where the handler put its work off, which is a run of its own.
func (s RunSpan) End(o Outcome) {
	if s.span != nil {
		s.span.end(isError(o), Attribute{OutcomeAttribute, string(o)})
	}
}

// LinkJoin links the span of a push that joins, which ctx carries, to that of
// the push that runs the handler, which lead carries.
func LinkJoin(ctx, lead context.Context, r Recorder) {
	if s := spanOf(ctx, r); s != nil {
		s.link(lead)
	}
}

func isError(o Outcome) bool { return o == Failed || o == Panicked }

// live is a span that has begun, and the tracer that made it. Its methods and
// guardedStart are all that call a tracer and its spans.
type live struct {
	Span
	tracer Tracer
}

func (l *live) event(name string, attrs ...Attribute) {
	defer survive(l.tracer)
	l.Event(name, attrs...)
}

func (l *live) link(other context.Context) {
	defer survive(l.tracer)
	l.Link(other)
}

func (l *live) end(failed bool, attrs ...Attribute) {
	defer survive(l.tracer)
	l.End(failed, attrs...)
}

func guardedStart(ctx context.Context, t Tracer, kind SpanKind, name string, attrs []Attribute) (context.Context, Span) {
	defer survive(t)
	return t.StartSpan(ctx, kind, name, attrs...)
}

// spanKey is what a context has the span of this package under: an event finds
// it there, though the calls in between do not know of it.
type spanKey struct{}

// spanOf returns the span that ctx carries, or nil. A recorder that is no
// tracer costs no search.
func spanOf(ctx context.Context, r Recorder) *live {
	if _, ok := r.(Tracer); !ok {
		return nil
	}
	s, _ := ctx.Value(spanKey{}).(*live)
	return s
}

// start begins a span, where t makes one. Where it makes none, what happens is
// no event of the span around it either. A handler must not be given a nil
// context for it.
func start(ctx context.Context, t Tracer, kind SpanKind, name string, attrs ...Attribute) (context.Context, *live) {
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
