package endpoint

import (
	"context"
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
)

// willRetry records that a request is sent again after it failed with err.
func (c *Client) willRetry(ctx context.Context, s *Spec, err error) {
	if c.Telemetry != nil {
		measure.Retry{Endpoint: s.Name, Code: failure(s.Name, err)}.Record(ctx, c.Telemetry)
	}
}

// outcome returns how a call or a request of the named endpoint ended, as a label. Labels have few different values.
func outcome(name string, err error) string {
	if err == nil {
		return telemetry.OK
	}
	return failure(name, err)
}

// failure returns the label of err. An error of another endpoint comes from the source of the token: the call itself
// was not sent.
func failure(name string, err error) string {
	var refused *Error
	var unreadable *ResponseError
	var transport *TransportError
	switch {
	case errors.As(err, &refused) && refused.Endpoint == name:
		return refusalLabel(refused)
	case errors.As(err, &unreadable) && unreadable.Endpoint == name:
		return telemetry.Unreadable
	case errors.Is(err, context.Canceled):
		return telemetry.Canceled
	case errors.As(err, &transport) && transport.Endpoint == name:
		return transportLabel(transport)
	}
	return telemetry.NotSent
}

func refusalLabel(e *Error) string {
	if e.Code == 0 {
		return fmt.Sprintf("http_%d", e.HTTPStatus)
	}
	if _, named := e.Code.Explain(); !named {
		return telemetry.OtherCode
	}
	return fmt.Sprint(int(e.Code))
}

func transportLabel(e *TransportError) string {
	var timeout interface{ Timeout() bool }
	if errors.As(e.Err, &timeout) && timeout.Timeout() {
		return telemetry.Timeout
	}
	return telemetry.Transport
}
