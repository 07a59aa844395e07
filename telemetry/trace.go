package telemetry

import "context"

// Tracer makes spans. A [Recorder] may be one besides: then the packages of this module have it make
//
//   - a [ClientSpan] for each call of the platform's API, named as the endpoint, with an event [RetryEventName] for each request that is sent again;
//   - a [ServerSpan] for each push, named [PushSpanName];
//   - an [InternalSpan] for each run of a handler, named [RunSpanName].
//
// Names, attributes and events have few values, as labels have, except the rid, which the platform gives a refused
// call. No openid, token, URL or text is ever in one.
//
// A Tracer that panics makes no span, and the push or the call goes on. The first panic is logged to
// [log/slog.Default], without the value of the panic.
type Tracer interface {
	// StartSpan begins a span: a child of the one that ctx carries, if any, and carried by the context it returns,
	// which is derived from ctx. Where it makes no span, it returns a nil Span.
	StartSpan(ctx context.Context, kind SpanKind, name string, attrs ...Attribute) (context.Context, Span)
}

// Span is a span that has begun. Its methods are called by one goroutine at a time, and not after End.
type Span interface {
	// Event notes that something happened.
	Event(name string, attrs ...Attribute)
	// Link relates the span to the one that other carries, which may have ended.
	Link(other context.Context)
	// End ends the span, as an error if failed, with more attributes.
	End(failed bool, attrs ...Attribute)
}

// Attribute is a name and a value of a span or an event.
type Attribute struct{ Name, Value string }

// The names of attributes. Their values are those of the labels, except the rid's.
const (
	// EndpointAttribute is the endpoint's name, such as "menu.create".
	EndpointAttribute = "wechatgo.endpoint"
	// CodeAttribute is how a call ended; on the event of a retry, how the request before it ended.
	CodeAttribute = "wechatgo.code"
	// RIDAttribute is the platform's id of a request that it refused, which openapi/rid/get explains.
	RIDAttribute = "wechatgo.rid"
	// TypeAttribute is a message's type, such as "text".
	TypeAttribute = "wechatgo.type"
	// OutcomeAttribute is the [Outcome] of a push or a run.
	OutcomeAttribute = "wechatgo.outcome"
)

// The names of the spans that are not calls, and of the event of a request that is sent again.
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
