// Package oteltelemetry passes the measurements of package telemetry to OpenTelemetry and, with a provider of tracers,
// also the spans of calls and pushes.
//
//	rec, err := oteltelemetry.New(otel.GetMeterProvider(),
//		oteltelemetry.WithTracerProvider(otel.GetTracerProvider()))
//
// The instruments keep their names (wechatgo.pushes), units and labels. Their buckets are given as OpenTelemetry's
// advice, which a view can override.
//
// The guide is [docs/telemetry.md].
//
// [docs/telemetry.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/telemetry.md#opentelemetry
package oteltelemetry

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Scope is the name of the meter and the tracer, which OpenTelemetry calls the instrumentation scope.
const Scope = "github.com/wechatgo/wechatgo"

// Recorder is a [telemetry.Recorder] and a [telemetry.Tracer]. Make it with [New]; it is safe for concurrent use.
type Recorder struct {
	record map[*telemetry.Instrument]recordFunc
	tracer trace.Tracer // nil without WithTracerProvider
}

var _ interface {
	telemetry.Recorder
	telemetry.Tracer
} = (*Recorder)(nil)

// Option changes a [Recorder].
type Option func(*Recorder)

// WithTracerProvider makes the spans with a tracer of p. Without this option there are no spans, even if the program
// has a global provider.
func WithTracerProvider(p trace.TracerProvider) Option {
	return func(r *Recorder) { r.tracer = p.Tracer(Scope) }
}

type recordFunc func(ctx context.Context, value float64, labels metric.MeasurementOption)

// New returns a recorder that has an instrument of p for each instrument of package telemetry. It fails if p refuses
// one.
func New(p metric.MeterProvider, opts ...Option) (*Recorder, error) {
	r := &Recorder{record: make(map[*telemetry.Instrument]recordFunc)}
	for _, opt := range opts {
		opt(r)
	}
	meter := p.Meter(Scope)
	var failed []error
	for i := range telemetry.Instruments() {
		record, err := newRecordFunc(meter, i)
		r.record[i], failed = record, append(failed, err)
	}
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	return r, nil
}

func newRecordFunc(meter metric.Meter, i *telemetry.Instrument) (recordFunc, error) {
	description, unit := metric.WithDescription(i.Help), metric.WithUnit(i.Unit)
	if i.Kind == telemetry.Histogram {
		h, err := meter.Float64Histogram(i.Name, description, unit, metric.WithExplicitBucketBoundaries(i.Buckets...))
		return func(ctx context.Context, value float64, labels metric.MeasurementOption) {
			h.Record(ctx, value, labels)
		}, err
	}
	if i.Kind == telemetry.Gauge {
		g, err := meter.Float64Gauge(i.Name, description, unit)
		return func(ctx context.Context, value float64, labels metric.MeasurementOption) {
			g.Record(ctx, value, labels)
		}, err
	}
	c, err := meter.Float64Counter(i.Name, description, unit)
	return func(ctx context.Context, value float64, labels metric.MeasurementOption) {
		c.Add(ctx, value, labels)
	}, err
}

// Record passes a measurement to the OpenTelemetry instrument of i. It ignores an instrument that is not one of package
// telemetry, and labels without a name.
func (r *Recorder) Record(ctx context.Context, i *telemetry.Instrument, value float64, labels ...string) {
	record, ok := r.record[i]
	if !ok {
		return
	}
	attrs := make([]attribute.KeyValue, min(len(i.Labels), len(labels)))
	for n := range attrs {
		attrs[n] = attribute.String(i.Labels[n], labels[n])
	}
	record(ctx, value, metric.WithAttributeSet(attribute.NewSet(attrs...)))
}
