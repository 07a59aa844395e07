package record

import (
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// CallFault is what goes wrong with calls of the API because somebody asked for
// it. One of Code, Status, Body, Cut and Delay at least is set.
type CallFault struct {
	// Endpoint is the name of the endpoint, or a pattern such as "menu.*" or
	// "*".
	Endpoint string
	Code     endpoint.Code // answered in place of the call
	Status   int           // HTTP status, answered in place of the call
	Body     string        // answered as it is in place of the call; "" for none
	Cut      bool          // the call is made, and the connection breaks before its answer
	Delay    time.Duration // before all else
	// Times is how many calls are struck; 0 is all of them.
	Times int
	// Probability is how likely each call is struck, above 0 to 1; 0 is 1. It
	// is decided by the platform's seed.
	Probability float64
}

// Replaces reports whether the fault answers in place of the call.
func (f *CallFault) Replaces() bool {
	return f != nil && (f.Code != 0 || f.Status != 0 || f.Body != "")
}

// Name is how an exchange calls the fault, "" for none.
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
