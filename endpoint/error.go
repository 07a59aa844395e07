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

// Error is the platform's refusal of a call, or a gateway's. errors.Is works on
// it with the named codes and with their kinds, and [Code.Explain] has a code's
// cause and cure, in English and in Chinese:
//
//	errors.Is(err, endpoint.ErrInvalidCredential)
//	errors.Is(err, endpoint.ErrPermission)
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
	// CallerIP is the address that the platform saw the call come from, as it
	// says with [ErrIPNotWhitelisted] (40164): the one to put on the account's
	// whitelist. With other errors it is the zero Addr.
	CallerIP netip.Addr
	// Base is the address that answered, and where it comes from, where Code is
	// 0 and it is not the platform's own: "http://127.0.0.1:8088
	// (WECHAT_API_BASE)".
	Base string
}

// Error is the endpoint's name, the code, the platform's text, and what to do:
// "menu.create: 40018 invalid button name size (rid 1-2-3): Shorten the name."
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
	if known, ok := e.Code.Explain(); ok {
		b.WriteString(": " + known.Cure)
	}
	return b.String()
}

// Is reports whether target is e's code, or its kind.
func (e *Error) Is(target error) bool {
	return e.Code.Is(target)
}

// callerPattern finds the caller's address in the errmsg of 40164.
var callerPattern = regexp.MustCompile(`invalid ip ([0-9a-fA-F.:]+)`)

// callerIP reads the address from the errmsg of 40164.
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

// ridPattern finds the request id at the end of an errmsg: "rid: ..." today,
// "hint: [...]" or "hints: [ req_id: ... ]" in older answers.
var ridPattern = regexp.MustCompile(`[,\s]*\b(?:rid:\s*|hints?:\s*\[\s*(?:req_id:\s*)?)([^\s\]]+)\s*\]?\s*$`)

// newError is the refusal of a call.
func newError(call *Invocation, base *base, st status, httpStatus int) *Error {
	message := call.secrets.cut(st.Message)
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

// TransportError is a call that got no answer: the network, a timeout, a
// cancelled context. It shows no query and no body, since they carry secrets.
type TransportError struct {
	Endpoint string // the endpoint's name
	// Base is the address that was called, and where it comes from, where it is
	// not the platform's own: "http://127.0.0.1:8088 (WECHAT_API_BASE)".
	Base string
	Err  error // the cause
}

func (e *TransportError) Error() string {
	if e.Base != "" {
		return e.Endpoint + ": " + e.Base + ": " + e.Err.Error()
	}
	return e.Endpoint + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// newTransportError takes the URL off err: package http wraps its errors in
// one, and a caller's own RoundTripper may write it, or the body, into the
// text.
func newTransportError(call *Invocation, base *base, err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return &TransportError{Endpoint: call.Endpoint.Name, Base: base.shown, Err: call.secrets.hideURL(err)}
}

// ErrNoTokens is returned for an endpoint that needs an access_token when the
// client has no source of them.
var ErrNoTokens = errors.New("endpoint: the call needs an access_token, and Client.Tokens is nil")

// ErrNotReplayable says that an upload could not be sent a second time, since
// its reader cannot seek back to its start. It is joined to the platform's error
// where that refused the token; a middleware gets it that calls next again.
var ErrNotReplayable = errors.New("endpoint: the upload cannot be sent again, since its reader cannot seek back to its start: call once more with a new reader, or pass an io.Seeker")
