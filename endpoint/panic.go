package endpoint

import (
	"fmt"
	"runtime/debug"
)

// PanicError is a panic in code of the program's own that a call ran: a
// transport, a middleware, a recorder, a source of tokens, an upload's reader.
type PanicError struct {
	// Endpoint is the endpoint's name.
	Endpoint string
	// Value is what was panicked with, as text, without the call's secrets.
	Value string
	// Stack is where, as [debug.Stack] has it.
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("%s: a panic in a transport, a middleware, a recorder or their like: %s: its place is in PanicError.Stack", e.Endpoint, e.Value)
}

// caught makes a panic's value the error of the call, nil of nil.
func caught(name string, value any, s secrets) error {
	if value == nil {
		return nil
	}
	return &PanicError{Endpoint: name, Value: s.cut(queryPattern.ReplaceAllString(fmt.Sprint(value), "?...")), Stack: debug.Stack()}
}
