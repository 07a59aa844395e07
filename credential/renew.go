package credential

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
)

// fetchRequest is what a fetch is asked for.
type fetchRequest struct {
	// failed is the value that the platform refused and that is not replaced yet, or "". The fetch should return
	// another value.
	failed string
	// retry says that the last fetch failed. This one must send a single request.
	retry bool
}

// fetchFunc fetches a value and its lifetime from now. It sends one request, or two where an implementation says so:
// the pauses can limit the load on the platform only if a fetch does not repeat its requests.
type fetchFunc func(ctx context.Context, req fetchRequest) (value string, life time.Duration, err error)

// renew obtains a new lease, adopts it, and counts the renewal. The flight runs it, one at a time.
func (v *value) renew(ctx context.Context) (l *lease, err error) {
	defer func() {
		// The code of others runs under guards of its own, so a panic here comes from a bug in this package.
		if thrown := recover(); thrown != nil {
			panicked := newPanicError("the renewal of the "+v.name, thrown)
			err = v.pauseError(v.fetchFailed(ctx, nil, panicked, transientPolicy, 0))
		}
		if old := v.dropped.Swap(nil); old.alive() {
			v.current.CompareAndSwap(nil, old) // the refused lease is used on where it was not replaced
		}
	}()
	if l := v.current.Load(); l.alive() && !l.due.Load() {
		return l, nil // another renewal has ended between the caller's read and this renewal
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

// obtain gets a lease from the store, or fetches a new one. The outcome is "" where a pause forbids the fetch.
func (v *value) obtain(ctx context.Context) (*lease, telemetry.Outcome, error) {
	sh := &sharedStore{env: v.env}
	if p := v.fetchBackoff.active(); p != nil {
		if err := v.recheckPause(ctx, sh, p); err != nil {
			return nil, "", err
		}
	}
	if l := sh.load(ctx, v.name); v.isNewer(l) {
		v.storeWorks(ctx) // another instance has written to it
		return l, telemetry.Adopted, nil
	}
	release, l := v.waitForLock(ctx, sh)
	defer release()
	if l != nil {
		return l, telemetry.Adopted, nil
	}
	failed, err := v.prepareFetch(ctx, sh)
	if err != nil {
		return nil, "", err
	}
	l, err = v.fetchAndRecord(ctx, sh, failed)
	if err != nil {
		return nil, telemetry.Failed, err
	}
	return sh.publish(ctx, v.name, l, v.refusedValue()), telemetry.Issued, nil
}

// recheckPause reads the store once to check whether another instance has ended the pause p, and returns a PauseError
// if not. A shared pause has ended when its record is gone, any other pause when another instance has stored a new
// lease.
func (v *value) recheckPause(ctx context.Context, sh *sharedStore, p *pause) error {
	if p.shared {
		v.fetchBackoff.sync(ctx, sh)
	} else if v.isNewer(sh.load(ctx, v.name)) {
		v.fetchBackoff.last.Store(nil)
	}
	if p := v.fetchBackoff.active(); p != nil {
		return v.pauseError(p)
	}
	return nil
}

// prepareFetch checks the pauses once more, now that this instance holds the lock. It returns the value that the fetch
// has to replace, or "", and a PauseError where a pause forbids the fetch.
func (v *value) prepareFetch(ctx context.Context, sh *sharedStore) (failed string, err error) {
	v.fetchBackoff.sync(ctx, sh)
	if p := v.fetchBackoff.active(); p != nil {
		v.warnFailure(ctx, p)
		return "", v.pauseError(p)
	}
	if v.current.Load() != nil || v.refusedValue() == "" {
		return "", nil
	}
	v.renewalBackoff.sync(ctx, sh)
	switch p := v.renewalBackoff.active(); {
	case p == nil, v.skipGap.Load():
		return v.refusedValue(), nil
	case v.dropped.Load().alive():
		return "", v.pauseError(p)
	}
	return "", nil // the refused lease has expired, so any value that the platform returns is better than none
}

// fetchAndRecord fetches a lease, and begins or ends the pauses by the result.
func (v *value) fetchAndRecord(ctx context.Context, sh *sharedStore, failed string) (*lease, error) {
	start := time.Now()
	l, err := v.fetchLease(ctx, fetchRequest{failed: failed, retry: v.fetchBackoff.tries() > 0})
	var p *pause
	var minimum time.Duration // of the pause
	var waitErr *waitError
	if errors.As(err, &waitErr) {
		minimum = waitErr.wait
	}
	if failed != "" {
		p = v.renewalBackoff.begin(ctx, sh, start, err, renewalPolicy, minimum)
		switch {
		case !v.skipGap.Load():
			v.warnRefusedInRow(ctx, p)
		case err == nil:
			v.warnEndedEarly(ctx)
		}
		minimum = 0 // the other program asked for a longer gap between renewals, not for a pause of all fetches
	}
	var notForced *forceError
	var noToken *noTokenError
	switch {
	case err == nil:
		v.fetchBackoff.reset(ctx, sh)
		return l, nil
	case errors.As(err, &notForced):
		v.fetchBackoff.reset(ctx, sh) // the fetch before the forced renewal succeeded
	case errors.As(err, &noToken):
		// The token's fetch has its own pauses, and its failure is logged.
		p = v.fetchBackoff.beginUncounted(recheckEvery, noToken.err)
	default:
		p = v.fetchFailed(ctx, sh, err, policyOf(err), minimum)
	}
	return nil, v.pauseError(p)
}

// fetchFailed begins the pause after a failed fetch and logs the failure.
func (v *value) fetchFailed(
	ctx context.Context, sh *sharedStore, err error, rule policy, minimum time.Duration,
) *pause {
	p := v.fetchBackoff.begin(ctx, sh, time.Now(), err, rule, minimum)
	v.nextRecheck.Store(time.Now().Add(recheckEvery).UnixNano())
	v.warnFailure(ctx, p)
	return p
}

// warnFailure logs a failure unless one is logged already since the last new value.
func (v *value) warnFailure(ctx context.Context, p *pause) {
	if v.warned.Swap(true) {
		return
	}
	for _, old := range []*lease{v.current.Load(), v.dropped.Load()} {
		if old.alive() {
			v.warn(
				ctx,
				"credential: renewal failed, the old value still serves",
				v.pauseError(p), "name", v.name, "until", old.expires,
			)
			return
		}
	}
	v.warn(ctx, "credential: there is no value", v.pauseError(p), "name", v.name)
}

// endedEarlyPause is the time between two log lines about values that ended early.
const endedEarlyPause = time.Hour

var errEndedEarly = errors.New("a call with the same value has succeeded before")

// warnEndedEarly logs that the platform refused a value that worked: somebody else has fetched another one.
func (v *value) warnEndedEarly(ctx context.Context) {
	if _, due := v.endedEarly.Due(v.name, endedEarlyPause); due {
		v.warn(
			ctx,
			"credential: the platform refused a value before its end, and it is renewed",
			errEndedEarly,
			"name",
			v.name,
			"cure",
			"does another program fetch the token of this account? Let all of them share one (WithStore, wechatgo token serve). "+
				"After a new AppSecret, or a restart or a clock set ahead on the sandbox, do nothing",
		)
	}
}

// refusedInRow is the number of renewals of refused values in a row after which a warning is logged.
const refusedInRow = 3

// warnRefusedInRow logs once that the platform refuses one value after the other.
func (v *value) warnRefusedInRow(ctx context.Context, p *pause) {
	if p.count == refusedInRow {
		v.warn(
			ctx,
			"credential: one value after the other is refused, so renewals are spaced",
			v.pauseError(p), "name", v.name,
		)
	}
}

var errLockHeld = errors.New(
	"credential: the lock in the store has not lapsed: another instance has taken it over, " +
		"or no CompareAndSwap of the store succeeds",
)

// lockPoll is how often an instance that waits for the lock tries to take it.
const lockPoll = 100 * time.Millisecond

// waitForLock waits until this instance holds the lock and may fetch, or until another instance has stored a newer
// lease, which it returns.
//
// It waits for two lifetimes of the lock: one for an owner that died, one for the instance that takes the lock over
// from it. With less, all instances that wait would fetch at the moment when the first lock lapses. After that, and
// without the store, this instance fetches without the lock.
func (v *value) waitForLock(ctx context.Context, sh *sharedStore) (release func(), l *lease) {
	lapsed, warned := time.Now().Add(v.lockTTL()), false
	end := lapsed.Add(v.lockTTL())
	for {
		release, held := sh.lock(ctx, v.name)
		if l := sh.load(ctx, v.name); v.isNewer(l) {
			release()
			return func() {}, l
		}
		if held || sh.broken || !time.Now().Before(end) {
			return release, nil
		}
		if !warned && !time.Now().Before(lapsed) {
			warned = true
			v.warn(ctx, "credential: this instance still waits for the lock", errLockHeld, "name", v.name, "until", end)
		}
		time.Sleep(lockPoll)
	}
}

// isNewer reports whether l, from the store, is alive, newer than each lease that this instance has adopted, and not
// the refused value. The comparison includes leases that were dropped since, so that a dropped lease is never replaced
// by an older one.
func (v *value) isNewer(l *lease) bool {
	if !l.alive() {
		return false
	}
	v.maxIssued = max(v.maxIssued, l.issued)
	return l.issued > v.adoptedIssued && l.value != v.refusedValue()
}

// fetchLease fetches a new lease. Its issued is the time before the fetch, or one more than the largest issued seen,
// whichever is later: an old lease from an instance whose clock is ahead does not stay the newest.
func (v *value) fetchLease(ctx context.Context, req fetchRequest) (*lease, error) {
	ctx, cancel := context.WithTimeout(ctx, v.timeout)
	defer cancel()
	start := time.Now()
	issued := max(start.UnixMilli(), v.maxIssued+1)
	var val string
	var life time.Duration
	err := guard(v.fetcher, func() (err error) {
		if val, life, err = v.fetch(ctx, req); err != nil {
			_ = err.Error() // an error that wraps a nil pointer may panic here, under the guard, instead of in the log
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &lease{value: val, issued: issued, expires: start.Add(life)}, nil
}

// backgroundInterval is the least time between two renewals in the background that succeed. Near its end a value may be
// due again as soon as it is adopted.
const backgroundInterval = 10 * time.Second

func (v *value) adopt(ctx context.Context, l *lease) *lease {
	v.adoptedIssued = l.issued
	v.maxIssued = max(v.maxIssued, l.issued)
	l.dueAfter(v.window.pick(time.Until(l.expires)))
	v.nextBackground.Store(time.Now().Add(backgroundInterval).UnixNano())
	v.fetchBackoff.last.Store(nil)
	v.current.Store(l)
	if v.warned.Swap(false) {
		v.info(ctx, "credential: there is a value again", slog.String("name", v.name))
	}
	return l
}
