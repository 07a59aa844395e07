package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Error is an operation that failed, in Redis or on the way there. Neither it nor what it wraps shows a key or a value:
// they may be secrets.
//
// It matches context.Canceled or context.DeadlineExceeded where ctx was the reason, and go-redis's own errors
// (redis.IsReadOnlyError, redis.ErrPoolTimeout and so on). When Redis was reached, the operation may have taken effect.
type Error struct {
	Op  string // "get", "set" or "compare-and-swap"
	Err error
}

func (e *Error) Error() string { return "redisstore: " + e.Op + ": " + e.Err.Error() }

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// failure is err as the caller gets it, nil for nil.
func failure(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	err = unquoted(err)
	if end := ended(ctx); end != nil && !errors.Is(err, end) {
		err = fmt.Errorf("%w: %w", end, err)
	}
	return &Error{Op: op, Err: err}
}

// ended is ctx.Err(), or a deadline that has passed: a connection that has the same one may notice it first.
func ended(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && ctx.Err() == nil && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// quoting begins what texts quote: Redis the arguments of a command that it does not know (or that was renamed),
// go-redis the line that it cannot read.
var quoting = []string{
	", with args beginning with",
	"redis: can't parse",
	"redis: can't read raw reply",
	"redis: invalid reply",
}

// unquoted returns err, or in its place a text without what err quotes.
func unquoted(err error) error {
	for _, q := range quoting {
		if before, _, found := strings.Cut(err.Error(), q); found {
			return errors.New(before + q + " (not shown)")
		}
	}
	return err
}
