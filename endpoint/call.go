package endpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
)

// Call calls endpoint e with the input in.
//
// If the platform refuses the access_token (40001, 40014, 42001), the token is renewed once and the call is sent once
// more. If an idempotent endpoint is busy (-1, HTTP 5xx) or cannot be reached, the call is tried three times, with
// pauses of about half a second in all.
//
// The error is an [*Error] if the platform or a gateway refused the call, a [*TransportError] if no answer came, a
// [*ResponseError] if the answer cannot be read, a [*PanicError] if the program's own code panicked, and a plain error
// if the input cannot be sent. With an [*Error] the output holds the members that the answer has beside the errcode:
// usually nothing, but for [ErrClientMsgIDExists] a mass message's msg_id. The text of an error, and of each error that
// it wraps, never shows the call's token or secrets, even if a transport wrote them there.
func Call[In, Out any](ctx context.Context, c *Client, e Endpoint[In, Out], in In, opts ...CallOption) (Out, error) {
	var out Out
	err := c.invoke(ctx, e.d, in, &out, opts)
	return out, err
}

// Do calls an endpoint that has no output, as [Call] does.
func Do[In any](ctx context.Context, c *Client, e Endpoint[In, None], in In, opts ...CallOption) error {
	_, err := Call(ctx, c, e, in, opts...)
	return err
}

// CallAny calls an endpoint whose types are not known at compile time, as [Call] does. The input must be a value of the
// endpoint's input type; the result is a value of its output type.
func CallAny(ctx context.Context, c *Client, e Any, in any, opts ...CallOption) (any, error) {
	if e == nil || e.declared() == nil {
		return nil, errUndeclared
	}
	d := e.declared()
	if given := reflect.TypeOf(in); given != d.in && !isOf(given, d.in) {
		return nil, refuse.Field(
			"the input of "+d.spec.Name,
			fmt.Sprintf("is a %v", given),
			fmt.Sprintf("give a %v", d.in),
		)
	}
	out := reflect.New(d.out)
	err := c.invoke(ctx, d, in, out.Interface(), opts)
	return out.Elem().Interface(), err
}

// isOf reports whether in is an interface type that a value of the type given satisfies.
func isOf(given, in reflect.Type) bool {
	return in.Kind() == reflect.Interface && (given == nil || given.Implements(in))
}

// invoke makes a call with the client's middleware and telemetry.
func (c *Client) invoke(ctx context.Context, d *declaration, in, out any, opts []CallOption) (err error) {
	switch {
	case d == nil:
		return errUndeclared
	case c == nil:
		return errNoClient
	case ctx == nil:
		return errNoContext
	}
	call := &Invocation{Endpoint: &d.spec, In: in, Out: out, plan: d.plan(in)}
	defer func() {
		if value := recover(); value != nil {
			err = newPanicError(d.spec.Name, value)
		}
		if err != nil {
			call.closeDownload() // a middleware may have failed after a download was already received
		}
	}()
	if len(c.Middleware) > 0 {
		call.Header = http.Header{} // so that a middleware can set header fields
	}
	call.apply(c.Options)
	call.apply(opts)
	call.reset()
	call.secrets.addFields(call.plan.secret, in)
	if c.Telemetry == nil {
		return call.secrets.hide(c.prepare().handler(ctx, call))
	}
	return c.invokeRecorded(ctx, call)
}

var (
	errUndeclared = errors.New("endpoint: the zero Endpoint calls nothing: declare one with Get, Post, Upload or Fetch")
	errNoClient   = errors.New(
		"endpoint: the client is nil: make the service with one, as wechatgo.Client.Endpoint returns",
	)
	errNoContext = errors.New("endpoint: the context is nil: give context.Background() where there is no other")
)

// invokeRecorded makes a call and reports it to the telemetry recorder.
func (c *Client) invokeRecorded(ctx context.Context, call *Invocation) error {
	name, start := call.Endpoint.Name, time.Now()
	ctx, span := measure.StartCall(ctx, c.Telemetry, name)
	err := errPanicked // stays if the handler panics
	defer func() {
		code := outcome(name, err)
		span.End(code, ridOf(name, err))
		measure.Call{Endpoint: name, Code: code, Time: time.Since(start)}.Record(ctx, c.Telemetry)
	}()
	err = call.secrets.hide(c.prepare().handler(ctx, call))
	return err
}

// errPanicked is the outcome of a call whose handler panicked.
var errPanicked = errors.New("endpoint: panicked")

// ridOf returns the request id in the refusal of the named endpoint, or "".
func ridOf(name string, err error) string {
	var refused *Error
	if errors.As(err, &refused) && refused.Endpoint == name {
		return refused.RID
	}
	return ""
}
