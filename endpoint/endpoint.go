// Package endpoint says what one endpoint of the platform's API is, and calls
// it.
//
// An [Endpoint] is a typed value: name, method, path, what goes in and what
// comes out. Declare one, and [Call] does the rest: the token, the request's
// encoding, the bounded and cleaned response, the platform's error as an
// [*Error], one renewal and one retry when the token was refused. An endpoint
// declared in a user's program works like those of this module.
package endpoint

import (
	"net/http"
	"reflect"
)

// Body says how an endpoint's input and output travel.
type Body int

// The kinds of endpoint.
const (
	// Query sends its input in the query, by the fields' query tags, and
	// receives JSON.
	Query Body = iota
	// JSON sends its input as a JSON body, "{}" for [None] since the platform
	// refuses an empty one (44002), and fields with a query tag in the query;
	// it receives JSON.
	JSON
	// Multipart uploads: fields with a form tag are parts, one [File] among
	// them, and fields with a query tag go in the query; it receives JSON. A
	// struct goes as JSON, a video's description for one. A File with the option
	// omitempty may be left out, for a picture that is named by its address
	// instead.
	Multipart
	// Binary sends its input as Query does, or as JSON does for POST, and
	// receives a [*Download].
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
	// Doc is the platform's page about it, where one is known.
	Doc string
	// Body says how input and output travel.
	Body Body
	// Idempotent endpoints can be called twice with the effect of once: they
	// are tried again when the platform is busy (-1) or a connection breaks.
	Idempotent bool
	// NoToken endpoints take no access_token in the query.
	NoToken bool
}

// Endpoint is one endpoint with the types of its input and output. Make it
// with [Get], [Post], [Upload] or [Fetch].
type Endpoint[In, Out any] struct{ Spec }

// Any is an endpoint whose types are not known at compile time, for catalogues
// and tools.
type Any interface {
	// Describe returns the endpoint's description.
	Describe() Spec
	// Types returns the types of its input and output.
	Types() (in, out reflect.Type)
}

// Describe returns e's description.
func (e Endpoint[In, Out]) Describe() Spec { return e.Spec }

// Types returns the types of e's input and output.
func (e Endpoint[In, Out]) Types() (in, out reflect.Type) {
	return reflect.TypeFor[In](), reflect.TypeFor[Out]()
}

// None is the input of an endpoint that takes nothing, and the output of one
// that answers with errcode 0 alone.
type None struct{}

// Option sets what most endpoints leave at its default.
type Option func(*Spec)

// Doc names the platform's page about the endpoint.
func Doc(url string) Option { return func(s *Spec) { s.Doc = url } }

// On sets the host; the default is [API].
func On(h Host) Option { return func(s *Spec) { s.Host = h } }

// Idempotent marks an endpoint that may be called again after a failure. GET
// endpoints are marked by default.
func Idempotent() Option { return func(s *Spec) { s.Idempotent = true } }

// Once marks a GET endpoint that must not be called again after a failure, such
// as the exchange of a code that works once. (Package http itself sends a GET
// anew where a kept connection turns out to be dead.)
func Once() Option { return func(s *Spec) { s.Idempotent = false } }

// NoToken marks an endpoint that takes no access_token.
func NoToken() Option { return func(s *Spec) { s.NoToken = true } }

// PlainText marks a POST endpoint that takes plain text, see [Text].
func PlainText() Option { return func(s *Spec) { s.Body = Text } }

// Get declares an endpoint whose input goes in the query, by its fields' query
// tags. Its answer is JSON, or binary where Out is [*Download].
func Get[In, Out any](name, path string, opts ...Option) Endpoint[In, Out] {
	return declare[In, Out](Spec{Name: name, Method: http.MethodGet, Path: path, Body: unlessBinary[Out](Query), Idempotent: true}, opts)
}

// Post declares an endpoint whose input goes in a JSON body. Its answer is JSON,
// or binary where Out is [*Download].
func Post[In, Out any](name, path string, opts ...Option) Endpoint[In, Out] {
	return declare[In, Out](Spec{Name: name, Method: http.MethodPost, Path: path, Body: unlessBinary[Out](JSON)}, opts)
}

// Upload declares an endpoint whose input is a multipart form with a [File], by
// its fields' form tags.
func Upload[In, Out any](name, path string, opts ...Option) Endpoint[In, Out] {
	return declare[In, Out](Spec{Name: name, Method: http.MethodPost, Path: path, Body: Multipart}, opts)
}

// Fetch declares an endpoint with a binary answer; its input goes in the
// query.
func Fetch[In any](name, path string, opts ...Option) Endpoint[In, *Download] {
	return Get[In, *Download](name, path, opts...)
}

func unlessBinary[Out any](b Body) Body {
	if reflect.TypeFor[Out]() == reflect.TypeFor[*Download]() {
		return Binary
	}
	return b
}

func declare[In, Out any](s Spec, opts []Option) Endpoint[In, Out] {
	for _, opt := range opts {
		opt(&s)
	}
	return Endpoint[In, Out]{s}
}
