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

// panicError is a panic in code that is not this package's: an [Ask], a store, a transport. Its text does not quote
// what was thrown, which may hold a secret; an error of the runtime's holds none.
type panicError struct {
	where string
	what  string
	stack []byte
}

func (e *panicError) Error() string {
	return fmt.Sprintf("credential: %s panicked (%s): the log has the place", e.where, e.what)
}

// guard calls f, and makes a panic in it an error.
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

// warn logs a warning with what it is about, err, and the stack where err is a panic. A logger that panics is not asked
// again, and costs nothing but the line.
func (k *keeper) warn(ctx context.Context, text string, err error, about ...any) {
	_ = guard("the logger", func() error {
		about = append(about, "error", err)
		if p, ok := errors.AsType[*panicError](err); ok {
			about = append(about, "stack", string(p.stack))
		} else if p, ok := errors.AsType[*endpoint.PanicError](err); ok {
			about = append(about, "stack", string(p.Stack))
		}
		k.log.WarnContext(ctx, text, about...)
		return nil
	})
}

// tell logs what is good news.
func (k *keeper) tell(ctx context.Context, text string, about ...slog.Attr) {
	_ = guard("the logger", func() error {
		k.log.LogAttrs(ctx, slog.LevelInfo, text, about...)
		return nil
	})
}
