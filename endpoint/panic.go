package endpoint

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// PanicError is a panic in the program's own code during a call: in a transport, a middleware, a recorder, a source of
// tokens, or an upload's reader. Its text does not quote the panic's value, which may contain a secret, unless the
// value is a runtime error, which contains none.
type PanicError struct {
	// Endpoint is the endpoint's name.
	Endpoint string
	// Thrown is the type of the panic's value, such as "string", or the text of a runtime error.
	Thrown string
	// Stack is the stack trace, as [debug.Stack] returns it.
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf(
		"%s: a transport, a middleware, a recorder or their like panicked (%s): PanicError.Stack has the place",
		e.Endpoint,
		e.Thrown,
	)
}

// thrown describes a panic's value.
func thrown(value any) string {
	if e, ok := value.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", value)
}

// newPanicError makes the error of a call from a panic's value. It must run in the deferred function that recovered,
// for the stack trace.
func newPanicError(name string, value any) error {
	return &PanicError{Endpoint: name, Thrown: thrown(value), Stack: debug.Stack()}
}
