package credential

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/wechatgo/wechatgo/telemetry"
)

// retryPause is the time between renewals in the background that fail.
const retryPause = 10 * time.Second

// fetchFunc asks for a value and how long it lives from now. It should return
// another value than failed, which was refused and has not been replaced yet;
// "" says that none was.
type fetchFunc func(ctx context.Context, failed string) (value string, life time.Duration, err error)

// value is one value that ends and is renewed: the access_token, a ticket.
type value struct {
	*keeper
	name  string // in errors, logs and telemetry, and of its key in the store
	early window
	fetch fetchFunc

	current atomic.Pointer[lease]  // nil before the first, and once refused
	refused atomic.Pointer[string] // what the platform refused last
	nextTry atomic.Int64           // Unix nanoseconds: no renewal in the background before

	flight  singleflight.Group
	newest  int64 // the newest issued seen, and
	adopted int64 // the newest issued taken; both the flight's alone
}

// get returns the value. On the hot path that is two atomic loads; the clock
// is not even looked at.
func (v *value) get(ctx context.Context) (string, error) {
	if l := v.current.Load(); l != nil && !l.due.Load() {
		return l.value, nil
	}
	l, err := v.lease(ctx)
	if err != nil {
		return "", err
	}
	return l.value, nil
}

// lease returns the value with its end.
func (v *value) lease(ctx context.Context) (*lease, error) {
	if l := v.current.Load(); l.alive() {
		return v.use(ctx, l), nil
	}
	return v.await(ctx)
}

// replace returns a value other than failed.
func (v *value) replace(ctx context.Context, failed string) (*lease, error) {
	for range 2 { // the first flight may have begun before the failure
		if l := v.drop(failed); l != nil {
			return v.use(ctx, l), nil
		}
		l, err := v.await(ctx)
		if err != nil || l.value != failed {
			return l, err
		}
	}
	return nil, &RefusedError{Name: v.name}
}

// drop forgets the current lease if it is the one that failed, and returns it
// if it is another that may still be good.
func (v *value) drop(failed string) *lease {
	l := v.current.Load()
	switch {
	case l.alive() && l.value != failed:
		return l
	case l == nil && v.refused.Load() != nil:
		// What was refused is being replaced already. failed may be older, and
		// must not be taken for it.
	default:
		v.refused.Store(&failed)
		v.current.CompareAndSwap(l, nil)
	}
	return nil
}

// use returns l, which lives, and sees to what follows it.
func (v *value) use(ctx context.Context, l *lease) *lease {
	if l.due.Load() {
		v.renewBehind(ctx)
	}
	return l
}

// renewBehind starts a renewal that nobody waits for.
func (v *value) renewBehind(ctx context.Context) {
	now := time.Now()
	next := v.nextTry.Load()
	if now.UnixNano() >= next && v.nextTry.CompareAndSwap(next, now.Add(retryPause).UnixNano()) {
		v.start(ctx)
	}
}

// await waits for a renewal, the one under way if there is one. The caller may
// leave; the renewal goes on for the others.
func (v *value) await(ctx context.Context) (*lease, error) {
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("credential: waiting for the %s: %w", v.name, ctx.Err())
	case r := <-v.start(ctx):
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*lease), nil
	}
}

func (v *value) start(ctx context.Context) <-chan singleflight.Result {
	return v.flight.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), v.flightLife())
		defer cancel()
		l, err := v.renew(ctx)
		if old := v.current.Load(); err != nil && old.alive() {
			v.log.WarnContext(ctx, "credential: renewal failed, the old value still serves",
				"name", v.name, "until", old.expires, "error", err)
		}
		return l, err
	})
}

// renew gets a lease and counts the renewal. It is the flight: one at a time.
func (v *value) renew(ctx context.Context) (*lease, error) {
	if l := v.current.Load(); l.alive() && !l.due.Load() {
		return l, nil // renewed between the caller's look and the flight
	}
	l, outcome, err := v.obtain(ctx)
	telemetry.Renewal{Kind: v.name, Outcome: outcome}.Record(ctx, v.telemetry())
	if err != nil {
		return nil, fmt.Errorf("credential: get the %s: %w", v.name, err)
	}
	return v.adopt(l), nil
}

// obtain gets a lease from the store or the platform.
func (v *value) obtain(ctx context.Context) (*lease, telemetry.Outcome, error) {
	sh := &shared{keeper: v.keeper, name: v.name}
	if l := sh.load(ctx); v.better(l) {
		v.storeWorks(ctx) // for another instance, at least
		return l, telemetry.Adopted, nil
	}
	release, l := v.claim(ctx, sh)
	defer release()
	if l != nil {
		return l, telemetry.Adopted, nil
	}
	l, err := v.issue(ctx)
	if err != nil {
		return nil, telemetry.Failed, err
	}
	return sh.publish(ctx, l, v.refusedValue()), telemetry.Issued, nil
}

// lockPoll is how often an instance looks whether the one that holds the lock
// is done.
const lockPoll = 100 * time.Millisecond

// claim waits until this instance may ask the platform, or returns what
// another instance got meanwhile. Its patience outlasts a dead owner of the lock
// and the one who took over: else all who wait would ask at that moment.
func (v *value) claim(ctx context.Context, sh *shared) (release func(), l *lease) {
	end := time.Now().Add(2 * v.lockLife())
	for {
		release, held := sh.lock(ctx)
		if l := sh.load(ctx); v.better(l) {
			release()
			return func() {}, l
		}
		if held || sh.broken || !time.Now().Before(end) {
			return release, nil
		}
		time.Sleep(lockPoll)
	}
}

// better reports whether l, from the store, is newer than what this instance
// has or had: one that it has dropped is not followed by an older one.
func (v *value) better(l *lease) bool {
	if !l.alive() {
		return false
	}
	v.newest = max(v.newest, l.issued)
	return l.issued > v.adopted && l.value != v.refusedValue()
}

// issue asks the platform. A lease is issued when it was asked for, and in any
// case after every lease seen before: another instance's fast clock cannot make
// its old lease look newer for ever.
func (v *value) issue(ctx context.Context) (*lease, error) {
	ctx, cancel := context.WithTimeout(ctx, v.timeout)
	defer cancel()
	asked := time.Now()
	issued := max(asked.UnixMilli(), v.newest+1)
	val, life, err := v.fetch(ctx, v.failed())
	if err != nil {
		return nil, err
	}
	v.newest = issued
	return &lease{value: val, issued: issued, expires: asked.Add(life)}, nil
}

func (v *value) adopt(l *lease) *lease {
	v.adopted = l.issued
	v.newest = max(v.newest, l.issued)
	l.dueAfter(v.early.pick(time.Until(l.expires)))
	v.current.Store(l)
	return l
}

// failed is the refused value while there is no other.
func (v *value) failed() string {
	if v.current.Load() != nil {
		return ""
	}
	return v.refusedValue()
}

func (v *value) refusedValue() string {
	if r := v.refused.Load(); r != nil {
		return *r
	}
	return ""
}
