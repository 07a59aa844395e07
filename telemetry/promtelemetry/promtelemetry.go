// Package promtelemetry provides the measurements of package telemetry as Prometheus metrics.
//
//	rec := promtelemetry.New()
//	prometheus.MustRegister(rec)
//
// The metrics have the names that OpenTelemetry's exporter for Prometheus would give them: wechatgo_pushes_total,
// wechatgo_handler_duration_seconds. If one process runs several accounts, make a recorder for each and register it
// with a label of its own, with [prometheus.WrapRegistererWith].
//
// The guide is [docs/telemetry.md].
//
// [docs/telemetry.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/telemetry.md#prometheus
package promtelemetry

import (
	"context"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Recorder is a [telemetry.Recorder], and a [prometheus.Collector] to register. Make it with [New]; it is safe for
// concurrent use.
type Recorder struct {
	metrics map[*telemetry.Instrument]metric
}

var (
	_ telemetry.Recorder   = (*Recorder)(nil)
	_ prometheus.Collector = (*Recorder)(nil)
)

// metric is the Prometheus metric of one instrument.
type metric struct {
	prometheus.Collector
	record func(value float64, labels []string)
}

// New returns a recorder with a metric for each instrument. It does not register the recorder.
func New() *Recorder {
	r := &Recorder{metrics: make(map[*telemetry.Instrument]metric)}
	for i := range telemetry.Instruments() {
		r.metrics[i] = newMetric(i)
	}
	return r
}

// newMetric makes the metric of i. The metric ignores a measurement with the wrong number of labels or an invalid
// label, since telemetry must not make a call fail.
func newMetric(i *telemetry.Instrument) metric {
	if i.Kind == telemetry.Histogram {
		vec := prometheus.NewHistogramVec(
			prometheus.HistogramOpts{Name: name(i), Help: i.Help, Buckets: i.Buckets},
			i.Labels,
		)
		return metric{vec, func(value float64, labels []string) {
			if m, err := vec.GetMetricWithLabelValues(labels...); err == nil {
				m.Observe(value)
			}
		}}
	}
	if i.Kind == telemetry.Gauge {
		vec := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name(i), Help: i.Help}, i.Labels)
		return metric{vec, func(value float64, labels []string) {
			if m, err := vec.GetMetricWithLabelValues(labels...); err == nil {
				m.Set(value)
			}
		}}
	}
	vec := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name(i), Help: i.Help}, i.Labels)
	return metric{vec, func(value float64, labels []string) {
		if m, err := vec.GetMetricWithLabelValues(labels...); err == nil {
			m.Add(value)
		}
	}}
}

// name returns the name of i's metric, by the rules of Prometheus.
func name(i *telemetry.Instrument) string {
	n := strings.ReplaceAll(i.Name, ".", "_")
	if i.Unit == "s" {
		n += "_seconds"
	}
	if i.Kind == telemetry.Counter {
		n += "_total"
	}
	return n
}

// Record adds a measurement to the instrument's metric. It ignores an instrument that is not one of package telemetry.
func (r *Recorder) Record(_ context.Context, i *telemetry.Instrument, value float64, labels ...string) {
	if m, ok := r.metrics[i]; ok {
		m.record(value, labels)
	}
}

// Describe sends the description of every metric.
func (r *Recorder) Describe(ch chan<- *prometheus.Desc) {
	for _, m := range r.metrics {
		m.Describe(ch)
	}
}

// Collect sends the state of every metric.
func (r *Recorder) Collect(ch chan<- prometheus.Metric) {
	for _, m := range r.metrics {
		m.Collect(ch)
	}
}
