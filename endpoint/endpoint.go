// Package endpoint describes one endpoint of the platform's API, and calls it.
//
//	balance := endpoint.Post[BalanceIn, BalanceOut]("card.balance", "/card/balance/get", "查询余额", endpoint.Personal)
//	out, err := endpoint.Call(ctx, client, balance, BalanceIn{Kind: "gift", OpenID: openID})
//
// An [Endpoint] is a typed value: its name, method, path, input and output types, and the facts about it ([Spec]) that
// the sandbox, the command and the documents read. Once it is declared, [Call] does the rest: it gets the token,
// encodes the request, reads the response with a bound and cleans it, returns the platform's error as an [*Error], and
// renews a refused token once and tries again. An endpoint that a user's program declares works like those of this
// module.
//
// The guide is [docs/calls.md].
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
package endpoint

import (
	"net/http"
	"reflect"
	"sync"
)

// Body says how an endpoint's input and output travel.
type Body int

// The kinds of body.
const (
	// Query sends the input in the query, by the fields' query tags, and receives JSON.
	Query Body = iota
	// JSON sends the input as a JSON body and receives JSON. For [None] the body is "{}", since the platform refuses an
	// empty one (44002). Fields with a query tag go in the query; they need a json tag as well, usually json:"-".
	JSON
	// Multipart uploads a form and receives JSON. Fields with a form tag are the parts, one of them a [File]; fields
	// with a query tag go in the query. A part that is a struct is sent as JSON, such as the description of a video. A
	// File with the option omitempty may be left out, for a picture that is given by its address instead.
	Multipart
	// Binary sends the input as Query does, or for POST as JSON does, and receives a [*Download], or a struct with one
	// in it: see [Get].
	Binary
	// Text sends the field with the tag body:"text" as the whole body, unchanged, and fields with a query tag in the
	// query; it receives JSON.
	Text
)

// Spec is the description of an endpoint, without its Go types.
type Spec struct {
	// Name is the endpoint's name in this module: its area and a verb, such as "menu.create". It appears in errors.
	Name string
	// Method is the HTTP method.
	Method string
	// Host is the platform host that serves it.
	Host Host
	// Path begins with a slash.
	Path string
	// Body says how input and output travel.
	Body Body
	// Idempotent endpoints have the same effect if they are called twice. A call of one is repeated if the platform is
	// busy (-1) or the connection breaks.
	Idempotent bool
	// NoToken endpoints take no access_token in the query.
	NoToken bool

	Facts
}

// Endpoint is one endpoint with the types of its input and output. Make it with [Get], [Post], [Upload] or [Fetch]. It
// is immutable.
type Endpoint[In, Out any] struct{ d *declaration }

// declaration is an endpoint without its type parameters.
type declaration struct {
	spec    Spec
	in, out reflect.Type

	once sync.Once
	made *plan
}

// Any is an endpoint whose types are not known at compile time, for catalogues and tools; [CallAny] calls it.
type Any interface {
	// Name returns the endpoint's name.
	Name() string
	// Describe returns the endpoint's description.
	Describe() Spec
	// Types returns the types of its input and output.
	Types() (in, out reflect.Type)

	declared() *declaration
}

// Name returns e's name, such as "menu.create".
func (e Endpoint[In, Out]) Name() string { return e.Describe().Name }

// Describe returns e's description, which is empty for the zero Endpoint.
func (e Endpoint[In, Out]) Describe() Spec {
	if e.d == nil {
		return Spec{}
	}
	return e.d.spec
}

// Types returns the types of e's input and output.
func (e Endpoint[In, Out]) Types() (in, out reflect.Type) {
	return reflect.TypeFor[In](), reflect.TypeFor[Out]()
}

func (e Endpoint[In, Out]) declared() *declaration { return e.d }

// With returns an endpoint that is e changed by opts. e stays as it is.
func (e Endpoint[In, Out]) With(opts ...Option) Endpoint[In, Out] {
	return declare[In, Out](e.Describe(), opts)
}

// None is the input of an endpoint that takes nothing, and the output of one that answers only errcode 0.
type None struct{}

// Option sets a property of an endpoint that has a default. [Effect] and [Access] are options, too.
type Option interface{ set(*Spec) }

type option func(*Spec)

func (o option) set(s *Spec) { o(s) }

// On sets the host; the default is [API].
func On(h Host) Option { return option(func(s *Spec) { s.Host = h }) }

// Idempotent marks an endpoint that may be called again after a failure. It is the default for endpoints that only
// read, and for GET endpoints whose [Effect] is not declared.
func Idempotent() Option { return option(func(s *Spec) { s.Idempotent = true }) }

// Once marks an endpoint that must not be called again after a failure, such as the exchange of a code that works once.
// (Package http itself sends a GET again if a kept connection turns out to be dead.)
func Once() Option { return option(func(s *Spec) { s.Idempotent = false }) }

// NoToken marks an endpoint that takes no access_token.
func NoToken() Option { return option(func(s *Spec) { s.NoToken = true }) }

// PlainText marks a POST endpoint whose body is plain text, see [Text].
func PlainText() Option { return option(func(s *Spec) { s.Body = Text }) }

// Get declares an endpoint by its name, its path and its Chinese title. The input goes in the query, by its fields'
// query tags. The answer is JSON, or binary if Out is [*Download]. If Out is a struct with one *Download field that has
// the tag json:"-", the field receives a file, and the other fields receive the JSON that the platform may answer
// instead.
func Get[In, Out any](name, path, title string, opts ...Option) Endpoint[In, Out] {
	s := Spec{Name: name, Method: http.MethodGet, Path: path, Body: binaryOr[Out](Query), Idempotent: true}
	return declareTitled[In, Out](s, title, opts)
}

// Post declares an endpoint whose input goes in a JSON body. The answer is as for [Get].
func Post[In, Out any](name, path, title string, opts ...Option) Endpoint[In, Out] {
	return declareTitled[In, Out](
		Spec{Name: name, Method: http.MethodPost, Path: path, Body: binaryOr[Out](JSON)},
		title,
		opts,
	)
}

// Upload declares an endpoint whose input is a multipart form with a [File], by its fields' form tags.
func Upload[In, Out any](name, path, title string, opts ...Option) Endpoint[In, Out] {
	return declareTitled[In, Out](Spec{Name: name, Method: http.MethodPost, Path: path, Body: Multipart}, title, opts)
}

// Fetch declares an endpoint with a binary answer. The input goes in the query.
func Fetch[In any](name, path, title string, opts ...Option) Endpoint[In, *Download] {
	return Get[In, *Download](name, path, title, opts...)
}

func binaryOr[Out any](b Body) Body {
	if isBinary(reflect.TypeFor[Out]()) {
		return Binary
	}
	return b
}

func declareTitled[In, Out any](s Spec, title string, opts []Option) Endpoint[In, Out] {
	s.Title = title
	return declare[In, Out](s, opts)
}

func declare[In, Out any](s Spec, opts []Option) Endpoint[In, Out] {
	for _, opt := range opts { // the effect decides whether it is idempotent, unless another option does
		if effect, ok := opt.(Effect); ok {
			s.Idempotent = effect.reads()
		}
	}
	for _, opt := range opts {
		opt.set(&s)
	}
	return Endpoint[In, Out]{&declaration{spec: s, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out]()}}
}
