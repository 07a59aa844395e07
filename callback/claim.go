package callback

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// claim is what a run holds among the instances.
type claim struct {
	key     string        // of the message's record
	line    string        // the key of the user's line
	sure    bool          // that the record is there: else the store has not answered
	place   string        // in the user's line, or "" for none
	head    bool          // that this was the first place when it was taken
	entered chan struct{} // closed when the place is there, or never will be

	writing chan struct{} // holds who changes what follows; a mutex would stop the clock of tests
	record  []byte        // as this instance has written it
	back    bool          // the answer was taken back: no other instance may give it
}

func (h *shared) newClaim(k *pushKey) *claim {
	return &claim{
		key: h.prefix + "push:" + k.name(), line: h.prefix + "line:" + k.sender,
		entered: make(chan struct{}), writing: make(chan struct{}, 1),
	}
}

// again is a claim to the same that holds nothing.
func (c *claim) again() *claim {
	return &claim{key: c.key, line: c.line, entered: make(chan struct{}), writing: make(chan struct{}, 1)}
}

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

// name is a message's name among the instances.
func (k *pushKey) name() string {
	raw, _ := json.Marshal([]any{k.sender, k.msgID, k.created, k.event, k.key, k.digest})
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// claim takes a message in hand for this instance, or returns the record of
// another that has it. Without an answer of the store the message is taken: it
// is new here.
func (h *shared) claim(r *run) (elsewhere *record) {
	if h == nil {
		return nil
	}
	mine := record{Owner: h.self, First: time.Now().UnixMilli()}
	h.hold()
	for range 5 {
		var err error
		r.claim.record = mine.encode()
		r.claim.sure, err = h.swap(r.claim.key, nil, r.claim.record, h.holds(r))
		if r.claim.sure || err != nil {
			return nil
		}
		theirs, current, err := h.read(r.claim.key)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil
		}
		// Our own can be there where the store's answer to its claim was lost.
		if theirs.Fate != "" || theirs.Owner != h.self && !h.isDead(theirs) {
			h.letGo()
			return theirs
		}
		mine.First = theirs.First
		r.claim.record = mine.encode()
		if r.claim.sure, err = h.swap(r.claim.key, current, r.claim.record, h.holds(r)); r.claim.sure {
			h.since(r, r.arrived-theirs.age())
		}
		if r.claim.sure || err != nil {
			return nil
		}
	}
	return nil
}

// age is how long ago the message's first push came, by clocks that may differ
// a little.
func (r *record) age() time.Duration {
	return min(max(time.Since(time.UnixMilli(r.First)), 0), allOver)
}

// holds is how long a record lives whose owner ends without a word.
func (h *shared) holds(r *run) time.Duration { return r.limit() + window }

func (h *shared) read(key string) (rec *record, raw []byte, err error) {
	if raw, err = h.get(key); err != nil {
		return nil, nil, err
	}
	rec = new(record)
	return rec, raw, json.Unmarshal(raw, rec)
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
		if errors.Is(err, store.ErrNotFound) {
			return true
		}
		time.Sleep(2 * awayTime)
	}
	return true
}

// write changes r's record, and returns what is there then: something else where
// it is not this instance's to change any more.
func (h *shared) write(r *run, change func(*record)) (there *record, err error) {
	r.claim.writing <- struct{}{}
	defer func() { <-r.claim.writing }()
	for {
		var rec record
		if err := json.Unmarshal(r.claim.record, &rec); err != nil {
			return nil, err
		}
		change(&rec)
		raw := rec.encode()
		swapped, err := h.swap(r.claim.key, r.claim.record, raw, window)
		if err != nil {
			return nil, err
		}
		if swapped {
			r.claim.record = raw
			return &rec, nil
		}
		there, current, err := h.read(r.claim.key)
		if err != nil {
			return nil, err
		}
		if bytes.Equal(current, raw) || there.Owner != h.self || there.Fate == fates[taken] {
			return there, nil
		}
		// A write of this instance, of whose effect it was not told.
		r.claim.record = current
	}
}
