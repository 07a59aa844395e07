package endpoint

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
)

// Invocation is one call, as a [Middleware] sees it.
type Invocation struct {
	// Endpoint is the endpoint's description, not to be changed.
	Endpoint *Spec
	// In is the input, of the endpoint's type. The first call of next encodes it:
	// what is changed later does not go out.
	In any
	// Out points to the output, which the call fills in.
	Out any
	// Header is added to the request's header; a middleware may add to it before
	// it calls next. An option of a program's own makes it where it is nil.
	Header http.Header

	settings
	plan    *plan
	payload *payload // nil before it is encoded
	secrets secrets
}

// Format prints the endpoint's name, under every verb: the input and the fields
// hold secrets.
func (c Invocation) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "endpoint.Invocation(%s)", c.name()) }

// LogValue is what Format prints.
func (c Invocation) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

func (c Invocation) name() string {
	if c.Endpoint == nil {
		return ""
	}
	return c.Endpoint.Name
}

// Handler makes a call.
type Handler func(ctx context.Context, call *Invocation) error

// Middleware stands around every call of a client: it may look at the call
// before and after next, change its header, its context or its error, answer in
// its place, or call next again. The call's tokens, retries and time limit are
// within next. An error must not be swallowed, or the output is taken for the
// platform's.
type Middleware func(next Handler) Handler
