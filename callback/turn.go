package callback

import (
	"errors"
	"time"
)

// turn is a run's place among those that have to wait: in its user's line, then
// for one of the places that there are for all.
type turn struct {
	state place
	next  *run          // behind it in its user's line
	ready chan struct{} // closed when the wait is over; nil where there is none
}

type place uint8

const (
	inLine   place = iota // behind another message of its user
	atHead                // first of its user
	inQueue               // and waiting for a place
	working               // and having one
	departed              // neither waiting nor working any more
)

// turns says who may run. The pushes' mutex guards it.
type turns struct {
	limit     int             // how many work at once
	mostWait  int             // how many may wait
	unordered bool            // a user's messages need not wait for each other
	stepwise  bool            // who is at the head has more to wait for before it wants a place
	last      map[uint64]*run // of each user's line
	queue     []*run          // who waits for a place, longest first
	working   int
	waiting   int
}

// full tells whether too many wait already.
func (t *turns) full() bool { return t.waiting >= t.mostWait }

// enter takes r in, and returns the run that r comes behind in its user's
// line, or nil.
func (t *turns) enter(r *run) (before *run) {
	if !t.unordered {
		before = t.last[r.user]
		t.last[r.user] = r
		if before != nil {
			before.turn.next = r
			t.wait(r)
			return before
		}
	}
	t.lead(r)
	return nil
}

// lead takes r to the head of its user's line.
func (t *turns) lead(r *run) {
	r.turn.state = atHead
	if t.stepwise {
		t.wake(r)
	} else {
		t.want(r)
	}
}

// want asks for a place for r.
func (t *turns) want(r *run) {
	if t.working < t.limit && len(t.queue) == 0 {
		t.work(r)
		return
	}
	r.turn.state = inQueue
	t.queue = append(t.queue, r)
	t.wait(r)
}

func (t *turns) work(r *run) {
	t.working++
	r.turn.state = working
	t.wake(r)
}

func (t *turns) wait(r *run) {
	if r.turn.ready == nil {
		r.turn.ready = make(chan struct{})
		t.waiting++
	}
}

func (t *turns) wake(r *run) {
	if r.turn.ready != nil {
		close(r.turn.ready)
		r.turn.ready = nil
		t.waiting--
	}
}

// leave lets the next of the user, and the next of all, go on.
func (t *turns) leave(r *run) {
	was := r.turn.state
	r.turn.state = departed
	t.wake(r)
	if was == inLine || was == departed {
		return // those before it pass it over
	}
	if was == working {
		t.working--
	}
	if !t.unordered {
		t.advance(r)
	}
	for t.working < t.limit && len(t.queue) > 0 {
		next := t.queue[0]
		t.queue[0] = nil
		t.queue = t.queue[1:]
		if next.turn.state == inQueue {
			t.work(next)
		}
	}
}

// advance passes the head of r's line on to the next that still waits.
func (t *turns) advance(r *run) {
	next := r.turn.next
	r.turn.next = nil
	for next != nil && next.turn.state == departed {
		next = next.turn.next
	}
	if next == nil {
		delete(t.last, r.user)
	} else {
		t.lead(next)
	}
}

// turn waits until the run may begin, or there is no time left to.
func (s *Server) turn(r *run, with joined) bool {
	if s.shared == nil {
		return s.await(r, with.ready)
	}
	s.shared.enter(r, with.lead)
	return s.await(r, with.ready) && s.shared.atHead(r) && s.await(r, s.pushes.want(r))
}

// await waits for ready; nil is ready.
func (s *Server) await(r *run, ready <-chan struct{}) bool {
	if ready == nil {
		return true
	}
	timer := time.NewTimer(r.first + r.limit() - s.pushes.now())
	defer timer.Stop()
	select {
	case <-ready:
		return true
	case <-timer.C:
	}
	if !s.pushes.giveUp(r) {
		return true
	}
	s.fail(r.request, r.message, "callback: message not handled", errNoTurn)
	return false
}

var errNoTurn = errors.New("its turn did not come in time: raise WithMaxConcurrent, add instances, or see what takes so long")
