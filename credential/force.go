package credential

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// The platform's limits on stable_token with force_refresh.
const (
	forceMax   = 20
	forceSpan  = 24 * time.Hour // the documents say a day; any 24 hours are stricter
	forcePause = 30 * time.Second
	forcedName = "forced" // of the times in the store
)

// forceLimit remembers when a token was forced: here, and in the store for the other instances. It is used by the
// token's flight alone.
type forceLimit struct {
	*keeper
	brake *brake  // after a force that the platform refused, such as with 45009
	times []int64 // Unix seconds, ascending
}

// take reports whether a token may be forced now, and counts it if so. Without the store, this instance's own memory
// decides.
func (f *forceLimit) take(ctx context.Context, sh *shared) bool {
	raw, err := sh.get(ctx, forcedName)
	var others []int64
	_ = json.Unmarshal(raw, &others) // what is not ours counts as nothing

	now := time.Now()
	times := slices.Concat(f.times, others)
	slices.Sort(times)
	times = slices.DeleteFunc(
		slices.Compact(times),
		func(t int64) bool { return now.Sub(time.Unix(t, 0)) >= forceSpan },
	)
	if n := len(times); n >= forceMax || n > 0 && now.Sub(time.Unix(times[n-1], 0)) < forcePause+time.Second {
		return false
	}
	if f.brake.sync(ctx, sh); f.brake.inForce() != nil {
		return false
	}
	times = append(times, now.Unix())
	f.times = times
	if err != nil {
		return true
	}
	mine, _ := json.Marshal(times) // cannot fail
	swapped := sh.swap(ctx, forcedName, raw, mine, forceSpan)
	return swapped || sh.broken // not swapped: another instance forces at this moment
}

// ended remembers how a force went.
func (f *forceLimit) ended(ctx context.Context, sh *shared, err error) {
	if err == nil {
		f.brake.release(ctx, sh)
		return
	}
	f.brake.hold(ctx, sh, time.Now(), err, policyOf(err), 0)
}

// forceError is a force that failed after stable_token had handed out the refused token once more: the fetch itself
// goes well.
type forceError struct{ err error }

func (e *forceError) Error() string { return e.err.Error() }
func (e *forceError) Unwrap() error { return e.err }
