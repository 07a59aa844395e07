package oteltelemetry

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/wechatgo/wechatgo/telemetry"
)

// StartSpan begins a span if r was made with [WithTracerProvider]; otherwise it returns a nil Span. A server's span
// with a parent in this process, such as one of otelhttp, becomes an internal span, since its request already has a
// server's span.
func (r *Recorder) StartSpan(
	ctx context.Context,
	kind telemetry.SpanKind,
	name string,
	attrs ...telemetry.Attribute,
) (context.Context, telemetry.Span) {
	if r.tracer == nil {
		return ctx, nil
	}
	otelKind := otelKinds[kind]
	parent := trace.SpanContextFromContext(ctx)
	if otelKind == trace.SpanKindServer && parent.IsValid() && !parent.IsRemote() {
		otelKind = trace.SpanKindInternal
	}
	ctx, s := r.tracer.Start(ctx, name, trace.WithSpanKind(otelKind), trace.WithAttributes(attributes(attrs)...))
	return ctx, span{s}
}

var otelKinds = map[telemetry.SpanKind]trace.SpanKind{
	telemetry.InternalSpan: trace.SpanKindInternal,
	telemetry.ServerSpan:   trace.SpanKindServer,
	telemetry.ClientSpan:   trace.SpanKindClient,
}

func attributes(attrs []telemetry.Attribute) []attribute.KeyValue {
	kvs := make([]attribute.KeyValue, len(attrs))
	for i, a := range attrs {
		kvs[i] = attribute.String(a.Name, a.Value)
	}
	return kvs
}

// span is a [telemetry.Span] on a span of OpenTelemetry.
type span struct{ span trace.Span }

func (s span) Event(name string, attrs ...telemetry.Attribute) {
	s.span.AddEvent(name, trace.WithAttributes(attributes(attrs)...))
}

func (s span) Link(other context.Context) {
	s.span.AddLink(trace.Link{SpanContext: trace.SpanContextFromContext(other)})
}

// End sets no description for a failed span, since it could contain a message's text.
func (s span) End(failed bool, attrs ...telemetry.Attribute) {
	s.span.SetAttributes(attributes(attrs)...)
	if failed {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
}
