// Package guard keeps a panic in foreign code, such as a program's store or logger, from ending the process: much of that
// code runs in goroutines of this module, where nothing else would catch a panic. [IsNil] finds what would panic before
// it is used.
package guard

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
)

// Call calls f, and makes a panic in it an error.
func Call(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return f()
}

// IsNil reports whether v is nil, or holds a nil of its type, as after a constructor that failed.
func IsNil(v any) bool {
	value := reflect.ValueOf(v)
	switch value.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return value.IsNil()
	default:
		return false
	}
}

// Log is a logger's handler that does not panic: a panic costs its line.
type Log struct{ slog.Handler }

// Enabled is the handler's own, and false after a panic.
func (g Log) Enabled(ctx context.Context, level slog.Level) (enabled bool) {
	defer func() { _ = recover() }()
	return g.Handler.Enabled(ctx, level)
}

// Handle is the handler's own. A panic in it is an error.
func (g Log) Handle(ctx context.Context, r slog.Record) error {
	return Call(func() error { return g.Handler.Handle(ctx, r) })
}
