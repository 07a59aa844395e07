package peers

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// queue is a user's queue among all instances, the message at its head first. The messages stand in the order in which
// they were enqueued.
type queue []place

// place is a message's place in its user's queue.
type place struct {
	Message string `json:"message"` // the key of its record
	Owner   string `json:"owner"`   // the instance that has it
	Claim   int64  `json:"claim"`   // the number of the instance's claim: it may have had the message before
}

// place is the message's place in its user's queue.
func (c *claim) place() place { return place{c.key, c.peers.instance, c.id} }

// Enqueue puts the message at the end of its user's queue. A message that the others have not been told of has no
// place.
func (c *claim) Enqueue() {
	p := c.peers
	if !c.recorded || p.unordered {
		return
	}
	me := c.place()
	c.enqueued = true // also where the store's answer is lost: then the place may be there
	for range maxTries {
		q, err := c.changeQueue(nil, func(q queue) queue {
			if slices.Contains(q, me) {
				return q // an earlier try has put it there, and the store's answer was lost
			}
			// The message may have been taken over from an instance that is gone. That instance's place goes: this
			// instance's earlier messages of the user stand behind it, and have to come first.
			return append(slices.DeleteFunc(q, func(other place) bool { return other.Message == me.Message }), me)
		})
		c.head = err == nil && q[0] == me
		if err == nil || !p.store.Wait() {
			return
		}
	}
}

// Turn waits until the message is at the head of its user's queue. Where the store stays away it does not wait.
func (c *claim) Turn(ctx context.Context, by time.Duration) bool {
	p := c.peers
	if c.AtHead() {
		return true
	}
	timer := time.NewTimer(by - p.clock.Now())
	defer timer.Stop()
	for polls, failed := 0, 0; ; polls++ {
		q, _, err := c.readQueue()
		if err != nil && !notFound(err) && failed < maxTries && p.store.Wait() {
			failed++
			continue
		}
		i := slices.Index(q, c.place())
		if err != nil || i <= 0 {
			return true // at the head; or the store has lost the place, or stays away
		}
		if polls%pollsPerLook == 0 && q[0].Owner != p.instance && !p.alive(q[0].Owner) {
			gone := q[0]
			_, _ = c.changeQueue(q, func(q queue) queue {
				return slices.DeleteFunc(q, func(other place) bool { return other == gone })
			})
			continue
		}
		select {
		case <-time.After(once.PollEvery):
		case <-timer.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// pollsPerLook is how many polls pass from one look at an instance's heartbeat to the next.
const pollsPerLook = int(once.LivenessEvery / once.PollEvery)

// dequeue removes the message's place. While the store is away it tries again, for as long as the queue would keep the
// place, which holds up the user's messages.
func (c *claim) dequeue() {
	p := c.peers
	me := c.place()
	_, err := c.changeQueue(queue{me}, func(q queue) queue {
		return slices.DeleteFunc(q, func(other place) bool { return other == me })
	})
	if err != nil && !p.poisoned(err) && p.clock.Now() < c.first+2*p.recordFor() {
		time.AfterFunc(once.StoreRetryEvery, c.dequeue)
	}
}

// readQueue reads the queue, decoded and as it is in the store.
func (c *claim) readQueue() (q queue, raw []byte, err error) {
	if raw, err = c.peers.store.Get(c.queue); err != nil {
		return nil, nil, err
	}
	if err := json.Unmarshal(raw, &q); err != nil {
		return nil, nil, c.peers.unreadable(err)
	}
	return q, raw, nil
}

// changeQueue changes the queue, whatever other instances do to it meanwhile, and returns what it is then. A right
// guess at what it is now saves a read.
func (c *claim) changeQueue(guess queue, change func(queue) queue) (queue, error) {
	for q, old := guess, guess.encode(); ; {
		q = change(q)
		raw := q.encode()
		if bytes.Equal(raw, old) {
			return q, nil
		}
		swapped, err := c.peers.store.CompareAndSwap(c.queue, old, raw, c.peers.recordFor())
		if swapped || err != nil {
			return q, err
		}
		if q, old, err = c.readQueue(); err != nil && !notFound(err) {
			return nil, err
		}
	}
}

// encode is nil for an empty queue, which the store does not keep.
func (q queue) encode() (raw []byte) {
	if len(q) > 0 {
		raw, _ = json.Marshal(q) // strings cannot fail
	}
	return raw
}
