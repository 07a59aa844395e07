package endpoint

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
)

// Invocation is one call, as a [Middleware] sees it.
type Invocation struct {
	// Endpoint is the endpoint's description. It must not be changed.
	Endpoint *Spec
	// In is the input, of the endpoint's input type. The first call of next encodes it; later changes have no effect.
	In any
	// Out points to the output, which the call sets.
	Out any
	// Header is added to the request's header. A middleware may add to it before it calls next. It is non-nil in a
	// middleware; a program's own CallOption has to make it if it is nil.
	Header http.Header

	settings
	plan    *plan
	payload *payload // nil until it is encoded
	secrets secrets
}

// Format prints only the endpoint's name, for every verb: the input and the fields contain secrets.
func (c Invocation) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "endpoint.Invocation(%s)", c.name()) }

// LogValue returns the text that Format prints.
func (c Invocation) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

func (c Invocation) name() string {
	if c.Endpoint == nil {
		return ""
	}
	return c.Endpoint.Name
}

// Handler makes a call.
type Handler func(ctx context.Context, call *Invocation) error

// Middleware wraps every call of a client. It may look at the call before and after next, change its header, its
// context or its error, answer instead of next, or call next again. The call's tokens, retries and time limit are
// inside next. A middleware must not drop an error: the caller would treat the output as the platform's answer.
type Middleware func(next Handler) Handler
