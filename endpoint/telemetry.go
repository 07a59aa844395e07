package endpoint

import (
	"context"
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
)

// willRetry counts a request that is sent again since the one before ended
// with err.
func (c *Client) willRetry(ctx context.Context, s *Spec, err error) {
	if c.Telemetry != nil {
		measure.Retry{Endpoint: s.Name, Code: failure(s.Name, err)}.Record(ctx, c.Telemetry)
	}
}

// outcome is how a call or a request of the named endpoint ended, as a label,
// which has few values.
func outcome(name string, err error) string {
	if err == nil {
		return telemetry.OK
	}
	return failure(name, err)
}

// failure is the outcome that err is. An error of another endpoint is that of
// the token's source: the call itself was not sent.
func failure(name string, err error) string {
	var refused *Error
	var unreadable *ResponseError
	var transport *TransportError
	switch {
	case errors.As(err, &refused) && refused.Endpoint == name:
		return refusal(refused)
	case errors.As(err, &unreadable) && unreadable.Endpoint == name:
		return telemetry.Unreadable
	case errors.Is(err, context.Canceled):
		return telemetry.Canceled
	case errors.As(err, &transport) && transport.Endpoint == name:
		return breakdown(transport)
	}
	return telemetry.NotSent
}

func refusal(e *Error) string {
	if e.Code == 0 {
		return fmt.Sprintf("http_%d", e.HTTPStatus)
	}
	if _, named := e.Code.Explain(); !named {
		return telemetry.OtherCode
	}
	return fmt.Sprint(int(e.Code))
}

func breakdown(e *TransportError) string {
	var timeout interface{ Timeout() bool }
	if errors.As(e.Err, &timeout) && timeout.Timeout() {
		return telemetry.Timeout
	}
	return telemetry.Transport
}
