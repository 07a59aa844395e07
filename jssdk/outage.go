package jssdk

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"
)

// outage keeps the log short while tickets cannot be had: visitors ask as often
// as they like, and one line tells of the trouble, another of its end.
type outage struct {
	told atomic.Bool // of the trouble
	left atomic.Bool // of a page that went away while it waited
}

func (o *outage) begins(ctx context.Context, log *slog.Logger, err error) {
	if errors.Is(err, context.Canceled) {
		if !o.left.Swap(true) {
			log.InfoContext(ctx, "jssdk: no signature, the page went away", "err", err)
		}
		return
	}
	if !o.told.Swap(true) {
		log.ErrorContext(ctx, "jssdk: no signature", "err", err)
	}
}

func (o *outage) ends(ctx context.Context, log *slog.Logger) {
	if o.left.Load() {
		o.left.Store(false)
	}
	if o.told.Load() && o.told.Swap(false) {
		log.InfoContext(ctx, "jssdk: pages are signed again")
	}
}

// retryAfter returns the whole seconds after which a ticket may be had, 0 where
// err does not say: a [credential.PauseError] does.
//
// [credential.PauseError]: https://pkg.go.dev/github.com/wechatgo/wechatgo/credential#PauseError
func retryAfter(err error) int64 {
	var paused interface {
		error
		RetryAfter() time.Duration
	}
	if !errors.As(err, &paused) {
		return 0
	}
	return max(1, int64((paused.RetryAfter()+time.Second-1)/time.Second))
}
