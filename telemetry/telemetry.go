// Package telemetry says what this module counts and times, and hands it to a [Recorder]: package promtelemetry has one
// for Prometheus, package oteltelemetry one for OpenTelemetry, and one of your own is a single method.
//
// A recorder receives measurements of the instruments that [Instruments] lists, each with its name, unit, labels and
// buckets, so that it needs no change when an instrument is added. A Recorder that is a [Tracer] makes spans as well.
//
// Labels have few values: the names of messages, endpoints and outcomes, and numbers that the platform documents. No
// openid, token or text is ever one.
//
// A nil Recorder records nothing and costs nothing: no allocation, and no reading of the clock.
package telemetry

import "context"

// Recorder takes measurements. It is called from many goroutines at once, while a push or a call waits for it: it
// should return at once.
type Recorder interface {
	// Record takes one measurement: for a [Counter] the number to add, for a [Histogram] the observed value, in the
	// instrument's unit. The labels are the values for i.Labels, in that order, and must not be changed. The ctx is the
	// push's or the call's, for exemplars; it may have ended.
	Record(ctx context.Context, i *Instrument, value float64, labels ...string)
}

// RecorderFunc is a function as a [Recorder].
type RecorderFunc func(ctx context.Context, i *Instrument, value float64, labels ...string)

// Record calls f.
func (f RecorderFunc) Record(ctx context.Context, i *Instrument, value float64, labels ...string) {
	f(ctx, i, value, labels...)
}
