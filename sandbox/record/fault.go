package record

import (
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// CallFault is a requested fault of calls of the API. At least one of Code, Status, Body, Cut and Delay must be set.
type CallFault struct {
	// Endpoint is the name of an endpoint, or a pattern such as "menu.*" or "*".
	Endpoint string
	Code     endpoint.Code // the errcode that is answered in place of the call
	Status   int           // the HTTP status that is answered in place of the call
	Body     string        // the body that is answered in place of the call; "" means none
	Cut      bool          // the call is made, but the connection breaks before the answer
	Delay    time.Duration // how long the call waits before anything else happens
	// Times is how many calls the fault applies to; 0 means all.
	Times int
	// Probability is the probability that the fault applies to a call, above 0 and up to 1; 0 means 1. The platform's
	// seed decides about each call.
	Probability float64
}

// Replaces reports whether the fault gives an answer in place of the call. f may be nil.
func (f *CallFault) Replaces() bool {
	return f != nil && (f.Code != 0 || f.Status != 0 || f.Body != "")
}

// Name returns the name of the fault in an exchange: "cut", "answer" or "delay", or "" if f is nil.
func (f *CallFault) Name() string {
	switch {
	case f == nil:
		return ""
	case f.Cut:
		return "cut"
	case f.Replaces():
		return "answer"
	}
	return "delay"
}
