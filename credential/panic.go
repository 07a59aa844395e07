package credential

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"

	"github.com/wechatgo/wechatgo/endpoint"
)

// panicError is a panic in code from outside this package: an [Ask], a store, a transport. Its text does not quote the
// panic's value, which may hold a secret, unless that is an error of the Go runtime, which holds none.
type panicError struct {
	where string // the code that panicked
	what  string // the type of the panic's value, or the runtime's error
	stack []byte
}

func (e *panicError) Error() string {
	return fmt.Sprintf("credential: %s panicked (%s): the log has the place", e.where, e.what)
}

// guard calls f and returns a panic in it as an error.
func guard(where string, f func() error) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = newPanicError(where, thrown)
		}
	}()
	return f()
}

func newPanicError(where string, thrown any) *panicError {
	what := fmt.Sprintf("%T", thrown)
	if e, ok := thrown.(runtime.Error); ok {
		what = e.Error()
	}
	return &panicError{where: where, what: what, stack: debug.Stack()}
}

// warn logs a warning with its attributes, with err, and with the stack where err is a panic. If the logger panics,
// only this line of the log is lost.
func (e *env) warn(ctx context.Context, text string, err error, attrs ...any) {
	_ = guard("the logger", func() error {
		attrs = append(attrs, "error", err)
		if p, ok := errors.AsType[*panicError](err); ok {
			attrs = append(attrs, "stack", string(p.stack))
		} else if p, ok := errors.AsType[*endpoint.PanicError](err); ok {
			attrs = append(attrs, "stack", string(p.Stack))
		}
		e.log.WarnContext(ctx, text, attrs...)
		return nil
	})
}

// info logs a line at the level Info, such as the end of an outage.
func (e *env) info(ctx context.Context, text string, attrs ...slog.Attr) {
	_ = guard("the logger", func() error {
		e.log.LogAttrs(ctx, slog.LevelInfo, text, attrs...)
		return nil
	})
}
