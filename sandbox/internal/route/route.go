// Package route serves the platform's API. It does what all endpoints have in common: tokens, kinds of account, quotas,
// faults, decoding and the form of the answers. What is special about an endpoint is in the handler of its area.
package route

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Handler answers one endpoint with the endpoint's own types. It does all its checks before it changes anything,
// because an error does not undo changes. The error is an errcode, or an error of [core.Refuse], which adds an
// explanation. S is the state of the area, see [core.State].
type Handler[S, In, Out any] func(tx *core.Tx, state *S, in In) (Out, error)

// Route is an endpoint with the code that answers it.
type Route struct {
	Spec  endpoint.Spec
	State core.StateType // of the handler's area; zero where a sample is the answer

	input  reflect.Type // the type into which the request is decoded
	answer func(*core.Tx, *call) (any, error)
	sample *sample // the documented answer; nil if there is a handler

	checks           []func(body []byte) error // checks of the raw body, done before it is decoded
	methods          []string                  // methods that are accepted beside the endpoint's own
	saysOK           bool                      // the answer has errcode 0 beside its data
	success          string                    // the status of a success, a JSON object
	queryOrBody      bool                      // each parameter may be in the query or in the body
	takesForm        bool                      // the body may be a form in place of JSON
	emptyBody        bool                      // an empty body is an error before a wrong method is
	webLogin         bool                      // the answer has the form of the web login's endpoints
	escapesSlashes   bool                      // slashes in the JSON of the answer are escaped
	keepsEscapes     bool                      // a \uXXXX in the JSON of the request is text
	numbersAsStrings map[string]bool           // the objects whose numbers are answered as strings
	takesNumbers     map[string]bool           // the objects in which a number is accepted for a string
	maxBody          int64                     // bytes
	secret           bool                      // the request carries the AppSecret
	public           bool                      // no token, whitelist, kind or quota applies
}

// Option changes how a route differs from the others.
type Option func(*Route)

// InQueryOrBody accepts each parameter in the query or in the body. It is for an endpoint whose pages disagree about the
// place.
func InQueryOrBody(r *Route) { r.queryOrBody = true }

// AlsoByGet accepts GET as well as the endpoint's own method. It is for an endpoint whose older pages have a GET.
func AlsoByGet(r *Route) { r.methods = append(r.methods, http.MethodGet) }

// TakesForm accepts application/x-www-form-urlencoded in place of JSON. It is for an endpoint whose pages disagree about
// its body.
func TakesForm(r *Route) { r.takesForm = true }

// Checks adds checks of the raw body, which run before it is decoded.
func Checks(list ...func(body []byte) error) Option {
	return func(r *Route) { r.checks = list }
}

// Needs refuses a JSON body without a member, or with null in its place, with that code.
func Needs(member string, code endpoint.Code) Option {
	return Checks(func(body []byte) error {
		var members map[string]any
		if json.Unmarshal(body, &members) == nil && members[member] == nil {
			return code
		}
		return nil
	})
}

// EmptyBodyFirst makes a request without a body fail with 44002, whatever its method is.
func EmptyBodyFirst(r *Route) { r.emptyBody = true }

// WebLogin is for the endpoints of the web login, whose answers have the content type text/plain.
func WebLogin(r *Route) { r.webLogin = true }

// Public is for what anybody may fetch, such as a picture. No token, whitelist, kind or quota applies to it.
func Public(r *Route) { r.public = true }

// Says sets the errmsg of a success, which is ok otherwise.
func Says(errmsg string) Option {
	return func(r *Route) { r.success = fmt.Sprintf(`{"errcode":0,"errmsg":%q}`, errmsg) }
}

// EscapesSlashes makes the answer have \/ for each slash.
func EscapesSlashes(r *Route) { r.escapesSlashes = true }

// KeepsEscapes treats the escapes \uXXXX in a JSON body as text, as the platform does with articles, and warns about
// them.
func KeepsEscapes(r *Route) { r.keepsEscapes = true }

// LargeBody sets the largest size of the request's body, in bytes.
func LargeBody(limit int64) Option { return func(r *Route) { r.maxBody = limit } }

// NumbersAsStrings makes the answer have strings for the numbers in the objects with these names.
func NumbersAsStrings(objects ...string) Option {
	return func(r *Route) { r.numbersAsStrings = setOf(objects) }
}

// TakesNumbers accepts a number for a string in the objects with these names. These objects must not have numbers
// otherwise.
func TakesNumbers(objects ...string) Option {
	return func(r *Route) { r.takesNumbers = setOf(objects) }
}

func setOf(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// The largest bodies of requests, in bytes, unless [LargeBody] sets another limit.
const (
	maxBody   = 1 << 20
	maxUpload = 10<<20 + 64<<10 // a video of 10 MB and the rest of the form
)

// Handle makes the route of an endpoint that has a handler.
func Handle[S, In, Out any](e endpoint.Endpoint[In, Out], handler Handler[S, In, Out], opts ...Option) Route {
	r := newRoute(e, opts...)
	r.State = core.StateOf[S]()
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
	r := Route{Spec: e.Describe(), input: in, maxBody: maxBody, success: ok}
	if r.Spec.Body == endpoint.Multipart {
		r.maxBody = maxUpload
	}
	if r.Spec.Method == http.MethodGet && !r.Spec.NoToken &&
		slices.Contains([]endpoint.Effect{endpoint.Read, endpoint.Personal, endpoint.Secret}, r.Spec.Effect) {
		// A toolkit in wide use calls reads that take only a query by POST.
		r.methods = append(r.methods, http.MethodPost)
	}
	for f := range endpoint.Fields(in) {
		r.secret = r.secret || f.Name == "secret" || f.Name == "appsecret"
	}
	for _, opt := range opts {
		opt(&r)
	}
	r.secret = r.secret && !r.webLogin // the whitelist does not apply to the web login
	return r
}

// readsJSON reports whether the body of a request is JSON.
func (r *Route) readsJSON() bool {
	switch r.Spec.Body {
	case endpoint.JSON:
		return !r.queryOrBody && !r.allInQuery()
	case endpoint.Binary:
		return r.Spec.Method == http.MethodPost
	}
	return false
}

// allInQuery reports whether the endpoint takes all its parameters in the query, or none at all, so that a request may
// have no body.
func (r *Route) allInQuery() bool {
	for f := range endpoint.Fields(r.input) {
		if f.Place != endpoint.InQuery {
			return false
		}
	}
	return true
}

// Fidelity returns "stateful" for a route with a handler, and "sample" for one that answers its documented sample.
func (r *Route) Fidelity() string {
	if r.sample != nil {
		return "sample"
	}
	return "stateful"
}

// StatusError makes the answer an HTTP status without a body.
type StatusError struct {
	Status  int
	Problem record.Problem
}

func (e *StatusError) Error() string { return http.StatusText(e.Status) }
