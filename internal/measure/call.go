package measure

import (
	"context"
	"time"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Call is one call of the platform's API, with its repetitions.
type Call struct {
	// Endpoint is the endpoint's name, such as "menu.create".
	Endpoint string
	// Code is how the call ended in the end: the errcode, "http_" and a status, or one of package telemetry's names,
	// such as [telemetry.Timeout].
	Code string
	// Time is how long the call took, with the wait for a token; for a download until its body begins.
	Time time.Duration
}

// Record counts c in [telemetry.Calls] and observes its time in [telemetry.CallDuration].
func (c Call) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.Calls, 1, c.Endpoint, c.Code)
		r.Record(ctx, telemetry.CallDuration, c.Time.Seconds(), c.Endpoint)
	}
}

// Retry is a request that is sent once more: with another token, or because the platform was busy or could not be
// reached.
type Retry struct {
	// Endpoint is the endpoint's name.
	Endpoint string
	// Code is how the request before it failed, as in [Call].
	Code string
}

// Record counts y in [telemetry.Retries], and notes it on the call's span where ctx comes from [StartCall].
func (y Retry) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.Retries, 1, y.Endpoint, y.Code)
		if s := spanOf(ctx, r); s != nil {
			s.event(
				telemetry.RetryEventName,
				telemetry.Attribute{
					Name:  telemetry.EndpointAttribute,
					Value: y.Endpoint,
				},
				telemetry.Attribute{Name: telemetry.CodeAttribute, Value: y.Code},
			)
		}
	}
}
