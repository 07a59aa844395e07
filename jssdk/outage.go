package jssdk

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"
)

// outage keeps the log short while there is no ticket of a kind: it logs one line at the start of the outage and one at its end,
// not one for each request that fails.
type outage struct {
	signs          string      // what the ticket signs: "pages" or "cards"
	failureLogged  atomic.Bool // the error of this outage has been logged
	canceledLogged atomic.Bool // a request that its client canceled has been logged since the last success
}

func (o *outage) failed(ctx context.Context, log *slog.Logger, err error) {
	if errors.Is(err, context.Canceled) {
		if !o.canceledLogged.Swap(true) {
			log.InfoContext(ctx, "jssdk: no signature, the client canceled the request", "signs", o.signs, "err", err)
		}
		return
	}
	if !o.failureLogged.Swap(true) {
		log.ErrorContext(ctx, "jssdk: no signature", "signs", o.signs, "err", err)
	}
}

func (o *outage) succeeded(ctx context.Context, log *slog.Logger) {
	if o.canceledLogged.Load() {
		o.canceledLogged.Store(false)
	}
	if o.failureLogged.Load() && o.failureLogged.Swap(false) {
		log.InfoContext(ctx, "jssdk: "+o.signs+" are signed again")
	}
}

// retryAfter returns the number of seconds, rounded up, until the ticket's source asks the platform again. Only some
// errors have this time, such as [credential.PauseError]; for any other, retryAfter returns 0.
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
