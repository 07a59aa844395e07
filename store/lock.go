package store

import (
	"context"
	"crypto/rand"
	"time"
)

// Lock tries once to take the lock key of s, and reports whether it did; it does not wait for another owner.
//
// The lock expires after ttl, so that an owner that dies does not block the others. Choose a ttl longer than the work,
// and treat the lock as a way to save work, not as proof that no other instance does it: a store may lose a lock before
// its ttl has passed, as a full [Memory] and a Redis that fails over do, and another owner may then take it. When err
// is not nil, the lock may have been taken all the same; it then expires by itself.
//
// release gives the lock back if the caller still owns it; a lock that has expired or was lost, and belongs to another
// owner, stays as it is. release is never nil, does nothing without the lock, and may be called again. A release whose
// ctx is done does not give the lock back, which then expires: call it with context.WithoutCancel(ctx) where the work
// may be cancelled.
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
		_, _ = s.CompareAndSwap(ctx, key, owner, nil, 0) // on failure the lock expires
	}, true, nil
}
