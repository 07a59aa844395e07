package callback

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// record is what the instances know of a message.
type record struct {
	Owner  string `json:"owner"` // the instance that has it in hand
	First  int64  `json:"first"` // when its first push came, in milliseconds since 1970
	Fate   string `json:"fate"`  // "" while the handler runs
	Answer string `json:"answer,omitempty"`
}

// The fates of a record.
var fates = map[fate]string{open: "open", taken: "taken", late: "late"}

func (r record) encode() []byte {
	var raw bytes.Buffer
	to := json.NewEncoder(&raw)
	to.SetEscapeHTML(false) // an answer is XML, which would grow by half
	_ = to.Encode(r)        // strings and a number
	return raw.Bytes()
}

// age is how long ago the message's first push came, by clocks that may differ
// a little.
func (r *record) age() time.Duration {
	return min(max(time.Since(time.UnixMilli(r.First)), 0), allOver)
}

func (h *shared) read(key string) (rec *record, raw []byte, err error) {
	if raw, err = h.get(key); err != nil {
		return nil, nil, err
	}
	rec = new(record)
	return rec, raw, json.Unmarshal(raw, rec)
}

// write changes r's record, and returns what is there then: something else where
// it is not this instance's to change any more. A record that the store lacks,
// which was away or has forgotten it, is put there.
func (h *shared) write(r *run, change func(*record)) (there *record, err error) {
	r.claim.writing <- struct{}{}
	defer func() { <-r.claim.writing }()
	for old := r.claim.record; ; {
		var rec record
		if err := json.Unmarshal(r.claim.record, &rec); err != nil {
			return nil, err
		}
		change(&rec)
		raw, ttl := rec.encode(), window
		if rec.Fate == "" {
			ttl = h.holds(r)
		}
		swapped, err := h.swap(r.claim.key, old, raw, ttl)
		if err != nil {
			return nil, err
		}
		if swapped {
			r.claim.record = raw
			return &rec, nil
		}
		there, current, err := h.read(r.claim.key)
		if errors.Is(err, store.ErrNotFound) {
			old = nil
			continue
		}
		if err != nil {
			return nil, err
		}
		if bytes.Equal(current, raw) || there.Owner != h.self || there.Fate == fates[taken] {
			return there, nil
		}
		// A write of this instance, of whose effect it was not told.
		r.claim.record, old = current, current
	}
}

// finish tells the others the answer; while the store is away, as soon as it is
// back. It is false where another instance has taken the message over meanwhile,
// and will answer it.
func (h *shared) finish(r *run, a keptAnswer) (mine bool) {
	if h == nil {
		return true
	}
	text := string(a.body)
	tell := func(rec *record) {
		switch {
		case r.claim.back:
			rec.Fate = fates[late]
		case rec.Fate == "":
			rec.Fate, rec.Answer = fates[a.fate], text
		}
	}
	there, err := h.write(r, tell)
	if err != nil {
		r.server.pushes.busier() // a shutdown waits for it
		go h.finishLater(r, tell)
		return true
	}
	if there.Owner == h.self {
		return true
	}
	h.log.Warn("callback: another instance took a message over: this one was not heard of for too long")
	return false
}

// finishLater tries again as long as a push may wait for the answer.
func (h *shared) finishLater(r *run, tell func(*record)) {
	defer r.server.pushes.paid()
	h.hold() // the others can see that the message has an owner
	defer h.letGo()
	for h.now() < r.first+allOver {
		time.Sleep(2 * awayTime)
		if _, err := h.write(r, tell); err == nil {
			return
		}
	}
}

// keep takes back an answer that no push has taken, on whichever instance, and
// is false where one has. A store that is away is asked again for a while.
func (h *shared) keep(r *run) bool {
	if h == nil {
		return true
	}
	for range 5 {
		there, err := h.write(r, func(rec *record) { rec.Fate, r.claim.back = fates[late], true })
		if err == nil {
			return there.Owner == h.self && there.Fate == fates[late]
		}
		time.Sleep(2 * awayTime)
	}
	return true
}
