package endpoint

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// Error is a refusal of a call by the platform or by a gateway. errors.Is works on it with the named codes and with
// their kinds. errors.As finds the Code, of which [Code.Explain] has the cause and the cure in English and in Chinese:
//
//	errors.Is(err, endpoint.ErrInvalidCredential)
//	errors.Is(err, endpoint.ErrPermission)
//	if code, ok := errors.AsType[endpoint.Code](err); ok {
//		explanation, ok := code.Explain()
//	}
//
// The same lines find the code of a [*FieldError] that has one, and of the errors of the areas that wrap either.
type Error struct {
	// Endpoint is the endpoint's name, such as "menu.create".
	Endpoint string
	// Code is the errcode. It is 0 if the answer was not the platform's JSON but, for example, a gateway's.
	Code Code
	// Message is the errmsg without the rid, or the text of the HTTP status.
	Message string
	// RID is the platform's request id, or "". The endpoint openapi/rid/get explains it for 7 days.
	RID string
	// HTTPStatus is the answer's status. Most errors come with 200.
	HTTPStatus int
	// CallerIP is the address that the platform saw the call come from, as the text of [ErrIPNotWhitelisted] (40164)
	// names it: add it to the account's whitelist. For other errors it is the zero Addr.
	CallerIP netip.Addr
	// Base is the address that answered and where it was configured, such as "http://127.0.0.1:8088 (WECHAT_API_BASE)".
	// It is set only if Code is 0 and the address is not the platform's own.
	Base string
}

// Error returns the endpoint's name, the code, the platform's text and the cure: "menu.create: 40018 invalid button
// name size (rid 1-2-3): Shorten the name."
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
	if e.Base != "" {
		b.WriteString(" from " + e.Base)
	}
	switch known, ok := e.Code.Explain(); {
	case ok:
		b.WriteString(": " + known.Cure)
	case e.Base != "" && e.HTTPStatus < http.StatusInternalServerError: // else it is the right place, which fails
		b.WriteString(": " + cureBase)
	}
	return b.String()
}

// Is reports whether target is e's code or its kind.
func (e *Error) Is(target error) bool {
	return e.Code.Is(target)
}

// Unwrap returns e's code, nil if it is 0.
func (e *Error) Unwrap() error {
	if e.Code == 0 {
		return nil
	}
	return e.Code
}

// callerPattern finds the caller's address in the errmsg of 40164.
var callerPattern = regexp.MustCompile(`invalid ip ([0-9a-fA-F.:]+)`)

// callerIP returns the caller's address from the errmsg of 40164.
func callerIP(code Code, message string) netip.Addr {
	if code != ErrIPNotWhitelisted {
		return netip.Addr{}
	}
	if m := callerPattern.FindStringSubmatch(message); m != nil {
		ip, _ := netip.ParseAddr(m[1])
		return ip
	}
	return netip.Addr{}
}

// ridPattern finds the request id at the end of an errmsg: "rid: ..." today, "hint: [...]" or "hints: [ req_id: ... ]"
// in older answers.
var ridPattern = regexp.MustCompile(`[,\s]*\b(?:rid:\s*|hints?:\s*\[\s*(?:req_id:\s*)?)([^\s\]]+)\s*\]?\s*$`)

// newError makes the error of a call that was refused.
func newError(call *Invocation, base *base, st status, httpStatus int) *Error {
	message := call.secrets.redact(st.Message)
	e := &Error{
		Endpoint: call.Endpoint.Name, Code: Code(st.Code), Message: message, HTTPStatus: httpStatus,
		CallerIP: callerIP(Code(st.Code), message),
	}
	if m := ridPattern.FindStringSubmatchIndex(message); m != nil {
		e.RID = message[m[2]:m[3]]
		e.Message = message[:m[0]]
	}
	if e.Code == 0 {
		e.Message = cmp.Or(e.Message, http.StatusText(httpStatus))
		e.Base = base.shown
	}
	return e
}

// TransportError is a call that got no answer: the network failed, a time limit passed, or the context was cancelled.
// The platform may have made the call nevertheless. The error of a call for which no token could be had wraps one whose
// Endpoint is that of the token; the program's own call was not sent then. Its text shows no query and no body, since
// they carry secrets.
type TransportError struct {
	Endpoint string // the endpoint's name
	// Base is the address that was called and where it was configured, such as "http://127.0.0.1:8088
	// (WECHAT_API_BASE)". It is "" for the platform's own address.
	Base string
	Err  error // the cause
}

func (e *TransportError) Error() string {
	text := e.Endpoint + ": "
	if e.Base != "" {
		text += e.Base + ": "
	}
	text += e.Err.Error()
	if cure := cureTransport(e.Err, e.Base); cure != "" {
		text += ": " + cure
	}
	return text
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// newTransportError makes the error of a call that got no answer. It drops the URL that package http wraps around err,
// and redacts the text, since a caller's own RoundTripper may write the URL or the body into it.
func newTransportError(call *Invocation, base *base, err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return &TransportError{Endpoint: call.Endpoint.Name, Base: base.shown, Err: call.secrets.hideURLs(err)}
}

// ErrNoTokens is returned for an endpoint that needs an access_token if the client has no Tokens.
var ErrNoTokens = errors.New("endpoint: the call needs an access_token, and Client.Tokens is nil")

// ErrNotReplayable says that an upload could not be sent a second time, since its reader cannot seek back to its start.
// It is joined to the platform's error if the platform refused the token. A middleware that calls next again gets it
// alone.
var ErrNotReplayable = errors.New(
	"endpoint: the upload cannot be sent again, since its reader cannot seek back to its start: call once more with a new reader, or pass an io.Seeker",
)
