package credential

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// brake remembers that something must not be tried for a while: here, and where the policy says so in the store, for
// the other instances. Its memory may be read at any time; sync, hold and release are the flight's alone.
//
// Without the store, this instance's own memory decides.
type brake struct {
	*keeper
	name string // of its record's key in the store
	last atomic.Pointer[pause]

	stored []byte // the record as sync has found it
}

// pause is what a brake remembers. It is not changed once made.
type pause struct {
	until  time.Time
	count  int           // tries in a row, this one's included
	err    error         // what the last try ended with, nil where another instance made it with success
	code   endpoint.Code // of err, or 0
	shared bool          // the record in the store says the same
}

// pauseRecord is a pause in the store. It holds no secret: of what the platform said the code alone, since a text may
// quote what was sent.
type pauseRecord struct {
	Secret   string        `json:"secret"` // fingerprint of the AppSecret that it was met with
	Endpoint string        `json:"endpoint,omitempty"`
	Code     endpoint.Code `json:"code,omitempty"`
	Count    int           `json:"count"`
	Until    int64         `json:"until"` // Unix milliseconds
}

// inForce returns the pause that is being kept, or nil.
func (b *brake) inForce() *pause {
	if p := b.last.Load(); p != nil && time.Now().Before(p.until) {
		return p
	}
	return nil
}

// failures returns how many tries in a row have failed.
func (b *brake) failures() int {
	if p := b.last.Load(); p != nil && time.Now().Before(p.until.Add(forgotten)) {
		return p.count
	}
	return 0
}

// sync takes over what the store says, and lets go of what the store no longer has: another instance has ended it.
func (b *brake) sync(ctx context.Context, sh *shared) {
	raw, err := sh.get(ctx, b.name)
	if err != nil {
		return
	}
	b.stored = raw
	mine, theirs := b.last.Load(), b.decode(raw)
	switch {
	case theirs != nil && (mine == nil || mine.shared || mine.until.Before(theirs.until)):
		b.last.Store(theirs)
	case theirs == nil && mine != nil && mine.shared:
		b.last.Store(nil)
	}
}

// hold begins the next pause, which the policy says or wait where that is longer, counted from the time from. With err
// nil the try was none that failed.
func (b *brake) hold(ctx context.Context, sh *shared, from time.Time, err error, by policy, wait time.Duration) *pause {
	p := &pause{count: b.failures() + 1, err: err, code: codeOf(err)}
	p.until = from.Add(max(by.pause(p.count), wait))
	p.shared = by.shared && b.write(ctx, sh, p)
	b.last.Store(p)
	return p
}

// wait begins a pause that is no failure of its own and has the length d.
func (b *brake) wait(d time.Duration, err error) *pause {
	p := &pause{until: time.Now().Add(d), count: b.failures(), err: err, code: codeOf(err)}
	b.last.Store(p)
	return p
}

// release forgets, since a try has gone well.
func (b *brake) release(ctx context.Context, sh *shared) {
	b.last.Store(nil)
	if b.stored != nil {
		sh.swap(ctx, b.name, b.stored, nil, 0)
		b.stored = nil
	}
}

// forget ends a pause of one code, here and in the store. It may be called at any time.
func (b *brake) forget(ctx context.Context, sh *shared, code endpoint.Code) {
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

// write puts p in the store, unless another instance has written since sync.
func (b *brake) write(ctx context.Context, sh *shared, p *pause) bool {
	r := pauseRecord{
		Secret: b.secret, Endpoint: refusalIn(p.err).Endpoint,
		Code: p.code, Count: p.count, Until: p.until.UnixMilli(),
	}
	raw, _ := json.Marshal(r) // cannot fail
	swapped := sh.swap(ctx, b.name, b.stored, raw, time.Until(p.until)+forgotten)
	if swapped {
		b.stored = raw
	}
	return swapped
}

// decode returns nil for what is no record, or one that was met with another secret: it says nothing about this one.
func (b *brake) decode(raw []byte) *pause {
	var r pauseRecord
	if raw == nil || json.Unmarshal(raw, &r) != nil || r.Secret != b.secret || r.Count < 1 {
		return nil
	}
	until := time.UnixMilli(r.Until)
	if limit := time.Now().Add(longestPause); limit.Before(until) { // another instance's fast clock
		until = limit
	}
	p := &pause{until: until, count: r.Count, code: r.Code, shared: true}
	if r.Code != 0 {
		said, _ := r.Code.Explain()
		p.err = &endpoint.Error{Endpoint: r.Endpoint, Code: r.Code, Message: said.Message, HTTPStatus: http.StatusOK}
	}
	return p
}
