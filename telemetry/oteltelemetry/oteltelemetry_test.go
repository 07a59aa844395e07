package oteltelemetry_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
	"github.com/wechatgo/wechatgo/telemetry/oteltelemetry"
)

// collect returns the metrics that a reader collects, by name.
func collect(t *testing.T, reader sdk.Reader) map[string]metricdata.Metrics {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	metrics := map[string]metricdata.Metrics{}
	for _, scope := range all.ScopeMetrics {
		if scope.Scope.Name != "github.com/wechatgo/wechatgo" {
			t.Errorf("scope %q", scope.Scope.Name)
		}
		for _, m := range scope.Metrics {
			metrics[m.Name] = m
		}
	}
	return metrics
}

func start(t *testing.T) (*oteltelemetry.Recorder, sdk.Reader) {
	t.Helper()
	reader := sdk.NewManualReader()
	rec, err := oteltelemetry.New(sdk.NewMeterProvider(sdk.WithReader(reader)))
	if err != nil {
		t.Fatal(err)
	}
	return rec, reader
}

func TestCounter(t *testing.T) {
	t.Parallel()
	rec, reader := start(t)
	for range 3 {
		measure.Push{Type: "text", Outcome: telemetry.Joined}.Record(t.Context(), rec)
	}
	m := collect(t, reader)["wechatgo.pushes"]
	if m.Unit != "{push}" || m.Description != telemetry.Pushes.Help {
		t.Errorf("unit %q, description %q", m.Unit, m.Description)
	}
	sum, ok := m.Data.(metricdata.Sum[float64])
	if !ok || !sum.IsMonotonic || len(sum.DataPoints) != 1 || sum.DataPoints[0].Value != 3 {
		t.Fatalf("got %+v", m.Data)
	}
	want := attribute.NewSet(attribute.String("type", "text"), attribute.String("outcome", "joined"))
	if got := sum.DataPoints[0].Attributes; !got.Equals(&want) {
		t.Errorf("labels %v", got.ToSlice())
	}
}

func TestHistogram(t *testing.T) {
	t.Parallel()
	rec, reader := start(t)
	measure.Run{Type: "text", Time: 4 * time.Second}.Record(t.Context(), rec)
	m := collect(t, reader)["wechatgo.handler.duration"]
	h, ok := m.Data.(metricdata.Histogram[float64])
	if !ok || m.Unit != "s" || len(h.DataPoints) != 1 || h.DataPoints[0].Sum != 4 {
		t.Fatalf("unit %q, got %+v", m.Unit, m.Data)
	}
	if diff := cmp.Diff(telemetry.HandlerDuration.Buckets, h.DataPoints[0].Bounds); diff != "" {
		t.Error(diff)
	}
}

// Every instrument has its counterpart in OpenTelemetry.
func TestInstruments(t *testing.T) {
	t.Parallel()
	rec, reader := start(t)
	want := map[string]bool{}
	for i := range telemetry.Instruments() {
		rec.Record(t.Context(), i, 1, make([]string, len(i.Labels))...)
		want[i.Name] = true
	}
	got := map[string]bool{}
	for name := range collect(t, reader) {
		got[name] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestInvalidMeasurements(t *testing.T) {
	t.Parallel()
	rec, reader := start(t)
	rec.Record(t.Context(), &telemetry.Instrument{Name: "other"}, 1)
	if got := collect(t, reader); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	rec.Record(t.Context(), telemetry.Joins, 1, "here", "too much")
	sum := collect(t, reader)["wechatgo.joins"].Data.(metricdata.Sum[float64])
	if n := sum.DataPoints[0].Attributes.Len(); n != 1 {
		t.Errorf("%d labels", n)
	}
}

var errRefused = errors.New("refused")

// refusingProvider is a provider whose meters refuse to make a counter.
type refusingProvider struct{ noop.MeterProvider }

func (refusingProvider) Meter(string, ...metric.MeterOption) metric.Meter { return refusingMeter{} }

type refusingMeter struct{ noop.Meter }

func (refusingMeter) Float64Counter(string, ...metric.Float64CounterOption) (metric.Float64Counter, error) {
	return nil, errRefused
}

func TestProviderThatRefuses(t *testing.T) {
	t.Parallel()
	if rec, err := oteltelemetry.New(refusingProvider{}); rec != nil || !errors.Is(err, errRefused) {
		t.Errorf("got %v, %v", rec, err)
	}
}
