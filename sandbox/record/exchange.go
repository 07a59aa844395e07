package record

import (
	"fmt"
	"time"
)

// Exchange is a request between the platform and the account, with its answer: a push, a call of the API, a handshake,
// a login page, the confirm page of a subscription, the check of a JS-SDK signature, or a page of the account that a
// user opened.
type Exchange struct {
	ID         int64     `json:"id"`                 // counts up
	At         time.Time `json:"at"`                 // when it began, by the platform's clock
	Kind       string    `json:"kind"`               // "push", "call", "handshake", "authorize", "subscribe", "jssdk" or "page"
	Title      string    `json:"title"`              // one line for people
	User       string    `json:"user,omitempty"`     // the virtual user's name
	Mode       string    `json:"mode,omitempty"`     // of a push
	Attempt    int       `json:"attempt,omitempty"`  // of a push: 1 to 3, or more if it was repeated on request
	DurationMS float64   `json:"durationMs"`         // from the request to the end of the answer, in milliseconds
	Pending    bool      `json:"pending"`            // it has not ended
	OK         bool      `json:"ok"`                 // it was not refused, and did not fail
	Status     int       `json:"status,omitempty"`   // the HTTP status
	Fidelity   string    `json:"fidelity,omitempty"` // of a call: "stateful", "sample" or "missing"
	Endpoint   string    `json:"endpoint,omitempty"` // of a call, such as "menu.create"
	ErrCode    int       `json:"errcode"`            // of a call: the platform's answer, 0 for success

	Request    HTTPMessage `json:"request"`
	Response   HTTPMessage `json:"response"`
	Signatures []Signature `json:"signatures,omitempty"`
	// Outcome says how a push ended: "replied", "success", "empty", "late", "refused" (the platform does not accept the
	// answer), "status" (the status is not 200), "broken" (there is no complete answer), "unverified" (the handshake
	// before it failed) or "unconnected". For a call it is "gone" if a fault delayed the call and its caller hung up.
	Outcome string `json:"outcome,omitempty"`
	// Fault is the requested fault that the sandbox applied: "delay" or "cut". For a call it can also be "answer"
	// (another answer was given) or "token" (the token was ended, or the clock was set ahead).
	Fault string `json:"fault,omitempty"`
	// Asked says that the problem is what a requested fault was meant to cause.
	Asked bool `json:"asked,omitempty"`
	// AnsweredLater says that a push was late, and that a later push of the message was answered.
	AnsweredLater bool     `json:"answeredLater,omitempty"`
	Problem       *Problem `json:"problem"`
	// Changes says, of a page, what the sandbox changed in it, and why.
	Changes []Problem `json:"changes,omitempty"`
}

// String returns the exchange in one line, such as "push event subscribe (alice): late: The callback did not answer …".
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
	Method  string            `json:"method,omitempty"` // of a request
	URL     string            `json:"url,omitempty"`    // of a request
	Status  int               `json:"status,omitempty"` // of a response
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"`
	// Opened is the decrypted body, or its JSON with indentation; "" if there is neither.
	Opened string `json:"opened,omitempty"`
}

// Signature is a signature with the values that were signed.
type Signature struct {
	Name     string          `json:"name"`
	Value    string          `json:"value"`
	Expected string          `json:"expected,omitempty"` // the right signature, if Value is wrong
	Parts    []SignaturePart `json:"parts"`
	OK       bool            `json:"ok"`
}

// SignaturePart is one of the values that were signed.
type SignaturePart struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Parts returns the parts of a signature from alternating names and values.
func Parts(namesAndValues ...string) []SignaturePart {
	var parts []SignaturePart
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		parts = append(parts, SignaturePart{namesAndValues[i], namesAndValues[i+1]})
	}
	return parts
}
