package peers

import (
	"bytes"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// claim is a message that this instance has. It implements [once.Claim].
type claim struct {
	peers *Peers
	id    int64  // tells the claim from this instance's earlier one of the same message
	key   string // of the message's record
	queue string // the key of the user's queue

	claimed  time.Duration // when this instance began to ask for the message
	first    time.Duration // when the message's first push came
	earlier  bool          // that it came to another instance, which is gone
	recorded bool          // that the store had the record when the message was claimed; only then it is in the queue
	enqueued bool          // that the user's queue has, or may have, a place of the message
	head     bool          // that the place was the first one when it was taken

	writing chan struct{} // a lock of what follows; a mutex would stop the virtual clock of tests
	record  record        // as this instance knows it
	raw     []byte        // as the store has it; nil where the store has lost it, or never had it
	// since is when the record was put into the store where it had been missing: what other instances know of the
	// message may be missing for one lease more. It is 0 where the record was never missing.
	since   time.Duration
	written time.Duration // when the store had the record for certain
	answer  answer        // that is to be published
	state   claimState
	evicted bool // the store has lost this record alone, so that the other instances do not publish again
	theirs  bool // another instance has the message

	left atomic.Bool // the execution has ended
}

// answer is a [once.Published] that keeps its body.
type answer struct {
	body    string
	fate    once.Fate
	part    string
	kept    bool
	follows bool
}

// claimState is what the record has to say, where this instance decides.
type claimState uint8

const (
	executing claimState = iota
	published            // the answer's fate is known
	given                // a push was answered: this counts, whatever the others have written
	retracted            // no push gets the answer
	decided              // the same, and it goes out without a push: this counts, whatever the others have written
	forgotten            // the message may be executed once more
)

// First is when the message's first push came, where that was to another instance.
func (c *claim) First() (time.Duration, bool) { return c.first, c.earlier }

func (c *claim) lock()   { c.writing <- struct{}{} }
func (c *claim) unlock() { <-c.writing }

// try creates the message's record, or returns the instance that has it. Neither is done where another instance has
// changed the record meanwhile.
func (c *claim) try() (*remote, error) {
	p := c.peers
	c.record = record{Owner: p.instance, First: p.storeTime(c.first).UnixMilli()}
	raw := c.record.encode()
	swapped, err := p.store.CompareAndSwap(c.key, nil, raw, p.life(&c.record))
	if err != nil {
		return nil, err
	}
	if swapped {
		c.take(raw)
		return nil, nil
	}
	theirs, current, err := p.readRecord(c.key)
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	first := p.clock.Now() - p.age(theirs)
	// The record can be this instance's own, where the store's answer to an earlier try was lost.
	if theirs.answered() || theirs.Owner != p.instance && !p.dead(theirs) {
		return p.newRemote(c.key, first, theirs, current), nil
	}
	c.record.First = theirs.First
	raw = c.record.encode()
	swapped, err = p.store.CompareAndSwap(c.key, current, raw, p.life(&c.record))
	if swapped {
		c.take(raw)
		c.first, c.earlier = first, true
	}
	return nil, err
}

// take notes that the store has the record, as it was claimed.
func (c *claim) take(raw []byte) {
	c.recorded, c.raw, c.written = true, raw, c.peers.clock.Now()
}

// writeLater tries to write what the claim's state says, for as long as the others have to be told. The heartbeat shows
// them that the message has an owner, also where the execution has ended.
func (c *claim) writeLater() {
	p := c.peers
	p.startHeartbeat()
	defer p.stopHeartbeat()
	for p.clock.Now() < c.first+once.RepublishFor {
		time.Sleep(once.StoreRetryEvery)
		if _, err := c.write(); err == nil {
			return
		}
	}
}

// change makes of the message's record what the claim's state says. It is false where the record stays as it is:
// another instance decides, or a push has taken an answer.
func (c *claim) change(r *record) bool {
	mine := r.Owner == c.peers.instance
	switch c.state {
	case executing:
		return mine
	case published:
		if c.answer.fate == once.Taken && (!r.answered() || r.Fate == fates[once.Open]) {
			break // also where another instance has the message: its user has read the answer
		}
		if !mine || r.answered() {
			return mine && r.Fate == fates[c.answer.fate]
		}
	case given:
		if r.taken() {
			return r.By == c.peers.instance
		}
	case retracted:
		if !mine || r.taken() {
			return mine && r.By == c.peers.instance
		}
		r.settle()
		return true
	case decided:
		if r.taken() {
			return mine && r.By == c.peers.instance
		}
		r.Owner = c.peers.instance
		r.settle()
		return true
	case forgotten:
		return mine
	}
	a := c.answer
	r.Fate, r.Answer, r.Part, r.Kept, r.Follows = fates[a.fate], a.body, a.part, a.kept, a.follows
	if a.fate == once.Taken {
		r.By = c.peers.instance
	}
	return true
}

// write writes into the message's record what the claim's state says, and returns the record that is there then. A
// record that the store has lost, or never had, is created, unless another instance has had the message.
func (c *claim) write() (there *record, err error) {
	c.lock()
	defer c.unlock()
	p := c.peers
	r, old := c.record, c.raw
	for {
		next := r
		if !c.change(&next) {
			c.theirs = c.theirs || r.Owner != p.instance
			return &r, nil
		}
		if old == nil && !c.mayCreate() {
			now, current, err := p.readRecord(c.key)
			switch {
			case notFound(err):
				return &record{}, nil
			case err != nil:
				return nil, err
			}
			r, old = *now, current
			continue
		}
		var raw []byte // a message that is forgotten has no record
		if c.state != forgotten {
			raw = next.encode()
		}
		swapped, err := p.store.CompareAndSwap(c.key, old, raw, p.life(&next))
		if err != nil {
			return nil, err
		}
		if !swapped {
			now, current, err := p.readRecord(c.key)
			switch {
			case notFound(err) && c.state == forgotten:
				return &record{}, nil
			case notFound(err):
				if old == nil {
					continue // it was there a moment ago, and is not any more
				}
				if !c.mayCreate() {
					return &record{}, nil
				}
				if err := c.missing(); err != nil {
					return nil, err
				}
				r, old = c.record, nil
				continue
			case err != nil:
				return nil, err
			case raw == nil || !bytes.Equal(current, raw):
				r, old = *now, current
				continue
			}
			// The store has written it, and the answer was lost.
		}
		if old == nil {
			c.since = p.clock.Now()
		}
		c.record, c.raw, c.written = next, raw, p.clock.Now()
		return &next, nil
	}
}

// mayCreate tells whether this instance may create the message's record. Where another instance has had the message, it
// may only where this one's answer has reached the user, or is about to.
func (c *claim) mayCreate() bool { return !c.theirs || c.state == given || c.state == decided }

// missing notes that the store does not have the record any more. Where the store has lost more than the record, all
// instances publish again.
func (c *claim) missing() error {
	if err := c.peers.checkEpoch(); err != nil {
		return err
	}
	if c.recorded && c.peers.lostAt() < c.written {
		c.evicted = true
	}
	return nil
}

// standing tells whose the message is, by its record.
func (c *claim) standing(there *record) once.Standing {
	instance := c.peers.instance
	switch {
	case there.taken() && there.By == instance:
		return once.Mine
	case there.taken() && there.Owner == instance:
		return once.TakenThere // a push that reached another instance has this one's answer
	case there.taken():
		return once.Theirs
	case there.Owner == instance:
		return once.Mine
	}
	return once.Theirs
}

// Publish writes the answer into the message's record.
func (c *claim) Publish(p once.Published) once.Standing {
	c.lock()
	c.state, c.answer = published, answer{string(p.Body), p.Fate, p.Part, p.Kept, p.Follows}
	c.unlock()
	if p.Follows && p.Body != nil {
		time.AfterFunc(once.CacheFor, c.redact)
	}
	there, err := c.write()
	standing := once.Unknown
	if err == nil {
		standing = c.standing(there)
	}
	if p.Fate == once.Taken {
		c.lock()
		switch standing {
		case once.Unknown, once.Mine: // the push is answered now
			c.state = given
		case once.Theirs: // the push is answered with nothing
			c.answer.fate = once.Settling
		case once.TakenThere:
		}
		c.unlock()
	}
	if standing == once.Theirs {
		c.peers.log.Warn("callback: another instance took a message over: this one was not heard of for too long")
	}
	return standing
}

// redact takes an answer out of its record, which lasts longer for what follows the answer: the record is not sealed.
func (c *claim) redact() {
	c.lock()
	defer c.unlock()
	c.answer.body, c.record.Answer = "", ""
	p := c.peers
	there, raw, err := p.readRecord(c.key)
	if err != nil || there.Owner != p.instance || there.Answer == "" {
		return
	}
	there.Answer = ""
	next := there.encode()
	if swapped, err := p.store.CompareAndSwap(c.key, raw, next, p.life(there)); swapped && err == nil {
		c.record, c.raw = *there, next
	}
}

// Given writes into the record that a push has the answer.
func (c *claim) Given() bool {
	c.lock()
	c.state, c.answer.fate = given, once.Taken
	c.unlock()
	_, err := c.write()
	return err == nil
}

// Republish tries to publish again, as long as another instance may have to know.
func (c *claim) Republish() { c.writeLater() }

// Confirm takes the answer back, unless a push has it, and tells whose the message is. It waits until the other
// instances have had a lease's time to tell what they did, after the store has lost data, or did not answer.
func (c *claim) Confirm() once.Standing {
	p := c.peers
	c.lock()
	if c.state == published && c.answer.fate != once.Taken {
		c.state = retracted
	}
	c.unlock()
	for until := p.clock.Now() + once.ConfirmPatience; ; {
		there, err := c.write()
		now := p.clock.Now()
		if err == nil {
			standing := c.standing(there)
			switch {
			case standing == once.Theirs && there.taken():
				return standing
			case standing == once.Theirs && (p.lostAt() > c.claimed || !there.answered() && !p.alive(there.Owner)):
				return once.Unknown // the other instance may have given the message up for this one, or is gone
			case standing != once.Mine:
				return standing
			case c.evicted:
				return once.Unknown
			case now >= c.quietFrom():
				c.decide()
				return once.Mine
			}
		}
		if now >= until {
			return once.Unknown
		}
		time.Sleep(once.StoreRetryEvery)
	}
}

// decide notes that the answer goes out without a push.
func (c *claim) decide() {
	c.lock()
	defer c.unlock()
	if c.state == retracted {
		c.state = decided
	}
}

// quietFrom is when the record says all that the other instances know, if nothing happens until then.
func (c *claim) quietFrom() time.Duration {
	c.lock()
	defer c.unlock()
	trouble := max(c.since, c.peers.lostAt(), c.peers.toldAt(), c.peers.failedAt())
	if trouble == 0 {
		return 0
	}
	return trouble + once.Lease
}

// Forget removes the message's record. A store that fails is asked for a while.
func (c *claim) Forget() bool {
	c.lock()
	c.state = forgotten
	c.unlock()
	for range maxTries {
		if _, err := c.write(); err == nil {
			return true
		}
		if !c.peers.store.Wait() {
			break
		}
	}
	return false
}

// AtHead tells whether no message of the user was before this one when it was enqueued.
func (c *claim) AtHead() bool { return !c.enqueued || c.head }

// Leave takes the message out of its user's queue, and lets the heartbeat go.
func (c *claim) Leave() {
	c.left.Store(true)
	if c.enqueued {
		c.dequeue()
	}
	c.peers.stopHeartbeat()
}
