package callback

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// Handlers, late replies and what the instances tell each other have goroutines
// of their own, where a panic would end the process: a sender's and a store's is
// an error, a logger's costs its line, and a recorder's its measurement.

// guarded calls f, and makes a panic in it an error.
func guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return f()
}

// guardedLog is a logger's handler that does not panic.
type guardedLog struct{ slog.Handler }

func (g guardedLog) Enabled(ctx context.Context, level slog.Level) (enabled bool) {
	defer func() { _ = recover() }()
	return g.Handler.Enabled(ctx, level)
}

func (g guardedLog) Handle(ctx context.Context, r slog.Record) error {
	return guarded(func() error { return g.Handler.Handle(ctx, r) })
}
