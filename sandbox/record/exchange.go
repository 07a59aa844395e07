package record

import (
	"fmt"
	"time"
)

// Exchange is one request and its answer between the platform and the account:
// a push, a call of the API, a handshake, a login page, a check of a JS-SDK
// signature.
type Exchange struct {
	ID         int64     `json:"id"`
	At         time.Time `json:"at"`
	Kind       string    `json:"kind"` // "push", "call", "handshake", "authorize" or "jssdk"
	Title      string    `json:"title"`
	User       string    `json:"user,omitempty"`
	Mode       string    `json:"mode,omitempty"`    // of a push
	Attempt    int       `json:"attempt,omitempty"` // of a push: 1 to 3, or more where it was made again on request
	DurationMS float64   `json:"durationMs"`
	Pending    bool      `json:"pending"`
	OK         bool      `json:"ok"`
	Status     int       `json:"status,omitempty"`   // HTTP
	Fidelity   string    `json:"fidelity,omitempty"` // of a call: "stateful", "sample" or "missing"
	Endpoint   string    `json:"endpoint,omitempty"` // of a call, such as "menu.create"
	ErrCode    int       `json:"errcode"`

	Request    HTTPMessage `json:"request"`
	Response   HTTPMessage `json:"response"`
	Signatures []Signature `json:"signatures,omitempty"`
	// Outcome says how a push ended: "replied", "success", "empty", "late",
	// "refused" (an answer that the platform does not take), "status" (not
	// 200), "broken" (no whole answer), "unverified" (the handshake before it
	// failed) or "unconnected". A call that a fault held back and whose caller
	// hung up has "gone".
	Outcome string `json:"outcome,omitempty"`
	// Fault is what the sandbox did because it was asked to: "delay" or "cut", or
	// to a call also "answer" (another answer) or "token" (its token ended, or
	// the clock was set ahead).
	Fault string `json:"fault,omitempty"`
	// Asked says that the problem is what a fault was asked to do.
	Asked   bool     `json:"asked,omitempty"`
	Problem *Problem `json:"problem"`
}

// String is the exchange in one line, such as "push event subscribe (alice):
// late: The callback did not answer …".
func (x Exchange) String() string {
	text := x.Kind + " " + x.Title
	if x.User != "" {
		text += " (" + x.User + ")"
	}
	if x.Outcome != "" {
		text += ": " + x.Outcome
	}
	if x.ErrCode != 0 {
		text += fmt.Sprintf(": errcode %d", x.ErrCode)
	}
	if x.Problem != nil {
		text += ": " + x.Problem.EN
	}
	return text
}

// HTTPMessage is a request or a response.
type HTTPMessage struct {
	Method  string            `json:"method,omitempty"`
	URL     string            `json:"url,omitempty"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"`
	// Opened is the body decrypted, or its JSON indented; "" where that adds
	// nothing.
	Opened string `json:"opened,omitempty"`
}

// Signature is a signature and what it was made of.
type Signature struct {
	Name     string          `json:"name"`
	Value    string          `json:"value"`
	Expected string          `json:"expected,omitempty"` // where Value is wrong
	Parts    []SignaturePart `json:"parts"`
	OK       bool            `json:"ok"`
}

// SignaturePart is one of the strings that were signed.
type SignaturePart struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Parts are the parts of a signature from names and values in turn.
func Parts(namesAndValues ...string) []SignaturePart {
	var parts []SignaturePart
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		parts = append(parts, SignaturePart{namesAndValues[i], namesAndValues[i+1]})
	}
	return parts
}
