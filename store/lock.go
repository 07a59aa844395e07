package store

import (
	"context"
	"crypto/rand"
	"time"
)

// Lock tries once to take the lock key of s, and reports whether it did; it does not wait for another owner.
//
// The lock lapses after ttl, so that an owner who dies holds nobody up; choose a ttl longer than the work, and treat
// the lock as a way to save work, not as proof that nobody else does it. When err is not nil the lock may have been
// taken all the same, and then lapses by itself.
//
// release gives the lock back if it is still the caller's own: a lock that has lapsed and is another's by now is left
// alone. It is never nil, does nothing without the lock, and may be called again. A release whose ctx is done leaves
// the lock to lapse: give it context.WithoutCancel(ctx) where the work may be cancelled.
func Lock(
	ctx context.Context,
	s Store,
	key string,
	ttl time.Duration,
) (release func(context.Context), ok bool, err error) {
	owner := []byte(rand.Text())
	ok, err = s.CompareAndSwap(ctx, key, nil, owner, ttl)
	if err != nil || !ok {
		return func(context.Context) {}, false, err
	}
	return func(ctx context.Context) {
		_, _ = s.CompareAndSwap(ctx, key, owner, nil, 0) // on failure the lock lapses
	}, true, nil
}
