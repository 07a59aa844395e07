package endpoint

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Error is the platform's refusal of a call, or an answer that is not the
// platform's. errors.Is works on it with the named codes:
//
//	errors.Is(err, endpoint.ErrInvalidCredential)
type Error struct {
	// Endpoint is the endpoint's name, such as "menu.create".
	Endpoint string
	// Code is the errcode; 0 where the answer was not the platform's JSON, as
	// from a gateway.
	Code Code
	// Message is the errmsg, without the rid.
	Message string
	// RID is the platform's request id, which rid/get explains for 7 days.
	RID string
	// HTTPStatus is the answer's status; errors come with 200 as well.
	HTTPStatus int
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", e.Endpoint)
	if e.Code != 0 {
		fmt.Fprintf(&b, "%d ", int(e.Code))
	}
	b.WriteString(e.Message)
	if e.RID != "" {
		fmt.Fprintf(&b, " (rid %s)", e.RID)
	}
	if e.HTTPStatus != 200 {
		fmt.Fprintf(&b, " (HTTP %d)", e.HTTPStatus)
	}
	return b.String()
}

// Is reports whether target is e's code.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// ridPattern finds the request id at the end of an errmsg.
var ridPattern = regexp.MustCompile(`[,\s]*(?:rid:\s*|hints?:\s*\[)([0-9a-zA-Z_.\-]+)\]?\s*$`)

func newError(name string, code Code, message string, status int) *Error {
	e := &Error{Endpoint: name, Code: code, Message: message, HTTPStatus: status}
	if m := ridPattern.FindStringSubmatchIndex(message); m != nil {
		e.RID = message[m[2]:m[3]]
		e.Message = message[:m[0]]
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

func newTransportError(name string, err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return &TransportError{Endpoint: name, Err: err}
}

// ErrNoTokens is returned for an endpoint that needs an access_token when the
// client has no source of them.
var ErrNoTokens = errors.New("endpoint: the call needs an access_token, and Client.Tokens is nil")

// ErrNotReplayable is joined to the platform's error when the token was
// refused and the call could not be repeated, since the upload's reader cannot
// seek back to its start.
var ErrNotReplayable = errors.New("endpoint: the token was renewed, but the upload cannot be sent again: call once more with a new reader, or pass an io.Seeker")
