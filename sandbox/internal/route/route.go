// Package route serves the platform's API: what every endpoint has in common
// stands here (tokens, kinds of account, quotas, faults, decoding, the form of
// answers), and what one of them does in its area's handler.
package route

import (
	"net/http"
	"reflect"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Handler answers one endpoint with the endpoint's own types. It checks first
// and changes then: an error is an errcode ([core.Refuse] for one with words of
// its own), and takes nothing back. What it causes, it asks the transaction
// for. S is what its area keeps, see [core.State].
type Handler[S, In, Out any] func(tx *core.Tx, state *S, in In) (Out, error)

// Route is one endpoint with its answer.
type Route struct {
	Spec endpoint.Spec

	input  reflect.Type // what the request is decoded into
	answer func(*core.Tx, *call) (any, error)
	sample *sample // what answers in place of a handler, nil for a handler

	checks    []func(body []byte) error // of the raw body, before its fields
	methods   []string                  // that are taken beside the endpoint's own
	saysOK    bool                      // data that carries errcode 0 all the same
	either    bool                      // the query's parameters may come in the body
	emptyBody bool                      // an empty body is found before a wrong method
	webLogin  bool                      // has the manners of the web login's calls
	slashes   bool                      // escapes the slashes in its JSON
	garbles   bool                      // takes \uXXXX in its JSON for text
	strings   map[string]bool           // numbers of these objects go out as strings
	numbers   map[string]bool           // numbers of these objects come in for strings
	maxBody   int64                     // bytes
	secret    bool                      // carries the AppSecret
	public    bool                      // anybody may fetch it
}

// Option is something special about a route.
type Option func(*Route)

// InQueryOrBody takes the query's parameters from the body as well, for an
// endpoint whose page and sample differ about where they are.
func InQueryOrBody(r *Route) { r.either = true }

// Checks looks at the raw body.
func Checks(list ...func(body []byte) error) Option {
	return func(r *Route) { r.checks = list }
}

// EmptyBodyFirst answers a request without a body 44002, whatever its method.
func EmptyBodyFirst(r *Route) { r.emptyBody = true }

// WebLogin marks the calls of the web login, which answer as plain text.
func WebLogin(r *Route) { r.webLogin = true }

// Public marks what anybody may fetch, such as a picture: no whitelist, kind or
// quota stands before it.
func Public(r *Route) { r.public = true }

// EscapesSlashes writes / as \/ in the answer.
func EscapesSlashes(r *Route) { r.slashes = true }

// GarblesEscapes takes the escapes \uXXXX of a JSON body for text, letter by
// letter, as the platform does with articles, and warns of them.
func GarblesEscapes(r *Route) { r.garbles = true }

// LargeBody takes bodies of up to most bytes.
func LargeBody(most int64) Option { return func(r *Route) { r.maxBody = most } }

// NumbersAsStrings writes the numbers in the objects of these names as strings.
func NumbersAsStrings(objects ...string) Option {
	return func(r *Route) { r.strings = setOf(objects) }
}

// TakesNumbers takes a number where a string belongs, in the objects of these
// names: they have no other number.
func TakesNumbers(objects ...string) Option {
	return func(r *Route) { r.numbers = setOf(objects) }
}

func setOf(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// Bounds of a request's body, in bytes.
const (
	maxBody   = 1 << 20
	maxUpload = 10<<20 + 64<<10 // a video of 10 MB, and what stands around it
)

// Handle makes the route of an endpoint.
func Handle[S, In, Out any](e endpoint.Endpoint[In, Out], handler Handler[S, In, Out], opts ...Option) Route {
	r := newRoute(e, opts...)
	r.answer = func(tx *core.Tx, c *call) (any, error) {
		var in In
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		return handler(tx, core.State[S](tx), in)
	}
	return r
}

func newRoute(e endpoint.Any, opts ...Option) Route {
	in, _ := e.Types()
	r := Route{Spec: e.Describe(), input: in, maxBody: maxBody}
	if r.Spec.Body == endpoint.Multipart {
		r.maxBody = maxUpload
	}
	if r.Spec.Method == http.MethodGet && !r.Spec.NoToken && slices.Contains([]endpoint.Effect{endpoint.Read, endpoint.Personal, endpoint.Secret}, r.Spec.Effect) {
		// A toolkit in wide use calls reads that take only a query by POST.
		r.methods = append(r.methods, http.MethodPost)
	}
	for f := range endpoint.Fields(in) {
		r.secret = r.secret || f.Name == "secret" || f.Name == "appsecret"
	}
	for _, opt := range opts {
		opt(&r)
	}
	r.secret = r.secret && !r.webLogin // the whitelist is not known there
	return r
}

// readsJSON reports whether the call's body is JSON alone.
func (r *Route) readsJSON() bool {
	switch r.Spec.Body {
	case endpoint.JSON:
		return !r.either && !r.allInQuery()
	case endpoint.Binary:
		return r.Spec.Method == http.MethodPost
	}
	return false
}

// allInQuery reports whether all that the endpoint takes is in its query: then it
// may have no body.
func (r *Route) allInQuery() bool {
	inQuery := false
	for f := range endpoint.Fields(r.input) {
		if f.Place != endpoint.InQuery {
			return false
		}
		inQuery = true
	}
	return inQuery
}

// Fidelity says how true the route is: "stateful" or "sample".
func (r *Route) Fidelity() string {
	if r.sample != nil {
		return "sample"
	}
	return "stateful"
}

// StatusError is an answer of an HTTP status without a body.
type StatusError struct {
	Status  int
	Problem record.Problem
}

func (e *StatusError) Error() string { return http.StatusText(e.Status) }
