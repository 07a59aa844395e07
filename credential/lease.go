package credential

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// lease is a value with the time until which it may be used.
type lease struct {
	value    string
	issued   int64       // orders the leases of one value, see value.fetchLease
	expires  time.Time   // when the platform ends the value
	due      atomic.Bool // it is time for a renewal
	accepted atomic.Bool // a call has succeeded with the value
}

// alive reports whether l may still be used. A nil lease may not.
func (l *lease) alive() bool { return l != nil && time.Now().Before(l.expires) }

// window is the time in which a lease is renewed. from and to are counted back from the lease's end.
type window struct{ from, to time.Duration }

// pick returns after how much of the time left a lease is due: at a random moment of the window, so that the instances
// do not all renew at the same moment. At least half of the time left passes before.
func (w window) pick(left time.Duration) time.Duration {
	return left - min(w.to+rand.N(w.from-w.to), left/2)
}

// dueAfter marks l as due for renewal after d. The timer keeps a reference to nothing but l.
func (l *lease) dueAfter(d time.Duration) {
	time.AfterFunc(d, func() { l.due.Store(true) })
}

// leaseRecord is a lease in the store. The value and its end are in one record, so that a reader always sees both.
type leaseRecord struct {
	Value   string `json:"value"`
	Issued  int64  `json:"issued"`  // Unix milliseconds, see value.fetchLease
	Expires int64  `json:"expires"` // Unix milliseconds, see sharedStore.stamp
}

func (s *sharedStore) encodeLease(ctx context.Context, l *lease) []byte {
	raw, _ := json.Marshal(leaseRecord{l.value, l.issued, s.stamp(ctx, l.expires)}) // cannot fail
	return raw
}

// decodeLease returns nil where raw is not a lease.
func (s *sharedStore) decodeLease(ctx context.Context, raw []byte) *lease {
	var r leaseRecord
	if err := json.Unmarshal(raw, &r); err != nil || r.Value == "" {
		return nil
	}
	return &lease{value: r.Value, issued: r.Issued, expires: s.unstamp(ctx, r.Expires, maxLife)}
}
