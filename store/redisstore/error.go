package redisstore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// Error is the error of an operation that failed, in Redis or before it reached Redis. Neither it nor the errors that
// it wraps show a key or a value, since these may be secrets.
//
// It matches context.Canceled or context.DeadlineExceeded where ctx was the reason, [store.ErrWrongType] where the key
// holds another type, and go-redis's own errors (redis.IsReadOnlyError, redis.ErrPoolTimeout and so on). If the
// operation reached Redis, it may have taken effect.
type Error struct {
	Op  string // "get", "set", "compare-and-swap" or "time"
	Err error
}

func (e *Error) Error() string { return "redisstore: " + e.Op + ": " + e.Err.Error() }

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// operationError returns the error that the caller gets for err; it returns nil for nil.
func operationError(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	err = withoutQuote(withoutAddress(err))
	if strings.Contains(err.Error(), "WRONGTYPE") { // Redis 6 puts words of its own in front where a script fails
		err = fmt.Errorf("%w: %w", store.ErrWrongType, err)
	}
	if ctxErr := contextError(ctx); ctxErr != nil && !errors.Is(err, ctxErr) {
		err = fmt.Errorf("%w: %w", ctxErr, err)
	}
	return &Error{Op: op, Err: err}
}

// contextError returns ctx.Err(), and context.DeadlineExceeded as soon as the deadline of ctx has passed: a connection
// with the same deadline may fail before ctx itself is done.
func contextError(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && ctx.Err() == nil && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// quotePrefixes are the words before a quotation in an error's text: Redis quotes the arguments of a command that it
// does not know (or that was renamed), go-redis quotes the line that it cannot read, and strconv, which go-redis calls,
// the number.
var quotePrefixes = []string{
	", with args beginning with",
	"redis: can't parse",
	"redis: can't read raw reply",
	"redis: invalid reply",
	"redis: invalid push notification name length",
	": parsing",
}

// errURLAddr replaces the error for an address that is a URL, which may have the password in it.
var errURLAddr = errors.New(
	"the client's address is a URL: give redis.Options.Addr as host:port, or give the whole URL to redis.ParseURL",
)

// withoutAddress returns err, or errURLAddr for a dial to a URL.
func withoutAddress(err error) error {
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" && strings.Contains(err.Error(), "//") {
		return errURLAddr
	}
	return err
}

// withoutQuote returns err, or an error with the text of err without the quotation in it.
func withoutQuote(err error) error {
	for _, prefix := range quotePrefixes {
		if before, _, found := strings.Cut(err.Error(), prefix); found {
			return errors.New(before + prefix + " (not shown)")
		}
	}
	return err
}
