package telemetry

import "context"

// StoreFailure is an operation of the shared store that failed. The instance
// goes on alone: it renews for itself, and knows only its own pushes.
type StoreFailure struct {
	// User is the package that needed the store: "credential" or "callback".
	User string
}

// Record counts f in [StoreFailures].
func (f StoreFailure) Record(ctx context.Context, r Recorder) {
	if r != nil {
		r.Record(ctx, StoreFailures, 1, f.User)
	}
}
