package credential

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// backoff remembers the pause during which something must not be tried again. It keeps the pause in memory and, where
// the policy is shared, also in the store for the other instances. Without the store, this instance's memory decides.
//
// active, tries and clear may be called at any time. The other methods may be called only by the renewal in flight.
type backoff struct {
	*env
	name string // of the record's key in the store
	last atomic.Pointer[pause]

	stored []byte // the record in the store, as this instance last read or wrote it
}

// pause is what a backoff remembers. It does not change once it is made.
type pause struct {
	until  time.Time
	count  int           // tries in a row, including this one
	err    error         // of the last try; nil where it succeeded, or failed on another instance without a code
	code   endpoint.Code // of err, or 0
	shared bool          // the store holds a record of this pause
}

// pauseRecord is a pause in the store. It holds only the code of the platform's refusal, since the text of a refusal
// may quote a secret.
type pauseRecord struct {
	Secret   string        `json:"secret"` // fingerprint of the AppSecret that the try used
	Endpoint string        `json:"endpoint,omitempty"`
	Code     endpoint.Code `json:"code,omitempty"`
	Count    int           `json:"count"`
	Until    int64         `json:"until"` // Unix milliseconds, see sharedStore.stamp
}

// active returns the present pause, or nil where there is none.
func (b *backoff) active() *pause {
	if p := b.last.Load(); p != nil && time.Now().Before(p.until) {
		return p
	}
	return nil
}

// tries returns how many tries in a row the last pause counts. It is 0 once that pause has been over for resetAfter.
func (b *backoff) tries() int {
	if p := b.last.Load(); p != nil && time.Now().Before(p.until.Add(resetAfter)) {
		return p.count
	}
	return 0
}

// sync reads the record in the store. A pause in the store replaces a shorter one in memory. A shared pause whose
// record is gone is over, since another instance has deleted the record.
func (b *backoff) sync(ctx context.Context, sh *sharedStore) {
	raw, err := sh.get(ctx, b.name)
	if err != nil {
		return
	}
	b.stored = raw
	mine, theirs := b.last.Load(), b.decode(ctx, sh, raw)
	switch {
	case theirs != nil && (mine == nil || mine.shared || mine.until.Before(theirs.until)):
		b.last.Store(theirs)
	case theirs == nil && mine != nil && mine.shared:
		b.last.Store(nil)
	}
}

// begin begins the next pause at the time from. The pause has the length that the policy gives it, or minimum where
// that is longer. err is the error of the try, or nil where it succeeded.
func (b *backoff) begin(
	ctx context.Context, sh *sharedStore, from time.Time, err error, rule policy, minimum time.Duration,
) *pause {
	p := &pause{count: b.tries() + 1, err: err, code: codeOf(err)}
	p.until = from.Add(max(rule.pause(p.count), minimum))
	p.shared = rule.shared && b.write(ctx, sh, p)
	b.last.Store(p)
	return p
}

// beginUncounted begins a pause of the length d without counting a try.
func (b *backoff) beginUncounted(d time.Duration, err error) *pause {
	p := &pause{until: time.Now().Add(d), count: b.tries(), err: err, code: codeOf(err)}
	b.last.Store(p)
	return p
}

// reset ends the pause and its count after a try that succeeded.
func (b *backoff) reset(ctx context.Context, sh *sharedStore) {
	b.last.Store(nil)
	if b.stored != nil {
		sh.swap(ctx, b.name, b.stored, nil, 0)
		b.stored = nil
	}
}

// clear ends a pause after a refusal with code, in memory and in the store. Any other pause stays.
func (b *backoff) clear(ctx context.Context, sh *sharedStore, code endpoint.Code) {
	if p := b.last.Load(); p != nil && p.code == code {
		b.last.CompareAndSwap(p, nil)
	}
	raw, err := sh.get(ctx, b.name)
	if err != nil || raw == nil {
		return
	}
	var r pauseRecord
	if json.Unmarshal(raw, &r) == nil && r.Code == code {
		sh.swap(ctx, b.name, raw, nil, 0)
	}
}

// write puts p in the store and reports whether it did. It does not where another instance has written since sync.
func (b *backoff) write(ctx context.Context, sh *sharedStore, p *pause) bool {
	r := pauseRecord{
		Secret: b.fingerprint, Endpoint: refusalIn(p.err).Endpoint,
		Code: p.code, Count: p.count, Until: sh.stamp(ctx, p.until),
	}
	raw, _ := json.Marshal(r) // cannot fail
	swapped := sh.swap(ctx, b.name, b.stored, raw, time.Until(p.until)+resetAfter)
	if swapped {
		b.stored = raw
	}
	return swapped
}

// decode returns nil where raw is not a record, and where the try used another AppSecret: its failure says nothing
// about the present one.
func (b *backoff) decode(ctx context.Context, sh *sharedStore, raw []byte) *pause {
	var r pauseRecord
	if raw == nil || json.Unmarshal(raw, &r) != nil || r.Secret != b.fingerprint || r.Count < 1 {
		return nil
	}
	p := &pause{until: sh.unstamp(ctx, r.Until, longestPause), count: r.Count, code: r.Code, shared: true}
	if r.Code != 0 {
		explanation, _ := r.Code.Explain()
		p.err = &endpoint.Error{
			Endpoint: r.Endpoint, Code: r.Code, Message: explanation.Message, HTTPStatus: http.StatusOK,
		}
	}
	return p
}
