// Package endpoint says what one endpoint of the platform's API is, and calls
// it.
//
// An [Endpoint] is a typed value: name, method, path, what goes in and what
// comes out, and the facts about it ([Spec]) that the sandbox, the command and
// the documents read. Declare one, and [Call] does the rest: the token, the
// request's encoding, the bounded and cleaned response, the platform's error as
// an [*Error], one renewal and one retry when the token was refused. An endpoint
// declared in a user's program works like those of this module.
package endpoint

import (
	"net/http"
	"reflect"
	"sync"
)

// Body says how an endpoint's input and output travel.
type Body int

// The kinds of endpoint.
const (
	// Query sends its input in the query, by the fields' query tags, and
	// receives JSON.
	Query Body = iota
	// JSON sends its input as a JSON body, "{}" for [None] since the platform
	// refuses an empty one (44002), and fields with a query tag in the query,
	// which need a json tag as well, as a rule json:"-"; it receives JSON.
	JSON
	// Multipart uploads: fields with a form tag are parts, one [File] among
	// them, and fields with a query tag go in the query; it receives JSON. A
	// struct goes as JSON, a video's description for one. A File with the option
	// omitempty may be left out, for a picture that is named by its address
	// instead.
	Multipart
	// Binary sends its input as Query does, or as JSON does for POST, and
	// receives a [*Download], or a struct with one in it: see [Get].
	Binary
	// Text sends the field with the tag body:"text" as the body as it is, and
	// fields with a query tag in the query; it receives JSON.
	Text
)

// Spec is what an endpoint is apart from its Go types.
type Spec struct {
	// Name is the endpoint's name in this module, area and verb, such as
	// "menu.create". It appears in errors.
	Name string
	// Method is the HTTP method.
	Method string
	// Host is the platform host that serves it.
	Host Host
	// Path begins with a slash.
	Path string
	// Body says how input and output travel.
	Body Body
	// Idempotent endpoints can be called twice with the effect of once: they
	// are tried again when the platform is busy (-1) or a connection breaks.
	Idempotent bool
	// NoToken endpoints take no access_token in the query.
	NoToken bool

	Facts
}

// Endpoint is one endpoint with the types of its input and output. Make it
// with [Get], [Post], [Upload] or [Fetch]; it never changes.
type Endpoint[In, Out any] struct{ d *declaration }

// declaration is an endpoint without its type parameters.
type declaration struct {
	spec    Spec
	in, out reflect.Type

	once sync.Once
	made *plan
}

// Any is an endpoint whose types are not known at compile time, for catalogues
// and tools; [CallAny] calls it.
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

// With returns an endpoint that differs from e by opts.
func (e Endpoint[In, Out]) With(opts ...Option) Endpoint[In, Out] {
	return declare[In, Out](e.Describe(), opts)
}

// None is the input of an endpoint that takes nothing, and the output of one
// that answers with errcode 0 alone.
type None struct{}

// Option sets what most endpoints leave at its default. [Effect] and [Access]
// are options, too.
type Option interface{ set(*Spec) }

type option func(*Spec)

func (o option) set(s *Spec) { o(s) }

// On sets the host; the default is [API].
func On(h Host) Option { return option(func(s *Spec) { s.Host = h }) }

// Idempotent marks an endpoint that may be called again after a failure. Those
// that only read, and GET endpoints whose [Effect] is not declared, are marked
// by default.
func Idempotent() Option { return option(func(s *Spec) { s.Idempotent = true }) }

// Once marks an endpoint that must not be called again after a failure, such
// as the exchange of a code that works once. (Package http itself sends a GET
// anew where a kept connection turns out to be dead.)
func Once() Option { return option(func(s *Spec) { s.Idempotent = false }) }

// NoToken marks an endpoint that takes no access_token.
func NoToken() Option { return option(func(s *Spec) { s.NoToken = true }) }

// PlainText marks a POST endpoint that takes plain text, see [Text].
func PlainText() Option { return option(func(s *Spec) { s.Body = Text }) }

// Get declares an endpoint by its name, its path and its Chinese title. Its
// input goes in the query, by its fields' query tags. Its answer is JSON, or
// binary where Out is [*Download]. An Out that is a struct with one *Download
// field, of the tag json:"-", receives a file there, or JSON in the fields
// beside it where the platform answers with that in the file's place.
func Get[In, Out any](name, path, title string, opts ...Option) Endpoint[In, Out] {
	s := Spec{Name: name, Method: http.MethodGet, Path: path, Body: unlessBinary[Out](Query), Idempotent: true}
	return titled[In, Out](s, title, opts)
}

// Post declares an endpoint whose input goes in a JSON body. Its answer is as
// [Get] has it.
func Post[In, Out any](name, path, title string, opts ...Option) Endpoint[In, Out] {
	return titled[In, Out](Spec{Name: name, Method: http.MethodPost, Path: path, Body: unlessBinary[Out](JSON)}, title, opts)
}

// Upload declares an endpoint whose input is a multipart form with a [File], by
// its fields' form tags.
func Upload[In, Out any](name, path, title string, opts ...Option) Endpoint[In, Out] {
	return titled[In, Out](Spec{Name: name, Method: http.MethodPost, Path: path, Body: Multipart}, title, opts)
}

// Fetch declares an endpoint with a binary answer; its input goes in the
// query.
func Fetch[In any](name, path, title string, opts ...Option) Endpoint[In, *Download] {
	return Get[In, *Download](name, path, title, opts...)
}

func unlessBinary[Out any](b Body) Body {
	if isBinary(reflect.TypeFor[Out]()) {
		return Binary
	}
	return b
}

func titled[In, Out any](s Spec, title string, opts []Option) Endpoint[In, Out] {
	s.Title = title
	return declare[In, Out](s, opts)
}

func declare[In, Out any](s Spec, opts []Option) Endpoint[In, Out] {
	for _, opt := range opts { // the effect says what is idempotent, unless another option does
		if effect, ok := opt.(Effect); ok {
			s.Idempotent = effect.reads()
		}
	}
	for _, opt := range opts {
		opt.set(&s)
	}
	return Endpoint[In, Out]{&declaration{spec: s, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out]()}}
}
