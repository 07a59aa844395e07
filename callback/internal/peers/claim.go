package peers

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// claim is a message that this instance has. It implements [once.Claim].
type claim struct {
	peers *Peers
	key   string // of the message's record
	queue string // the key of the user's queue

	first    time.Duration // when the message's first push came
	earlier  bool          // that it came to another instance, which is gone
	recorded bool          // that the store had the record when the message was claimed; only then it is in the queue
	enqueued bool          // that the user's queue has, or may have, a place of the message
	head     bool          // that the place was the first one when it was taken

	writing   chan struct{} // a lock of the record, for write; a mutex would stop the virtual clock of tests
	record    []byte        // as this instance has written it
	answer    string        // that is published
	fate      once.Fate     // the answer's
	retracted bool          // that no other instance may give the answer any more
	forgotten bool          // that the record is not this instance's any more
}

// First is when the message's first push came, where that was to another instance.
func (c *claim) First() (time.Duration, bool) { return c.first, c.earlier }

// try creates the message's record, or returns the instance that has it. Neither is done where another instance has
// changed the record meanwhile.
func (c *claim) try() (*remote, error) {
	p := c.peers
	mine := record{Owner: p.instance, First: p.clock.Wall(c.first).UnixMilli()}
	c.record = mine.encode()
	var err error
	c.recorded, err = p.store.CompareAndSwap(c.key, nil, c.record, p.recordFor())
	if c.recorded || err != nil {
		return nil, err
	}
	theirs, current, err := p.readRecord(c.key)
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// The record can be this instance's own, where the store's answer to an earlier try was lost.
	if theirs.answered() || theirs.Owner != p.instance && !p.dead(theirs) {
		return &remote{peers: p, key: c.key, first: p.clock.Now() - theirs.age(), record: theirs, raw: current}, nil
	}
	mine.First = theirs.First
	c.record = mine.encode()
	if c.recorded, err = p.store.CompareAndSwap(c.key, current, c.record, p.recordFor()); c.recorded {
		c.first, c.earlier = p.clock.Now()-theirs.age(), true
	}
	return nil, err
}

// recordFor is how long a record lives whose owner writes nothing more.
func (p *Peers) recordFor() time.Duration { return p.limit() + once.CacheFor }

// recordLater writes the record of a message that the store has not heard of.
func (c *claim) recordLater() { c.writeLater(func(*record) {}) }

// writeLater tries to change the record for as long as a push may come to another instance. The heartbeat shows the
// others that the message has an owner, also where the execution has ended.
func (c *claim) writeLater(change func(*record)) {
	p := c.peers
	p.startHeartbeat()
	defer p.stopHeartbeat()
	for p.clock.Now() < c.first+once.PushesOver {
		time.Sleep(once.StoreRetryEvery)
		if _, err := c.write(change); err == nil {
			return
		}
	}
}

// write changes the message's record, and returns the record that is there then: another one where this instance may
// not change it any more. A record that the store has lost, or never had, is created.
func (c *claim) write(change func(*record)) (there *record, err error) {
	p := c.peers
	c.writing <- struct{}{}
	defer func() { <-c.writing }()
	if c.forgotten {
		return &record{Owner: p.instance}, nil // nothing is written, and no other instance has the message from here on
	}
	for old := c.record; ; {
		var r record
		if err := json.Unmarshal(c.record, &r); err != nil {
			return nil, err
		}
		change(&r)
		raw, ttl := r.encode(), once.CacheFor
		if !r.answered() {
			ttl = p.recordFor()
		}
		swapped, err := p.store.CompareAndSwap(c.key, old, raw, ttl)
		if err != nil {
			return nil, err
		}
		if swapped {
			c.record = raw
			return &r, nil
		}
		there, current, err := p.readRecord(c.key)
		if notFound(err) {
			old = nil
			continue
		}
		if err != nil {
			return nil, err
		}
		if bytes.Equal(current, raw) || there.Owner != p.instance || there.Fate == fates[once.Taken] {
			return there, nil
		}
		// This instance has written it, and the store's answer was lost.
		c.record, old = current, current
	}
}

// Publish writes the answer into the message's record.
func (c *claim) Publish(answer []byte, fate once.Fate) once.Standing {
	c.answer, c.fate = string(answer), fate
	there, err := c.write(c.publish)
	switch {
	case err != nil:
		return once.Unknown
	case there.Owner == c.peers.instance:
		return once.Mine
	}
	c.peers.log.Warn("callback: another instance took a message over: this one was not heard of for too long")
	return once.Theirs
}

// publish puts the answer into the record, unless the record has one already.
func (c *claim) publish(r *record) {
	switch {
	case c.retracted:
		r.Fate = fates[once.Settling]
	case !r.answered():
		r.Fate, r.Answer = fates[c.fate], c.answer
	}
}

// Republish tries to publish again, as long as a push may come for the answer.
func (c *claim) Republish() { c.writeLater(c.publish) }

// Retract takes the answer back. A store that fails is asked for a while.
func (c *claim) Retract() once.Standing {
	for tries := 1; ; tries++ {
		there, err := c.write(c.retract)
		switch {
		case err != nil && tries == maxTries:
			return once.Unknown
		case err != nil:
			time.Sleep(once.StoreRetryEvery)
		case there.Owner != c.peers.instance:
			return once.Theirs
		case there.Fate != fates[once.Settling]:
			return once.TakenThere
		default:
			return once.Mine
		}
	}
}

// retract says in the record that no push gets the answer. A later publish does not change that.
func (c *claim) retract(r *record) {
	c.retracted = true
	r.Fate = fates[once.Settling]
}

// Forget removes the message's record. A store that fails keeps the record until it expires.
func (c *claim) Forget() {
	c.writing <- struct{}{}
	defer func() { <-c.writing }()
	c.forgotten = true
	_, _ = c.peers.store.CompareAndSwap(c.key, c.record, nil, 0) // the store's breaker logs what fails
}

// Leave takes the message out of its user's queue, and lets the heartbeat go.
func (c *claim) Leave() {
	if c.enqueued {
		c.dequeue()
	}
	c.peers.stopHeartbeat()
}
