package callback

import (
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

// name is a message's name among the instances.
func (k *pushKey) name() string {
	raw, _ := json.Marshal([]any{k.sender, k.msgID, k.created, k.event, k.key, k.digest})
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// claim takes a message in hand for this instance, or returns the record of
// another that has it. Where the store stays away the message is taken: it is
// new here, and the others are told when they can be.
func (h *shared) claim(r *run) (elsewhere *record) {
	if h == nil {
		return nil
	}
	h.hold()
	for range 5 {
		theirs, err := h.tryClaim(r)
		switch {
		case theirs != nil:
			h.letGo()
			return theirs
		case r.claim.sure:
			return nil
		case err != nil && !h.soon():
			go h.claimLater(r)
			return nil
		}
	}
	go h.claimLater(r)
	return nil
}

// tryClaim is not sure where another instance has changed the record meanwhile.
func (h *shared) tryClaim(r *run) (elsewhere *record, err error) {
	mine := record{Owner: h.self, First: time.Now().Add(r.arrived - h.now()).UnixMilli()}
	r.claim.record = mine.encode()
	r.claim.sure, err = h.swap(r.claim.key, nil, r.claim.record, h.holds(r))
	if r.claim.sure || err != nil {
		return nil, err
	}
	theirs, current, err := h.read(r.claim.key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// Our own can be there where the store's answer to its claim was lost.
	if theirs.Fate != "" || theirs.Owner != h.self && !h.isDead(theirs) {
		return theirs, nil
	}
	mine.First = theirs.First
	r.claim.record = mine.encode()
	if r.claim.sure, err = h.swap(r.claim.key, current, r.claim.record, h.holds(r)); r.claim.sure {
		h.since(r, r.arrived-theirs.age())
	}
	return nil, err
}

// holds is how long a record lives whose owner ends without a word.
func (h *shared) holds(r *run) time.Duration { return r.limit() + window }

// claimLater tells the others of a message that the store has not heard of, as
// long as one of its pushes may come to them.
func (h *shared) claimLater(r *run) {
	for h.now() < r.first+allOver {
		time.Sleep(2 * awayTime)
		h.hold() // they can see that it has an owner
		_, err := h.write(r, func(*record) {})
		h.letGo()
		if err == nil {
			return
		}
	}
}
