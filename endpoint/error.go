package endpoint

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// Error is the platform's refusal of a call, or a gateway's. errors.Is works on
// it with the named codes, and [Code.Explain] has a code's cause and cure:
//
//	errors.Is(err, endpoint.ErrInvalidCredential)
type Error struct {
	// Endpoint is the endpoint's name, such as "menu.create".
	Endpoint string
	// Code is the errcode; 0 where the answer was not the platform's JSON, as
	// from a gateway.
	Code Code
	// Message is the errmsg without the rid, or the HTTP status's text.
	Message string
	// RID is the platform's request id, which openapi/rid/get explains for 7
	// days, or "".
	RID string
	// HTTPStatus is the answer's status; most errors come with 200.
	HTTPStatus int
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Endpoint + ":")
	if e.Code != 0 {
		fmt.Fprintf(&b, " %d", int(e.Code))
	}
	if e.Message != "" {
		b.WriteString(" " + e.Message)
	}
	if e.RID != "" {
		fmt.Fprintf(&b, " (rid %s)", e.RID)
	}
	if e.HTTPStatus != http.StatusOK {
		fmt.Fprintf(&b, " (HTTP %d)", e.HTTPStatus)
	}
	return b.String()
}

// Is reports whether target is e's code.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// callerPattern finds the caller's address in the errmsg of 40164.
var callerPattern = regexp.MustCompile(`invalid ip ([0-9a-fA-F.:]+)`)

// CallerIP returns the address that the platform saw the call come from, as it
// says with [ErrIPNotWhitelisted]: the one to put on the account's whitelist.
// With other errors it is the zero Addr.
func (e *Error) CallerIP() netip.Addr {
	if m := callerPattern.FindStringSubmatch(e.Message); m != nil && e.Code == ErrIPNotWhitelisted {
		ip, _ := netip.ParseAddr(m[1])
		return ip
	}
	return netip.Addr{}
}

// ridPattern finds the request id at the end of an errmsg: "rid: ..." today,
// "hint: [...]" or "hints: [ req_id: ... ]" in older answers.
var ridPattern = regexp.MustCompile(`[,\s]*\b(?:rid:\s*|hints?:\s*\[\s*(?:req_id:\s*)?)([^\s\]]+)\s*\]?\s*$`)

func newError(name string, code Code, message string, httpStatus int) *Error {
	e := &Error{Endpoint: name, Code: code, Message: message, HTTPStatus: httpStatus}
	if m := ridPattern.FindStringSubmatchIndex(message); m != nil {
		e.RID = message[m[2]:m[3]]
		e.Message = message[:m[0]]
	}
	if e.Message == "" && code == 0 {
		e.Message = http.StatusText(httpStatus)
	}
	return e
}

// TransportError is a call that got no answer: the network, a timeout, a
// cancelled context. It carries no URL, since the URL carries secrets.
type TransportError struct {
	Endpoint string // the endpoint's name
	Err      error  // the cause
}

func (e *TransportError) Error() string { return e.Endpoint + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// newTransportError takes the URL off err: package http wraps its errors in
// one, and a caller's own RoundTripper may write it into the text.
func newTransportError(name string, err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	if text := queryPattern.ReplaceAllString(err.Error(), "?..."); text != err.Error() {
		err = redacted{text, err}
	}
	return &TransportError{Endpoint: name, Err: err}
}

// queryPattern finds the query of a URL in a text.
var queryPattern = regexp.MustCompile(`\?[^\s"'?]*=[^\s"']*`)

// redacted stands for an error whose text tells too much: errors.Is and
// errors.As see what err is, and Unwrap does not give it out.
type redacted struct {
	text string
	err  error
}

func (r redacted) Error() string        { return r.text }
func (r redacted) Is(target error) bool { return errors.Is(r.err, target) }
func (r redacted) As(target any) bool   { return errors.As(r.err, target) }

// ErrNoTokens is returned for an endpoint that needs an access_token when the
// client has no source of them.
var ErrNoTokens = errors.New("endpoint: the call needs an access_token, and Client.Tokens is nil")

// ErrNotReplayable is joined to the platform's error when the token was
// refused and the call could not be repeated, since the upload's reader cannot
// seek back to its start.
var ErrNotReplayable = errors.New("endpoint: the token was renewed, but the upload cannot be sent again: call once more with a new reader, or pass an io.Seeker")
