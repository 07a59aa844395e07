package credential

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// value is the access_token or a ticket: a value that expires and is renewed. This file has the methods of its readers,
// renew.go those of its renewal.
type value struct {
	*env
	name   string // in errors, logs and telemetry, and in the key in the store
	window window
	fetch  fetchFunc
	// limited values must be renewed seldom. Each renewal of a classic token counts for the daily quota of 2,000, and
	// another program may give classic tokens.
	limited bool

	current atomic.Pointer[lease]  // nil before the first fetch, and while a refused lease is replaced
	dropped atomic.Pointer[lease]  // the refused lease while it is replaced; it becomes current again if that fails
	refused atomic.Pointer[string] // the value that the platform refused last
	skipGap atomic.Bool            // that value is renewed without a gap, see maySkipGap

	flight         flight
	fetchBackoff   *backoff    // the pauses after failed fetches
	renewalBackoff *backoff    // the gaps between renewals of refused values
	warned         atomic.Bool // a failure is logged, and there has been no new value since

	nextRecheck    atomic.Int64 // Unix nanoseconds: when the pause may be checked again
	nextBackground atomic.Int64 // Unix nanoseconds: when the next renewal in the background may start

	// Only the renewal in flight uses these two.
	maxIssued     int64 // the largest issued of all leases that this instance has seen
	adoptedIssued int64 // issued of the last lease that it adopted
}

// get returns the value. A read of a fresh value is two atomic loads, without a look at the clock.
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
		return v.renewIfDue(ctx, l), nil
	}
	l, err := v.wait(ctx, v.mayFetch)
	if err != nil {
		if l := v.current.Load(); l.alive() { // a refused lease that could not be replaced
			return l, nil
		}
		return nil, err
	}
	return l, nil
}

// replace returns a value other than failed, which the platform refused. ownCall says that the refused call was this
// program's own: only then may the renewal skip the gap, see maySkipGap.
func (v *value) replace(ctx context.Context, failed string, ownCall bool) (*lease, error) {
	for range 2 { // the first renewal that it waits for may have begun before the refusal
		if l := v.current.Load(); l.alive() && l.value != failed {
			return v.renewIfDue(ctx, l), nil
		}
		l, err := v.wait(ctx, func() error { return v.dropRefused(failed, ownCall) })
		if errors.Is(err, errReplaced) {
			continue
		}
		if err != nil || l.value != failed {
			return l, err
		}
	}
	if l := v.current.Load(); l.alive() && l.value != failed {
		return v.renewIfDue(ctx, l), nil
	}
	if err := v.mayRenew(); err != nil {
		return nil, err
	}
	return nil, &RefusedError{Name: v.name}
}

// errReplaced says that the refused value has been replaced already: a renewal has ended between the caller's read of
// the value and the start of its own renewal.
var errReplaced = errors.New("credential: the refused value has been replaced")

// dropRefused prepares the renewal of a refused value. It drops the current lease if that holds the value, so that
// readers wait for the next lease. It returns an error and drops nothing where no other value may be fetched now, or
// where the value is replaced already (errReplaced). It runs as allow of flight.join, so no renewal is in flight.
func (v *value) dropRefused(failed string, ownCall bool) error {
	l := v.current.Load()
	if l == nil && v.refused.Load() != nil {
		// The value in refused is being replaced already. failed may be an older one, so it must not overwrite refused.
		return v.mayFetch()
	}
	if l.alive() && l.value != failed {
		return errReplaced
	}
	skipGap := ownCall && v.maySkipGap(l)
	if l.alive() && !skipGap { // the gap does not apply to an expired lease, which has to be fetched anew anyhow
		if err := v.mayRenew(); err != nil {
			return err
		}
	}
	if err := v.mayFetch(); err != nil {
		return err
	}
	v.skipGap.Store(skipGap)
	v.refused.Store(&failed)
	v.dropped.Store(l)
	v.current.CompareAndSwap(l, nil)
	return nil
}

// maySkipGap reports whether l, which the platform refused, may be renewed without a gap. It may if a call has
// succeeded with l before, if l does not hold the value that was refused last, and if the last renewal did not fail.
// The gaps are for values that are refused again and again.
//
// Limited values skip at most maxImmediateRenewals gaps in a row. One kind of call may be refused whatever the value,
// while other calls succeed with each new value.
func (v *value) maySkipGap(l *lease) bool {
	if l == nil || !l.accepted.Load() || l.value == v.refusedValue() {
		return false
	}
	p := v.renewalBackoff.active()
	return p == nil || p.err == nil && (!v.limited || p.count < maxImmediateRenewals)
}

// mayRenew returns a PauseError during the gap between two renewals of refused values.
func (v *value) mayRenew() error {
	if p := v.renewalBackoff.active(); p != nil {
		return v.pauseError(p)
	}
	return nil
}

// mayFetch returns a PauseError during the pause after a failed fetch. Every recheckEvery it lets one caller through,
// whose renewal checks whether another instance has ended the pause.
func (v *value) mayFetch() error {
	p := v.fetchBackoff.active()
	if p == nil {
		return nil
	}
	now, next := time.Now(), v.nextRecheck.Load()
	if !v.local && !v.storeDown.Load() && now.UnixNano() >= next &&
		v.nextRecheck.CompareAndSwap(next, now.Add(recheckEvery).UnixNano()) {
		return nil
	}
	return v.pauseError(p)
}

// pauseError returns the error that callers get during p.
func (v *value) pauseError(p *pause) *PauseError {
	e := &PauseError{Name: v.name, Next: p.until, Err: p.err}
	if p.err == nil {
		e.Err = &RefusedError{Name: v.name}
	}
	// A ticket whose token cannot be fetched has to wait for the token's pause.
	if token, ok := errors.AsType[*PauseError](p.err); ok && token.Next.After(e.Next) {
		e.Next = token.Next
	}
	return e
}

// accept notes that a call has succeeded with the value.
func (v *value) accept(value string) {
	if l := v.current.Load(); l != nil && !l.accepted.Load() && l.value == value {
		l.accepted.Store(true)
	}
}

// renewIfDue returns l, which must be alive, and starts a renewal in the background if l is due for one.
func (v *value) renewIfDue(ctx context.Context, l *lease) *lease {
	if l.due.Load() {
		v.renewInBackground(ctx)
	}
	return l
}

// renewInBackground starts a renewal that nobody waits for. It does not where the last one began less than firstPause
// ago, or succeeded less than backgroundInterval ago.
func (v *value) renewInBackground(ctx context.Context) {
	now, next := time.Now(), v.nextBackground.Load()
	if now.UnixNano() >= next && v.nextBackground.CompareAndSwap(next, now.Add(firstPause).UnixNano()) {
		_, _ = v.start(ctx, v.mayFetch)
	}
}

// wait waits for the renewal in flight, or starts one unless allow returns an error. A caller whose ctx ends stops
// waiting, and the renewal goes on for the others.
func (v *value) wait(ctx context.Context, allow func() error) (*lease, error) {
	r, err := v.start(ctx, allow)
	if err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("credential: waiting for the %s: %w", v.name, ctx.Err())
	case <-r.done:
		return r.lease, r.err
	}
}

func (v *value) start(ctx context.Context, allow func() error) (*renewal, error) {
	ctx = context.WithoutCancel(ctx)
	return v.flight.join(allow, func() (*lease, error) {
		ctx, cancel := context.WithTimeout(ctx, v.renewalTimeout())
		defer cancel()
		return v.renew(ctx)
	})
}

func (v *value) refusedValue() string {
	if r := v.refused.Load(); r != nil {
		return *r
	}
	return ""
}
