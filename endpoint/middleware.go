package endpoint

import (
	"context"
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
	// it calls next. It is nil where no option has set one.
	Header http.Header

	settings
	plan    *plan
	payload *payload // nil before it is encoded
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
