// Package store holds the small state that instances of one program share: access tokens and tickets, pushes in hand,
// login states.
//
// [Store] is the whole contract, in three verbs. [Memory] keeps it within one process; package store/storetest is the
// suite that every other store, yours too, should pass.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Store keeps values by key for a limited time. Every operation is atomic on its key, and a Store is safe for
// concurrent use.
//
// A key is any string, compared byte by byte. A value is any bytes; the empty value is a value. Values returned are the
// caller's to keep and change, and values given may be changed once the call has returned.
//
// A ttl is above zero, or the operation has no effect and fails with a [*TTLError]: nothing lives for ever. An entry
// whose ttl has passed is absent to every operation. A store may round a ttl up to its clock's unit, by a millisecond
// at most.
//
// When ctx is done before the call, the operation has no effect and its error matches ctx.Err(). When ctx ends during
// it, it comes back at once, and a store across a network cannot know whether it took effect.
type Store interface {
	// Get returns the value of key, never nil, or an error that matches [ErrNotFound] when key is absent.
	Get(ctx context.Context, key string) (value []byte, err error)

	// Set puts value under key for ttl, whatever was there. A nil value is stored as the empty value.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error

	// CompareAndSwap puts new in place of old, for ttl, if key holds exactly old, and reports whether it did. With old
	// nil the key must be absent. With new nil the key is deleted and ttl is not looked at. When it does not swap,
	// value and ttl stay as they were, and that is no error.
	CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (swapped bool, err error)
}

// ErrNotFound says that a key is absent: never set, deleted, or expired.
var ErrNotFound = errors.New("store: not found")

// TTLError refuses a ttl of zero or below.
type TTLError struct {
	TTL time.Duration // as given
}

func (e *TTLError) Error() string {
	return fmt.Sprintf("store: ttl is %v: give one above zero, nothing is kept for ever", e.TTL)
}
