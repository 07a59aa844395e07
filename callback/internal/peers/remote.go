package peers

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// remote is a message that another instance has. It implements [once.Remote].
type remote struct {
	peers  *Peers
	key    string        // of the message's record
	first  time.Duration // when the message's first push came
	record *record       // as it was read last
	raw    []byte        // the same, as it is in the store
	stale  bool          // that Wait has to read the record again
}

// First is when the message's first push came.
func (r *remote) First() time.Duration { return r.first }

// Wait polls the record until it has an answer.
func (r *remote) Wait(ctx context.Context) (waited bool, err error) {
	p := r.peers
	for polls := 1; r.stale || !r.record.answered(); polls++ {
		waited = true
		select {
		case <-time.After(once.PollEvery):
		case <-ctx.Done():
			return waited, ctx.Err()
		}
		record, raw, err := p.readRecord(r.key)
		switch {
		case notFound(err):
			return waited, once.ErrLost
		case err != nil: // the store may be back in time
		case polls%pollsPerLook == 0 && !record.answered() && p.dead(record):
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
		taken := *r.record
		taken.Fate = fates[once.Taken]
		swapped, err := r.peers.store.CompareAndSwap(r.key, r.raw, taken.encode(), once.CacheFor)
		if err == nil && !swapped {
			err = errChanged
		}
		if err != nil {
			r.stale = true
			return nil, err
		}
	}
	if r.record.Answer != "" {
		answer = []byte(r.record.Answer)
	}
	return answer, nil
}
