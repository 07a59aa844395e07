package credential

import (
	"encoding/json"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// lease is a value for as long as it may be used.
type lease struct {
	value   string
	issued  int64     // orders the leases of one value, see value.issue
	expires time.Time // the platform's end of it
	due     atomic.Bool
	worked  atomic.Bool // a call has succeeded with it
}

// alive reports whether l may be used; a nil lease may not.
func (l *lease) alive() bool { return l != nil && time.Now().Before(l.expires) }

// window is when to renew, counted back from a lease's end.
type window struct{ from, to time.Duration }

// pick returns a moment of the window, another for each process, so that instances do not ask all at once. A short
// lease lasts at least half its life.
func (w window) pick(left time.Duration) time.Duration {
	return left - min(w.to+rand.N(w.from-w.to), left/2)
}

// dueAfter marks l as due for renewal after d. The timer holds l alone.
func (l *lease) dueAfter(d time.Duration) {
	time.AfterFunc(d, func() { l.due.Store(true) })
}

// record is a lease in the store. Value and end are one value there: a reader can never see the one without the other.
type record struct {
	Value   string `json:"value"`
	Issued  int64  `json:"issued"`  // milliseconds
	Expires int64  `json:"expires"` // Unix milliseconds
}

func (l *lease) encode() []byte {
	raw, _ := json.Marshal(record{l.value, l.issued, l.expires.UnixMilli()}) // cannot fail
	return raw
}

// decodeLease returns nil for what is no lease.
func decodeLease(raw []byte) *lease {
	var r record
	if err := json.Unmarshal(raw, &r); err != nil || r.Value == "" {
		return nil
	}
	return &lease{value: r.Value, issued: r.Issued, expires: time.UnixMilli(r.Expires)}
}
