package telemetry

import "context"

// Tracer makes spans. A [Recorder] may also be a Tracer; the packages of this module then make these spans with it:
//
//   - a [ClientSpan] for each call of the platform's API, with the endpoint's name, and with an event [RetryEventName] for each request that is sent again;
//   - a [ServerSpan] for each push, named [PushSpanName];
//   - an [InternalSpan] for each run of a handler, named [RunSpanName].
//
// Names, attributes and events have few values, like labels, except the rid that the platform assigns to a refused
// call. They never contain an openid, a token, a URL or a message's text.
//
// If a Tracer panics, there is no span, and the push or the call continues. The first panic is logged to
// [log/slog.Default], without the value of the panic.
type Tracer interface {
	// StartSpan begins a span as a child of the span in ctx, if there is one. The context that it returns is derived
	// from ctx and has the new span. If StartSpan makes no span, it returns a nil Span.
	StartSpan(ctx context.Context, kind SpanKind, name string, attrs ...Attribute) (context.Context, Span)
}

// Span is a span that has begun. Its methods are called by one goroutine at a time, and not after End.
type Span interface {
	// Event adds an event to the span.
	Event(name string, attrs ...Attribute)
	// Link links the span to the span in other, which may have ended.
	Link(other context.Context)
	// End adds attributes to the span and ends it, as an error if failed.
	End(failed bool, attrs ...Attribute)
}

// Attribute is a name and a value of a span or an event.
type Attribute struct{ Name, Value string }

// The names of attributes. All but the rid have the same values as the labels.
const (
	// EndpointAttribute is the endpoint's name, such as "menu.create".
	EndpointAttribute = "wechatgo.endpoint"
	// CodeAttribute is how a call ended; in the event of a retry, it is how the request before the retry ended.
	CodeAttribute = "wechatgo.code"
	// RIDAttribute is the platform's id of a request that it refused. The platform's endpoint openapi/rid/get explains
	// it.
	RIDAttribute = "wechatgo.rid"
	// TypeAttribute is a message's type, such as "text".
	TypeAttribute = "wechatgo.type"
	// OutcomeAttribute is the [Outcome] of a push or a run.
	OutcomeAttribute = "wechatgo.outcome"
)

// The names of the spans that are not API calls, and of the event of a request that is sent again.
const (
	PushSpanName   = "callback.push"
	RunSpanName    = "callback.handle"
	RetryEventName = "retry"
)

// SpanKind is the role of a span between two programs.
type SpanKind uint8

// The kinds of spans.
const (
	// InternalSpan is the kind of a span for work within the program.
	InternalSpan SpanKind = iota
	// ServerSpan is the kind of a span for a request that the program received.
	ServerSpan
	// ClientSpan is the kind of a span for a request that the program sent.
	ClientSpan
)
