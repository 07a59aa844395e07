// Package telemetry defines what this module counts and times. The measurements go to a [Recorder]: package
// promtelemetry has one for Prometheus, package oteltelemetry has one for OpenTelemetry, and your own needs a single
// method.
//
//	rec := telemetry.RecorderFunc(func(ctx context.Context, i *telemetry.Instrument, value float64, labels ...string) {
//		sums.AddFloat(i.Name, value)
//	})
//	wx, err := wechatgo.New(account, wechatgo.WithTelemetry(rec))
//
// A recorder receives measurements of the instruments that [Instruments] lists. Each has its name, unit, labels and
// buckets, so a recorder does not change when an instrument is added. A Recorder that is a [Tracer] makes spans as
// well.
//
// Labels have few values: the names of messages, endpoints and outcomes, and numbers that the platform documents. They
// never contain an openid, a token or a message's text.
//
// With a nil Recorder nothing is recorded, and recording neither allocates nor reads the clock.
//
// The guide is [docs/telemetry.md].
//
// [docs/telemetry.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/telemetry.md
package telemetry

import "context"

// Recorder receives measurements. Its method is called from many goroutines at once, and a push or a call waits until
// it returns, so it should return at once.
type Recorder interface {
	// Record receives one measurement: for a [Counter] the number to add, for a [Histogram] the observed value, in the
	// instrument's unit. The labels are the values for i.Labels, in that order, and must not be changed. The ctx is
	// that of the push or the call, for exemplars; it may have ended.
	Record(ctx context.Context, i *Instrument, value float64, labels ...string)
}

// RecorderFunc is a [Recorder] that is a function.
type RecorderFunc func(ctx context.Context, i *Instrument, value float64, labels ...string)

// Record calls f.
func (f RecorderFunc) Record(ctx context.Context, i *Instrument, value float64, labels ...string) {
	f(ctx, i, value, labels...)
}
