package endpoint

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// PanicError is a panic in code of the program's own that a call ran: a
// transport, a middleware, a recorder, a source of tokens, an upload's reader.
// It does not quote what was thrown, which may hold a secret; an error of the
// runtime's holds none.
type PanicError struct {
	// Endpoint is the endpoint's name.
	Endpoint string
	// Thrown is the type of what was thrown, such as "string", or the text of an
	// error of the runtime's.
	Thrown string
	// Stack is where, as [debug.Stack] has it.
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("%s: a transport, a middleware, a recorder or their like panicked (%s): PanicError.Stack has the place", e.Endpoint, e.Thrown)
}

// thrown says what a panic's value is.
func thrown(value any) string {
	if e, ok := value.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", value)
}

// caught makes a panic's value the error of the call.
func caught(name string, value any) error {
	return &PanicError{Endpoint: name, Thrown: thrown(value), Stack: debug.Stack()}
}
