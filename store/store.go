// Package store holds the small state that instances of one program share: access tokens and tickets, pushes in flight,
// login states.
//
//	s := store.NewMemory() // or redisstore.New(client)
//	release, ok, err := store.Lock(ctx, s, "renew", 10*time.Second)
//
// [Store] is the interface, with three operations. [Memory] implements it for one process. Every other implementation,
// including your own, should pass the test suite in package store/storetest.
//
// [docs/deployment.md] says what is kept, and [docs/scaling.md] runs several instances.
//
// [docs/deployment.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/deployment.md#what-instances-share
// [docs/scaling.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/scaling.md
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
// A key is any string, compared byte by byte. A value is any bytes; the empty value is a value too. The caller may keep
// and change the values that an operation returns, and may change the values that it passed once the call has returned.
//
// A ttl must be above zero; otherwise the operation has no effect and fails with a [*TTLError], since every entry
// expires. An entry whose ttl has passed is absent to every operation. A store may round a ttl up to its clock's unit,
// by a millisecond at most. An entry may be lost before its ttl has passed, as in a full [Memory] or in a Redis that
// fails over: a caller must be able to go on without it, at a higher cost.
//
// When ctx is done before the call, the operation has no effect and its error matches ctx.Err(). When ctx ends during
// the call, the operation returns at once; a store across a network then cannot know whether it took effect.
type Store interface {
	// Get returns the value of key, never nil, or an error that matches [ErrNotFound] when key is absent.
	Get(ctx context.Context, key string) (value []byte, err error)

	// Set stores value under key for ttl and overwrites any value of the key. A nil value is stored as the empty value.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error

	// CompareAndSwap replaces old by new, for ttl, if key holds exactly old, and reports whether it did. With old nil
	// the key must be absent. With new nil the key is deleted and ttl is ignored. When it does not swap, value and ttl
	// stay as they were and the error is nil.
	CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (swapped bool, err error)
}

// Clock is what a [Store] may implement beside its operations: it tells its time. Instances whose machines have
// different clocks then agree on how old something is. With a Store that is no Clock, callers take their own machine's
// time; so a Store that wraps another one should have the other one's Time.
type Clock interface {
	// Time returns the store's time, which is the same for all instances to within 100 ms, however wrong their own
	// clocks are. It passes as real time does; it may step where the store's machine sets its clock or another machine
	// takes its place. It keeps to ctx as the operations of [Store] do.
	Time(ctx context.Context) (time.Time, error)
}

// ErrWrongType says that a key holds what no [Store] has written, such as a list in Redis. It concerns this key alone:
// the store works, and its other keys can be used. Get fails with it, and so does a CompareAndSwap that compares the
// key's value. The key is not absent, so that a CompareAndSwap with old nil does not swap; a Set overwrites it.
var ErrWrongType = errors.New("store: the key holds a value of another type: delete it, or use another prefix")

// ErrNotFound says that a key is absent: it was never set, or it has been deleted or has expired.
var ErrNotFound = errors.New("store: not found")

// TTLError refuses a ttl of zero or below.
type TTLError struct {
	TTL time.Duration // the refused ttl
}

func (e *TTLError) Error() string {
	return fmt.Sprintf("store: ttl is %v: give one above zero, since every entry expires", e.TTL)
}
