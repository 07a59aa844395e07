package credential

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// The platform's limits on stable_token with force_refresh.
const (
	forceMax      = 20             // in forceWindow
	forceWindow   = 24 * time.Hour // the platform documents a day; any 24 hours are stricter
	forceInterval = 30 * time.Second
)

// forcedName is the name of the forced renewals' times in the store.
const forcedName = "forced"

// forceLimit limits the forced renewals of the token. It keeps their times in memory, and in the store for the other
// instances. Only the token's renewal in flight calls its methods.
type forceLimit struct {
	*env
	backoff *backoff // after a forced renewal that the platform refused, such as with 45009
	times   []int64  // Unix seconds of the store's clock, ascending
}

// allow reports whether a token may be forced now, and counts a forced renewal if so. Without the store, this
// instance's memory decides.
func (f *forceLimit) allow(ctx context.Context, sh *sharedStore) bool {
	raw, err := sh.get(ctx, forcedName)
	var others []int64
	_ = json.Unmarshal(raw, &others) // another program's bytes count as no times

	now := sh.now(ctx)
	since := func(t int64) time.Duration { return now.Sub(time.Unix(t, 0)) }
	times := slices.Concat(f.times, others)
	slices.Sort(times)
	times = slices.DeleteFunc(slices.Compact(times), func(t int64) bool { return since(t) >= forceWindow })
	// A time far ahead comes from an instance with a wrong clock. It counts, but nobody waits until then.
	tooSoon := slices.ContainsFunc(times, func(t int64) bool { return since(t).Abs() < forceInterval+time.Second })
	if tooSoon || len(times) >= forceMax {
		return false
	}
	if f.backoff.sync(ctx, sh); f.backoff.active() != nil {
		return false
	}
	times = append(times, now.Unix())
	f.times = times
	if err != nil {
		return true
	}
	mine, _ := json.Marshal(times) // cannot fail
	swapped := sh.swap(ctx, forcedName, raw, mine, forceWindow)
	return swapped || sh.broken // a swap that fails without an error means that another instance forces a token now
}

// finished records the result of a forced renewal.
func (f *forceLimit) finished(ctx context.Context, sh *sharedStore, err error) {
	if err == nil {
		f.backoff.reset(ctx, sh)
		return
	}
	f.backoff.begin(ctx, sh, time.Now(), err, policyOf(err), 0)
}

// forceError is the error of a forced renewal. The fetch before it succeeded, but stable_token returned the refused
// token again.
type forceError struct{ err error }

func (e *forceError) Error() string { return e.err.Error() }
func (e *forceError) Unwrap() error { return e.err }
