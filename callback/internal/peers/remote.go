package peers

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// remote is a message that another instance has. It implements [once.Remote].
type remote struct {
	peers  *Peers
	key    string        // of the message's record
	me     string        // the push, as it takes the answer
	first  time.Duration // when the message's first push came
	record *record       // as it was read last
	raw    []byte        // the same, as it is in the store
	stale  bool          // that Wait has to read the record again
	tried  time.Duration // when Take was called for an open answer; 0 for never
	took   bool          // that it has taken the answer
}

func (p *Peers) newRemote(key string, first time.Duration, there *record, raw []byte) *remote {
	return &remote{
		peers: p, key: key, first: first, record: there, raw: raw,
		me: p.instance + "." + strconv.FormatInt(p.pushes.Add(1), 36),
	}
}

// First is when the message's first push came.
func (r *remote) First() time.Duration { return r.first }

// Wait polls the record until it has an answer.
func (r *remote) Wait(ctx context.Context) (waited bool, err error) {
	p := r.peers
	looked := p.clock.Now()
	for r.stale || !r.record.answered() {
		waited = true
		select {
		case <-time.After(once.PollEvery):
		case <-ctx.Done():
			return waited, ctx.Err()
		}
		record, raw, err := p.readRecord(r.key)
		look := p.clock.Now()-looked >= once.LivenessEvery
		if look {
			looked = p.clock.Now()
		}
		switch {
		case notFound(err):
			return waited, once.ErrLost
		case err != nil: // the store may be back in time
		case look && !record.answered() && p.dead(record):
			return waited, once.ErrLost
		default:
			r.record, r.raw, r.stale = record, raw, false
		}
	}
	return waited, nil
}

// errChanged says that another instance has changed the record since it was read.
var errChanged = errors.New("callback: the record has changed")

// Take takes the answer that the record has.
func (r *remote) Take() (answer []byte, err error) {
	switch r.record.Fate {
	case fates[once.Settling]:
		return nil, nil
	case fates[once.Open]:
		r.tried = r.peers.clock.Now()
		taken := *r.record
		taken.Fate, taken.By = fates[once.Taken], r.me
		raw := taken.encode()
		swapped, err := r.peers.store.CompareAndSwap(r.key, r.raw, raw, r.peers.life(&taken))
		if err == nil && !swapped {
			err = errChanged
		}
		if err != nil {
			r.stale = true
			return nil, err
		}
		r.record, r.raw = &taken, raw
	}
	r.took = r.record.By == r.me
	return r.answer(), nil
}

func (r *remote) answer() []byte {
	if r.record.Answer == "" {
		return nil
	}
	return []byte(r.record.Answer)
}

// Tried tells whether this push may have taken the answer.
func (r *remote) Tried() bool { return r.tried > 0 }

// Written keeps in mind that a push was answered: the store may lose its record.
func (r *remote) Written() (part string, last bool) {
	if !r.record.taken() {
		return "", false
	}
	r.peers.remember(r, r.first+once.RepublishFor)
	return r.record.Part, !r.record.Follows
}

// Dropped returns the answer where this push has taken it. Where the store's answer to Take was lost, the record is
// read until it tells. An answer that stays uncertain counts as taken: it may be kept twice, and must not be lost.
func (r *remote) Dropped() (answer []byte, last bool) {
	p := r.peers
	if r.record.Kept {
		return nil, false
	}
	answer, last = r.answer(), !r.record.Follows
	for !r.took && p.clock.Now() < r.first+once.RepublishFor {
		there, _, err := p.readRecord(r.key)
		switch {
		case notFound(err), err == nil && there.By == r.me:
			return answer, last
		case err == nil && p.checkEpoch() == nil:
			if p.lostAt() > r.tried { // who had taken it is lost as well
				return answer, last
			}
			return nil, false
		}
		time.Sleep(once.StoreRetryEvery)
	}
	return answer, last
}

// Watch waits, while the record may still be published again, and tells whether the instance that has the message is
// gone.
func (r *remote) Watch() (gone bool) {
	p := r.peers
	for p.clock.Now() < r.first+once.RepublishFor {
		time.Sleep(once.LivenessEvery)
		there, _, err := p.readRecord(r.key)
		switch {
		case err != nil && !notFound(err): // the store may be back in time
		case err != nil || there.answered():
			return false
		case p.dead(there):
			return true
		}
	}
	return false
}

// republish writes the record again that the store has lost, and says in one that the owner has written meanwhile that
// the answer is taken.
func (r *remote) republish() error {
	p := r.peers
	mine := r.record.encode()
	for old := []byte(nil); ; {
		swapped, err := p.store.CompareAndSwap(r.key, old, mine, p.life(r.record))
		if swapped || err != nil {
			return err
		}
		there, current, err := p.readRecord(r.key)
		switch {
		case notFound(err):
			old = nil
		case err != nil:
			return err
		case there.taken() || bytes.Equal(current, mine):
			return nil
		default:
			old = current
		}
	}
}
