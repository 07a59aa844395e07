package credential

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// value is one value that ends and is renewed: the access_token, a ticket. This file is what its readers do; renew.go
// is how it is got.
type value struct {
	*keeper
	name  string // in errors, logs and telemetry, and of its key in the store
	early window
	fetch fetchFunc
	// scarce values have few renewals: each of a classic token is one of the day's 2,000, and another program may give
	// classic tokens.
	scarce bool

	current atomic.Pointer[lease]  // nil before the first, and while a refused one is replaced
	dropped atomic.Pointer[lease]  // the refused one, which serves on where there is no other
	refused atomic.Pointer[string] // what the platform refused last
	news    atomic.Bool            // its refusal is a new trouble, see isNews

	flight   flight
	fetches  *brake // after failures
	renewals *brake // of refused values
	troubled atomic.Bool

	nextLook   atomic.Int64 // Unix nanoseconds: no look during a pause before
	nextBehind atomic.Int64 // Unix nanoseconds: no renewal in the background before

	newest  int64 // the newest issued seen, and
	adopted int64 // the newest issued taken; both the flight's alone
}

// get returns the value. On the hot path that is two atomic loads; the clock is not even looked at.
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
	l, err := v.await(ctx, v.mayFetch)
	if err != nil {
		if l := v.current.Load(); l.alive() { // a refused one that could not be replaced
			return l, nil
		}
		return nil, err
	}
	return l, nil
}

// replace returns a value other than failed. Where the failure was met by this program's own calls it may be news, see
// isNews; where another program reports it, it never is.
func (v *value) replace(ctx context.Context, failed string, own bool) (*lease, error) {
	for range 2 { // the first flight may have begun before the failure
		if l := v.current.Load(); l.alive() && l.value != failed {
			return v.use(ctx, l), nil
		}
		l, err := v.await(ctx, func() error { return v.mayReplace(failed, own) })
		if errors.Is(err, errReplaced) {
			continue
		}
		if err != nil || l.value != failed {
			return l, err
		}
	}
	if l := v.current.Load(); l.alive() && l.value != failed {
		return v.use(ctx, l), nil
	}
	if err := v.mayRenew(); err != nil {
		return nil, err
	}
	return nil, &RefusedError{Name: v.name}
}

// errReplaced says that there is another value than the one that failed: a flight has ended between the caller's look
// and its own.
var errReplaced = errors.New("credential: it has been replaced")

// mayReplace drops the current lease if it is the one that failed, so that its readers wait for the next one, unless no
// other may be had now.
func (v *value) mayReplace(failed string, own bool) error {
	l := v.current.Load()
	if l == nil && v.refused.Load() != nil {
		// What was refused is being replaced already. failed may be older, and must not be taken for it.
		return v.mayFetch()
	}
	if l.alive() && l.value != failed {
		return errReplaced
	}
	news := own && v.isNews(l)
	if l.alive() && !news { // one that has ended is to be fetched, not replaced
		if err := v.mayRenew(); err != nil {
			return err
		}
	}
	if err := v.mayFetch(); err != nil {
		return err
	}
	v.news.Store(news)
	v.refused.Store(&failed)
	v.dropped.Store(l)
	v.current.CompareAndSwap(l, nil)
	return nil
}

// isNews reports whether the refusal of l is a new trouble: it came of the last renewal, and has worked since. A gap
// between renewals is there for the value that is refused again and again. Of a scarce value that is believed
// freeRenewals times in a row: it may be that one kind of call is refused whatever the value, and the others prove it.
func (v *value) isNews(l *lease) bool {
	if l == nil || !l.worked.Load() || l.value == v.refusedValue() {
		return false
	}
	p := v.renewals.inForce()
	return p == nil || p.err == nil && (!v.scarce || p.count < freeRenewals)
}

// mayRenew objects while renewals of refused values are too near to each other.
func (v *value) mayRenew() error {
	if p := v.renewals.inForce(); p != nil {
		return v.notNow(p)
	}
	return nil
}

// mayFetch objects during the pause after a failed fetch. Once a second one caller is let through all the same, to see
// whether another instance has ended the pause.
func (v *value) mayFetch() error {
	p := v.fetches.inForce()
	if p == nil {
		return nil
	}
	now, next := time.Now(), v.nextLook.Load()
	if !v.alone && !v.away.Load() && now.UnixNano() >= next &&
		v.nextLook.CompareAndSwap(next, now.Add(lookEvery).UnixNano()) {
		return nil
	}
	return v.notNow(p)
}

// notNow is the error while p is kept.
func (v *value) notNow(p *pause) *PauseError {
	e := &PauseError{Name: v.name, Next: p.until, Err: p.err}
	if p.err == nil {
		e.Err = &RefusedError{Name: v.name}
	}
	if of, ok := errors.AsType[*PauseError](p.err); ok && of.Next.After(e.Next) { // the token's, for a ticket
		e.Next = of.Next
	}
	return e
}

// accepted notes that a call has succeeded with the value.
func (v *value) accepted(value string) {
	if l := v.current.Load(); l != nil && !l.worked.Load() && l.value == value {
		l.worked.Store(true)
	}
}

// use returns l, which lives, and sees to what follows it.
func (v *value) use(ctx context.Context, l *lease) *lease {
	if l.due.Load() {
		v.renewBehind(ctx)
	}
	return l
}

// renewBehind starts a renewal that nobody waits for, unless the last one began less than firstPause ago or went well
// less than quietAfter ago.
func (v *value) renewBehind(ctx context.Context) {
	now, next := time.Now(), v.nextBehind.Load()
	if now.UnixNano() >= next && v.nextBehind.CompareAndSwap(next, now.Add(firstPause).UnixNano()) {
		_, _ = v.start(ctx, v.mayFetch)
	}
}

// await waits for a renewal, the one under way if there is one. The caller may leave; the renewal goes on for the
// others.
func (v *value) await(ctx context.Context, may func() error) (*lease, error) {
	r, err := v.start(ctx, may)
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

func (v *value) start(ctx context.Context, may func() error) (*run, error) {
	ctx = context.WithoutCancel(ctx)
	return v.flight.join(may, func() (*lease, error) {
		ctx, cancel := context.WithTimeout(ctx, v.flightLife())
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
