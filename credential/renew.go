package credential

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
)

// question is what a fetch is asked.
type question struct {
	// failed was refused by the platform and has not been replaced yet: the answer should be another value. It is ""
	// where none was.
	failed string
	// again says that the last fetch failed: this one must be a single request.
	again bool
}

// fetchFunc asks for a value and how long it lives from now. It sends one request, but for what its implementations
// say, so that the pauses bound what the platform is asked.
type fetchFunc func(ctx context.Context, q question) (value string, life time.Duration, err error)

// renew gets a lease and counts the renewal. It is the flight: one at a time.
func (v *value) renew(ctx context.Context) (l *lease, err error) {
	defer func() {
		if thrown := recover(); thrown != nil { // of what has no guard of its own, a bug in this package
			err = v.notNow(v.failed(ctx, nil, newPanicError("the renewal of the "+v.name, thrown), passing, 0))
		}
		if old := v.dropped.Swap(nil); old.alive() {
			v.current.CompareAndSwap(nil, old) // there is no other
		}
	}()
	if l := v.current.Load(); l.alive() && !l.due.Load() {
		return l, nil // renewed between the caller's look and the flight
	}
	l, outcome, err := v.obtain(ctx)
	if outcome != "" {
		measure.Renewal{Kind: v.name, Outcome: outcome}.Record(ctx, v.telemetry)
	}
	if err != nil {
		return nil, err
	}
	return v.adopt(ctx, l), nil
}

// obtain gets a lease from the store or the platform. Where nobody was asked for one, there is no outcome to count.
func (v *value) obtain(ctx context.Context) (*lease, telemetry.Outcome, error) {
	sh := &shared{keeper: v.keeper}
	if p := v.fetches.inForce(); p != nil {
		if err := v.look(ctx, sh, p); err != nil {
			return nil, "", err
		}
	}
	if l := sh.load(ctx, v.name); v.better(l) {
		v.storeWorks(ctx) // for another instance, at least
		return l, telemetry.Adopted, nil
	}
	release, l := v.claim(ctx, sh)
	defer release()
	if l != nil {
		return l, telemetry.Adopted, nil
	}
	failed, err := v.mayAsk(ctx, sh)
	if err != nil {
		return nil, "", err
	}
	l, err = v.ask(ctx, sh, failed)
	if err != nil {
		return nil, telemetry.Failed, err
	}
	return sh.publish(ctx, v.name, l, v.refusedValue()), telemetry.Issued, nil
}

// look is for a caller that was let through the pause p. A pause that the instances share is over when its record is
// gone, any other when another instance has got a value. That is one read of the store.
func (v *value) look(ctx context.Context, sh *shared, p *pause) error {
	if p.shared {
		v.fetches.sync(ctx, sh)
	} else if v.better(sh.load(ctx, v.name)) {
		v.fetches.last.Store(nil)
	}
	if p := v.fetches.inForce(); p != nil {
		return v.notNow(p)
	}
	return nil
}

// mayAsk decides whether the platform may be asked, now that no other instance asks, and for what: failed is the value
// to be replaced, or "".
func (v *value) mayAsk(ctx context.Context, sh *shared) (failed string, err error) {
	v.fetches.sync(ctx, sh)
	if p := v.fetches.inForce(); p != nil {
		v.inTrouble(ctx, p)
		return "", v.notNow(p)
	}
	if v.current.Load() != nil || v.refusedValue() == "" {
		return "", nil
	}
	v.renewals.sync(ctx, sh)
	switch p := v.renewals.inForce(); {
	case p == nil, v.news.Load():
		return v.refusedValue(), nil
	case v.dropped.Load().alive():
		return "", v.notNow(p)
	}
	return "", nil // no value lives: what the platform has is better than none
}

// ask asks the platform, or another program, and remembers how that went.
func (v *value) ask(ctx context.Context, sh *shared, failed string) (*lease, error) {
	asked := time.Now()
	l, err := v.issue(ctx, question{failed: failed, again: v.fetches.failures() > 0})
	var held *pause
	var wait time.Duration
	var told *waitError
	if errors.As(err, &told) {
		wait = told.wait
	}
	if failed != "" {
		held = v.renewals.hold(ctx, sh, asked, err, renewing, wait)
		if !v.news.Load() {
			v.inRow(ctx, held)
		}
		wait = 0 // it is said of renewals
	}
	var notForced *forceError
	var noToken *noTokenError
	switch {
	case err == nil:
		v.fetches.release(ctx, sh)
		return l, nil
	case errors.As(err, &notForced):
		v.fetches.release(ctx, sh) // the fetch itself went well
	case errors.As(err, &noToken):
		held = v.fetches.wait(lookEvery, noToken.err) // it has pauses of its own, and a line in the log
	default:
		held = v.failed(ctx, sh, err, policyOf(err), wait)
	}
	return nil, v.notNow(held)
}

// failed begins the pause after a fetch that has failed with err, and tells of it.
func (v *value) failed(ctx context.Context, sh *shared, err error, by policy, wait time.Duration) *pause {
	held := v.fetches.hold(ctx, sh, time.Now(), err, by, wait)
	v.nextLook.Store(time.Now().Add(lookEvery).UnixNano())
	v.inTrouble(ctx, held)
	return held
}

// inTrouble warns of a failure, once until there is a value again.
func (v *value) inTrouble(ctx context.Context, p *pause) {
	if v.troubled.Swap(true) {
		return
	}
	for _, old := range []*lease{v.current.Load(), v.dropped.Load()} {
		if old.alive() {
			v.warn(
				ctx,
				"credential: renewal failed, the old value still serves",
				v.notNow(p), "name", v.name, "until", old.expires,
			)
			return
		}
	}
	v.warn(ctx, "credential: there is no value", v.notNow(p), "name", v.name)
}

// refusedInRow is how many renewals of refused values one after the other are worth a warning.
const refusedInRow = 3

// inRow warns once when the platform refuses one value after the other.
func (v *value) inRow(ctx context.Context, p *pause) {
	if p.count == refusedInRow {
		v.warn(
			ctx,
			"credential: one value after the other is refused, so renewals are spaced",
			v.notNow(p), "name", v.name,
		)
	}
}

var errLockHeld = errors.New(
	"credential: the lock in the store has not lapsed: another instance has taken it over, or the store swaps nothing",
)

// lockPoll is how often an instance looks whether the one that holds the lock is done.
const lockPoll = 100 * time.Millisecond

// claim waits until this instance may ask the platform, or returns what another instance got meanwhile. Its patience
// outlasts a dead owner of the lock and the one who took over: else all who wait would ask at that moment.
func (v *value) claim(ctx context.Context, sh *shared) (release func(), l *lease) {
	lapsed, told := time.Now().Add(v.lockLife()), false
	end := lapsed.Add(v.lockLife())
	for {
		release, held := sh.lock(ctx, v.name)
		if l := sh.load(ctx, v.name); v.better(l) {
			release()
			return func() {}, l
		}
		if held || sh.broken || !time.Now().Before(end) {
			return release, nil
		}
		if !told && !time.Now().Before(lapsed) {
			told = true
			v.warn(ctx, "credential: this instance still waits for the lock", errLockHeld, "name", v.name, "until", end)
		}
		time.Sleep(lockPoll)
	}
}

// better reports whether l, from the store, is newer than what this instance has or had: one that it has dropped is not
// followed by an older one.
func (v *value) better(l *lease) bool {
	if !l.alive() {
		return false
	}
	v.newest = max(v.newest, l.issued)
	return l.issued > v.adopted && l.value != v.refusedValue()
}

// issue gets a new lease. It is issued when it was asked for, and in any case after every lease seen before: another
// instance's fast clock cannot make its old lease look newer for ever.
func (v *value) issue(ctx context.Context, q question) (*lease, error) {
	ctx, cancel := context.WithTimeout(ctx, v.timeout)
	defer cancel()
	asked := time.Now()
	issued := max(asked.UnixMilli(), v.newest+1)
	var val string
	var life time.Duration
	err := guard(v.asks, func() (err error) {
		if val, life, err = v.fetch(ctx, q); err != nil {
			_ = err.Error() // of a nil pointer in an error it panics, here and not where it is logged
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &lease{value: val, issued: issued, expires: asked.Add(life)}, nil
}

// quietAfter is the time between renewals in the background that go well: a value may be due again at once, near its
// end.
const quietAfter = 10 * time.Second

func (v *value) adopt(ctx context.Context, l *lease) *lease {
	v.adopted = l.issued
	v.newest = max(v.newest, l.issued)
	l.dueAfter(v.early.pick(time.Until(l.expires)))
	v.nextBehind.Store(time.Now().Add(quietAfter).UnixNano())
	v.fetches.last.Store(nil)
	v.current.Store(l)
	if v.troubled.Swap(false) {
		v.tell(ctx, "credential: there is a value again", slog.String("name", v.name))
	}
	return l
}
