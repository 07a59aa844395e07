package measure

import (
	"context"

	"github.com/wechatgo/wechatgo/telemetry"
)

// StoreFailure is an operation of the shared store that failed. The instance goes on alone: it renews for itself, and
// knows only its own pushes and logins.
type StoreFailure struct {
	// User is the package that needed the store: "credential", "callback" or "oauth".
	User string
}

// Record counts f in [telemetry.StoreFailures].
func (f StoreFailure) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.StoreFailures, 1, f.User)
	}
}
