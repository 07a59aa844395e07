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

// Call calls endpoint e with in.
//
// A token that the platform refuses (40001, 40014, 42001) is renewed once and
// the call sent once more. An idempotent endpoint that is busy (-1, HTTP 5xx)
// or cannot be reached is tried three times, with pauses of about half a second
// in all.
//
// Errors are [*Error] where the platform or a gateway refused,
// [*TransportError] where no answer came, [*ResponseError] where the answer
// cannot be read, [*PanicError] where code of the program's own panicked, and
// plain errors where the input cannot be sent. With an [*Error] the output
// holds what came beside the errcode: nothing as a rule, but a mass message's
// msg_id with [ErrClientMsgIDExists]. No error shows the call's token or
// secrets in its text, nor does one that it wraps, whatever a transport writes
// there.
func Call[In, Out any](ctx context.Context, c *Client, e Endpoint[In, Out], in In, opts ...CallOption) (Out, error) {
	var out Out
	err := c.invoke(ctx, e.d, in, &out, opts)
	return out, err
}

// Do calls an endpoint that answers nothing, as [Call] does.
func Do[In any](ctx context.Context, c *Client, e Endpoint[In, None], in In, opts ...CallOption) error {
	_, err := Call(ctx, c, e, in, opts...)
	return err
}

// CallAny calls an endpoint whose types are not known at compile time, as [Call]
// does. The input is a value of the endpoint's input type; what comes back is
// one of its output type.
func CallAny(ctx context.Context, c *Client, e Any, in any, opts ...CallOption) (any, error) {
	if e == nil || e.declared() == nil {
		return nil, errUndeclared
	}
	d := e.declared()
	if given := reflect.TypeOf(in); given != d.in && !isOf(given, d.in) {
		return nil, refuse.Field("the input of "+d.spec.Name, fmt.Sprintf("is a %v", given), fmt.Sprintf("give a %v", d.in))
	}
	out := reflect.New(d.out)
	err := c.invoke(ctx, d, in, out.Interface(), opts)
	return out.Elem().Interface(), err
}

// isOf reports whether a value of the type given is one of the interface in.
func isOf(given, in reflect.Type) bool {
	return in.Kind() == reflect.Interface && (given == nil || given.Implements(in))
}

// invoke makes a call with all that stands around it.
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
			err = caught(d.spec.Name, value)
		}
		if err != nil {
			call.dropFile() // a middleware may have met its error behind a download
		}
	}()
	if len(c.Middleware) > 0 {
		call.Header = http.Header{} // for them to set
	}
	call.apply(c.Options)
	call.apply(opts)
	call.forget()
	call.secrets.addFields(call.plan.secret, in)
	if c.Telemetry == nil {
		return call.secrets.hide(c.prepare().handler(ctx, call))
	}
	return c.measured(ctx, call)
}

var (
	errUndeclared = errors.New("endpoint: the zero Endpoint calls nothing: declare one with Get, Post, Upload or Fetch")
	errNoClient   = errors.New("endpoint: the client is nil: make the service with one, as wechatgo.Client.Endpoint returns")
	errNoContext  = errors.New("endpoint: the context is nil: give context.Background() where there is no other")
)

// measured makes a call of which the recorder is told.
func (c *Client) measured(ctx context.Context, call *Invocation) error {
	name, start := call.Endpoint.Name, time.Now()
	ctx, span := measure.StartCall(ctx, c.Telemetry, name)
	err := errPanicked // unless the handler returns
	defer func() {
		code := outcome(name, err)
		span.End(code, ridOf(name, err))
		measure.Call{Endpoint: name, Code: code, Time: time.Since(start)}.Record(ctx, c.Telemetry)
	}()
	err = call.secrets.hide(c.prepare().handler(ctx, call))
	return err
}

// errPanicked is the outcome of a call that did not return.
var errPanicked = errors.New("endpoint: panicked")

// ridOf returns the request id of the named endpoint's refusal, or "".
func ridOf(name string, err error) string {
	var refused *Error
	if errors.As(err, &refused) && refused.Endpoint == name {
		return refused.RID
	}
	return ""
}
