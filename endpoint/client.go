package endpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Tokens gives access_tokens; package credential has the one to use.
type Tokens interface {
	// Token returns a token that should work.
	Token(ctx context.Context) (string, error)
	// Renew returns a token other than failed, which the platform refused. It
	// asks for a new one only where the current one is still failed.
	Renew(ctx context.Context, failed string) (string, error)
}

// Accepter is what [Tokens] may be besides: it is told of each token with which
// a call has succeeded, so that it can tell one that is refused from the start
// from one that the platform has ended since. It should return at once.
type Accepter interface {
	Accepted(token string)
}

// Client calls endpoints. Its zero value calls those that need no token on the
// platform's own hosts. It is safe for concurrent use, and must neither be
// changed nor copied once in use: [Client.With] makes one that differs.
type Client struct {
	// HTTP does the requests; nil means a client of the package's own that
	// gives each request 30 seconds, a download's body included. Redirects are
	// not followed either way. Package http keeps 2 idle connections to a host:
	// for many calls at once give a Transport whose MaxIdleConnsPerHost is
	// higher.
	HTTP *http.Client
	// Hosts says where the platform is.
	Hosts Hosts
	// Tokens gives access_tokens.
	Tokens Tokens
	// Telemetry is told of each call and each retry; nil is told nothing and
	// costs nothing.
	Telemetry telemetry.Recorder
	// Middleware stands around every call, the first one outermost.
	Middleware []Middleware
	// Options are those of every call; a call's own come after them.
	Options []CallOption

	ready atomic.Pointer[ready]
}

// With returns a client that calls as c does, with more options for every call:
//
//	patient := menu.New(wx.Endpoint().With(endpoint.WithTimeout(time.Minute)))
func (c *Client) With(opts ...CallOption) *Client {
	return &Client{
		HTTP: c.HTTP, Hosts: c.Hosts, Tokens: c.Tokens, Telemetry: c.Telemetry,
		Middleware: slices.Clone(c.Middleware), Options: slices.Concat(c.Options, opts),
	}
}

// WithTokens returns a client that calls as c does, with access_tokens of t.
func (c *Client) WithTokens(t Tokens) *Client {
	own := c.With()
	own.Tokens = t
	return own
}

// ready is what a client's calls have in common, made by the first.
type ready struct {
	http    *http.Client
	patient *http.Client // without the time limit of http, for calls that set theirs
	bases   [hosts]base
	tokens  Accepter // the client's Tokens, or nil
	handler Handler  // the middleware with the call within
}

func (c *Client) prepare() *ready {
	if r := c.ready.Load(); r != nil {
		return r
	}
	// The caller's client is copied, since a policy for redirects cannot be set
	// on one that others use.
	own := http.Client{Timeout: defaultTimeout}
	if c.HTTP != nil {
		own = *c.HTTP
	}
	own.CheckRedirect = noRedirect
	patient := own
	patient.Timeout = 0
	r := &ready{http: &own, patient: &patient, handler: c.call}
	r.tokens, _ = c.Tokens.(Accepter)
	for h := range r.bases {
		r.bases[h] = c.Hosts.parse(Host(h))
	}
	for _, m := range slices.Backward(c.Middleware) {
		r.handler = m(r.handler)
	}
	c.ready.Store(r) // two first calls make two, which are alike
	return r
}

// defaultTimeout bounds a request, a slow upload or download included.
const defaultTimeout = 30 * time.Second

// noRedirect keeps a token in a query from travelling elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Invocation is one call, as a [Middleware] sees it.
type Invocation struct {
	// Endpoint is the endpoint's description, not to be changed.
	Endpoint *Spec
	// In is the input, of the endpoint's type.
	In any
	// Out points to the output, which the call fills in.
	Out any
	// Header is added to the request's header; a middleware may set it before
	// it calls next. It is nil until then.
	Header http.Header

	settings
	plan    *plan
	secrets secrets
}

// Handler makes a call.
type Handler func(ctx context.Context, call *Invocation) error

// Middleware stands around every call of a client: it may look at the call
// before and after next, change its header, its context or its error, answer in
// its place, or call next again. The call's tokens, retries and time limit are
// within next. An error must not be swallowed, or the output is taken for the
// platform's.
type Middleware func(next Handler) Handler

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
// secrets, whatever a transport writes into it.
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
	d := e.declared()
	if d == nil {
		return nil, errUndeclared
	}
	if given := reflect.TypeOf(in); given != d.in && d.in.Kind() != reflect.Interface {
		return nil, refuse.Field("the input of "+d.spec.Name, fmt.Sprintf("is a %v", given), fmt.Sprintf("give a %v", d.in))
	}
	out := reflect.New(d.out)
	err := c.invoke(ctx, d, in, out.Interface(), opts)
	return out.Elem().Interface(), err
}

// invoke makes a call with all that stands around it.
func (c *Client) invoke(ctx context.Context, d *declaration, in, out any, opts []CallOption) (err error) {
	if d == nil {
		return errUndeclared
	}
	call := &Invocation{Endpoint: &d.spec, In: in, Out: out, plan: d.plan(in)}
	defer func() {
		if value := recover(); value != nil {
			err = caught(d.spec.Name, value)
		}
	}()
	call.apply(c.Options)
	call.apply(opts)
	call.secrets.addFields(call.plan.secret, in)
	if c.Telemetry == nil {
		return call.secrets.hide(c.prepare().handler(ctx, call))
	}
	return c.measured(ctx, call)
}

var errUndeclared = errors.New("endpoint: the zero Endpoint calls nothing: declare one with Get, Post, Upload or Fetch")

// measured makes a call of which the recorder is told.
func (c *Client) measured(ctx context.Context, call *Invocation) error {
	name, start := call.Endpoint.Name, time.Now()
	ctx, span := telemetry.StartCall(ctx, c.Telemetry, name)
	err := errPanicked // unless the handler returns
	defer func() {
		code := outcome(name, err)
		span.End(code, ridOf(name, err))
		telemetry.Call{Endpoint: name, Code: code, Time: time.Since(start)}.Record(ctx, c.Telemetry)
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
