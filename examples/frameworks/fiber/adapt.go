package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
)

// adapt makes a Fiber handler of one of net/http.
//
// Fiber's own adaptor gives the handler a request whose strings and whose context are memory of fasthttp, which uses it
// for the next request as soon as this one is answered. A handler of a message runs on after its push, and would find
// another user's request in its context. So the handler gets a request of its own: a copy, with a context that has no
// values and does not end. fasthttp would end it when the server is told to shut down, before the pushes that are there
// have been answered, and at no other time: it does not see that a client hangs up.
func adapt(h http.Handler) fiber.Handler {
	return adaptor.HTTPHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own, err := copied(r) //nolint:contextcheck // the context of fasthttp is what it must not have
		if err != nil {
			http.Error(w, "the address cannot be read", http.StatusBadRequest)
			return
		}
		h.ServeHTTP(w, own)
	}))
}

// copied returns a request that shares no memory with fasthttp but its body, which a handler reads before it returns.
func copied(r *http.Request) (*http.Request, error) {
	own := new(http.Request).WithContext(context.Background())
	own.Method, own.Proto = strings.Clone(r.Method), strings.Clone(r.Proto)
	own.ProtoMajor, own.ProtoMinor = r.ProtoMajor, r.ProtoMinor
	own.Host, own.RequestURI, own.RemoteAddr = strings.Clone(r.Host), strings.Clone(r.RequestURI), r.RemoteAddr
	own.TLS, own.Body, own.ContentLength = r.TLS, r.Body, r.ContentLength
	own.Header = make(http.Header, len(r.Header))
	for name, values := range r.Header {
		for _, value := range values {
			own.Header.Add(strings.Clone(name), strings.Clone(value))
		}
	}
	var err error
	own.URL, err = url.ParseRequestURI(own.RequestURI)
	return own, err
}
