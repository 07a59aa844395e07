package telemetry

import (
	"context"
	"time"
)

// How a [Call] ended, beside the errcodes that are documented ("40001") and the
// HTTP statuses of gateways ("http_502").
const (
	// OK is the errcode of success.
	OK = "0"
	// OtherCode is an errcode without a name in package endpoint.
	OtherCode = "other"
	// Unreadable is an answer that is not what the endpoint documents.
	Unreadable = "unreadable"
	// Timeout means that no answer came in time.
	Timeout = "timeout"
	// Transport is any other failure of the network.
	Transport = "transport"
	// Canceled means that the caller left.
	Canceled = "canceled"
	// NotSent means that nothing was sent: there was no token, or the input
	// cannot be sent.
	NotSent = "not_sent"
)

// Call is one call of the platform's API, with its repetitions.
type Call struct {
	// Endpoint is the endpoint's name, such as "menu.create".
	Endpoint string
	// Code is how the call ended in the end: the errcode, "http_" and a
	// status, or one of this package's names.
	Code string
	// Time is how long it took, the wait for a token included; for a download
	// until its body begins.
	Time time.Duration
}

// Record counts c in [Calls] and observes its time in [CallDuration].
func (c Call) Record(ctx context.Context, r Recorder) {
	if r != nil {
		r.Record(ctx, Calls, 1, c.Endpoint, c.Code)
		r.Record(ctx, CallDuration, c.Time.Seconds(), c.Endpoint)
	}
}

// Retry is a request that is sent once more: with another token, or because the
// platform was busy or could not be reached.
type Retry struct {
	// Endpoint is the endpoint's name.
	Endpoint string
	// Code is what the request before failed with, as in [Call].
	Code string
}

// Record counts y in [Retries], and notes it on the call's span where ctx comes
// from [StartCall].
func (y Retry) Record(ctx context.Context, r Recorder) {
	if r != nil {
		r.Record(ctx, Retries, 1, y.Endpoint, y.Code)
		if s := spanOf(ctx, r); s != nil {
			s.event(RetryEventName, Attribute{EndpointAttribute, y.Endpoint}, Attribute{CodeAttribute, y.Code})
		}
	}
}
