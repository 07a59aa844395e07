package credential

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// The platform's limits on stable_token with force_refresh.
const (
	forceMax   = 20
	forceSpan  = 24 * time.Hour // the documents say a day; any 24 hours are stricter
	forcePause = 30 * time.Second
)

// forceLimit remembers when a token was forced: here, and in the store for the
// other instances. It is used by the token's flight alone.
type forceLimit struct {
	store store.Store
	key   string
	times []int64 // Unix seconds, ascending
}

// take reports whether a token may be forced now, and counts it if so. Without
// the store, this instance's own memory decides.
func (f *forceLimit) take(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, storeLife)
	defer cancel()
	raw, err := f.store.Get(ctx, f.key)
	if errors.Is(err, store.ErrNotFound) {
		raw, err = nil, nil
	}
	var others []int64
	_ = json.Unmarshal(raw, &others) // what is not ours counts as nothing

	now := time.Now()
	times := slices.Concat(f.times, others)
	slices.Sort(times)
	times = slices.DeleteFunc(slices.Compact(times), func(t int64) bool { return now.Sub(time.Unix(t, 0)) >= forceSpan })
	if n := len(times); n >= forceMax || n > 0 && now.Sub(time.Unix(times[n-1], 0)) < forcePause+time.Second {
		return false
	}
	times = append(times, now.Unix())
	f.times = times
	if err != nil {
		return true
	}
	mine, _ := json.Marshal(times) // cannot fail
	swapped, err := f.store.CompareAndSwap(ctx, f.key, raw, mine, forceSpan)
	return swapped || err != nil // not swapped: another instance forces at this moment
}
