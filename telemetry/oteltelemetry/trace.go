package oteltelemetry

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/wechatgo/wechatgo/telemetry"
)

// StartSpan begins a span, where r was made with [WithTracerProvider]. Within a span of this process, such as
// otelhttp's, a server's span is internal: its request has a server's span already.
func (r *Recorder) StartSpan(
	ctx context.Context,
	kind telemetry.SpanKind,
	name string,
	attrs ...telemetry.Attribute,
) (context.Context, telemetry.Span) {
	if r.tracer == nil {
		return ctx, nil
	}
	as := kinds[kind]
	if parent := trace.SpanContextFromContext(
		ctx,
	); as == trace.SpanKindServer && parent.IsValid() &&
		!parent.IsRemote() {
		as = trace.SpanKindInternal
	}
	ctx, s := r.tracer.Start(ctx, name, trace.WithSpanKind(as), trace.WithAttributes(attributes(attrs)...))
	return ctx, span{s}
}

var kinds = map[telemetry.SpanKind]trace.SpanKind{
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

// span is OpenTelemetry's as this module wants it.
type span struct{ span trace.Span }

func (s span) Event(name string, attrs ...telemetry.Attribute) {
	s.span.AddEvent(name, trace.WithAttributes(attributes(attrs)...))
}

func (s span) Link(other context.Context) {
	s.span.AddLink(trace.Link{SpanContext: trace.SpanContextFromContext(other)})
}

// End says no more of an error than the attributes: a description would be text.
func (s span) End(failed bool, attrs ...telemetry.Attribute) {
	s.span.SetAttributes(attributes(attrs)...)
	if failed {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
}
