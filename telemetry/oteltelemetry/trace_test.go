package oteltelemetry_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric/noop"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
	"github.com/wechatgo/wechatgo/telemetry/oteltelemetry"
)

func startTraces(t *testing.T) (*oteltelemetry.Recorder, *tracetest.InMemoryExporter) {
	t.Helper()
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	rec, err := oteltelemetry.New(noop.NewMeterProvider(), oteltelemetry.WithTracerProvider(provider))
	if err != nil {
		t.Fatal(err)
	}
	return rec, exporter
}

// The exporter gets one span with an event for a call that was retried and then refused.
func TestCallSpan(t *testing.T) {
	t.Parallel()
	rec, exporter := startTraces(t)
	ctx, call := measure.StartCall(t.Context(), rec, "menu.create")
	measure.Retry{Endpoint: "menu.create", Code: "40001"}.Record(ctx, rec)
	call.End("40018", "617682e0-09059ac5-34a8e2ea")
	spans := exporter.GetSpans()
	if len(spans) != 1 {
		t.Fatalf("%d spans", len(spans))
	}
	span := spans[0]
	if span.Name != "menu.create" || span.SpanKind != trace.SpanKindClient || span.Status.Code != codes.Error || span.Status.Description != "" {
		t.Errorf("got %s, %v, %v", span.Name, span.SpanKind, span.Status)
	}
	if span.InstrumentationScope.Name != "github.com/wechatgo/wechatgo" || span.Parent.IsValid() {
		t.Errorf("scope %q, parent %v", span.InstrumentationScope.Name, span.Parent)
	}
	want := []attribute.KeyValue{
		attribute.String("wechatgo.endpoint", "menu.create"),
		attribute.String("wechatgo.code", "40018"),
		attribute.String("wechatgo.rid", "617682e0-09059ac5-34a8e2ea"),
	}
	if diff := cmp.Diff(want, span.Attributes, compareAttributes); diff != "" {
		t.Error(diff)
	}
	if len(span.Events) != 1 || span.Events[0].Name != "retry" {
		t.Fatalf("events %v", span.Events)
	}
	want = []attribute.KeyValue{attribute.String("wechatgo.endpoint", "menu.create"), attribute.String("wechatgo.code", "40001")}
	if diff := cmp.Diff(want, span.Events[0].Attributes, compareAttributes); diff != "" {
		t.Error(diff)
	}
}

var compareAttributes = cmp.Comparer(func(a, b attribute.KeyValue) bool {
	return a.Key == b.Key && a.Value.String() == b.Value.String()
})

// The span of a successful call has no status, so that the program can set one.
func TestSuccessfulCallSpan(t *testing.T) {
	t.Parallel()
	rec, exporter := startTraces(t)
	_, call := measure.StartCall(t.Context(), rec, "menu.get")
	call.End(telemetry.OK, "")
	if spans := exporter.GetSpans(); len(spans) != 1 || spans[0].Status.Code != codes.Unset || len(spans[0].Attributes) != 2 {
		t.Errorf("got %+v", spans)
	}
}

// A context without a span adds no link.
func TestLinkWithoutSpan(t *testing.T) {
	t.Parallel()
	rec, exporter := startTraces(t)
	first, firstPush := measure.StartPush(t.Context(), rec)
	second, secondPush := measure.StartPush(t.Context(), rec)
	measure.LinkJoin(second, context.Background(), rec)
	measure.LinkJoin(second, first, rec)
	secondPush.End(measure.Push{Type: "text", Outcome: telemetry.Joined})
	firstPush.End(measure.Push{Type: "text", Outcome: telemetry.Handled})
	spans := exporter.GetSpans()
	if links := spans[0].Links; len(links) != 1 || links[0].SpanContext.SpanID() != spans[1].SpanContext.SpanID() {
		t.Errorf("links %v", links)
	}
}

// Without a provider there are no spans, even if there is a global provider.
func TestGlobalProviderIsNotUsed(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter)))
	t.Cleanup(func() { otel.SetTracerProvider(before) })
	rec, err := oteltelemetry.New(noop.NewMeterProvider())
	if err != nil {
		t.Fatal(err)
	}
	ctx, call := measure.StartCall(t.Context(), rec, "menu.get")
	call.End(telemetry.OK, "")
	if ctx != t.Context() || len(exporter.GetSpans()) != 0 {
		t.Errorf("context %v, spans %v", ctx, exporter.GetSpans())
	}
}
