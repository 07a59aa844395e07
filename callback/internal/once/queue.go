package once

import "container/list"

// queue says which execution may begin: a user's executions run one after another, in the order in which their messages
// came, and no more than a number of all users' run at the same time. The group's mutex guards it.
type queue struct {
	maxRunning int // how many may run at once
	maxWaiting int // how many may wait
	unordered  bool
	// remote says that a user's queue goes on at other instances: an execution at its head here asks for a slot only
	// once it is at its head there.
	remote bool

	last    map[uint64]*Execution // the last of each user's queue
	slots   list.List             // those that wait for a slot, longest first
	running int                   // that have a slot, stuck ones too
	stuck   int
	waiting int
}

// ticket is an execution's place in the queue.
type ticket struct {
	state ticketState
	prev  *Execution    // the one before it of the same user
	next  *Execution    // the one after it
	slot  *list.Element // its place among those that wait for a slot; nil where it does not
	ready chan struct{} // closed when the wait is over; nil where there is none
}

type ticketState uint8

const (
	behind   ticketState = iota // another message of the user comes first
	atHead                      // the first of the user
	wantSlot                    // the first of the user, and waiting for a slot
	hasSlot                     // running
	isStuck                     // running past its time, with a slot; its user's next message does not wait for it
	departed                    // neither waiting nor running any more
)

// full tells whether too many wait already, or no slot will be free.
func (q *queue) full() bool { return q.waiting >= q.maxWaiting || q.stuck >= q.maxRunning }

// enter puts x at the end of its user's queue, and returns the execution before it, or nil.
func (q *queue) enter(x *Execution) (before *Execution) {
	if !q.unordered {
		before = q.last[x.user]
		q.last[x.user] = x
		if before != nil {
			before.ticket.next, x.ticket.prev = x, before
			q.wait(x)
			return before
		}
	}
	q.head(x)
	return nil
}

// head makes x the first of its user.
func (q *queue) head(x *Execution) {
	x.ticket.state = atHead
	if q.remote {
		q.wake(x)
	} else {
		q.want(x)
	}
}

// want asks for a slot for x.
func (q *queue) want(x *Execution) {
	if q.running < q.maxRunning && q.slots.Len() == 0 {
		q.run(x)
		return
	}
	x.ticket.state = wantSlot
	x.ticket.slot = q.slots.PushBack(x)
	q.wait(x)
}

func (q *queue) run(x *Execution) {
	q.running++
	x.ticket.state = hasSlot
	q.wake(x)
}

func (q *queue) wait(x *Execution) {
	if x.ticket.ready == nil {
		x.ticket.ready = make(chan struct{})
		q.waiting++
	}
}

func (q *queue) wake(x *Execution) {
	if x.ticket.ready != nil {
		close(x.ticket.ready)
		x.ticket.ready = nil
		q.waiting--
	}
}

// leave takes x out of the queue, and lets the next of its user and the next of all go on.
func (q *queue) leave(x *Execution) {
	was := x.ticket.state
	if was == departed {
		return
	}
	x.ticket.state = departed
	q.wake(x)
	if x.ticket.slot != nil {
		q.slots.Remove(x.ticket.slot)
		x.ticket.slot = nil
	}
	q.unlink(x)
	switch was {
	case hasSlot:
		q.running--
	case isStuck:
		q.running--
		q.stuck--
	case behind, atHead, wantSlot, departed:
	}
	for q.running < q.maxRunning && q.slots.Len() > 0 {
		next := q.slots.Remove(q.slots.Front()).(*Execution)
		next.ticket.slot = nil
		q.run(next)
	}
}

// unlink takes x out of its user's messages. Where it was the first of them, the next one is.
func (q *queue) unlink(x *Execution) {
	if q.unordered {
		return
	}
	t := &x.ticket
	if t.next != nil {
		t.next.ticket.prev = t.prev
	} else if q.last[x.user] == x {
		if t.prev != nil {
			q.last[x.user] = t.prev
		} else {
			delete(q.last, x.user)
		}
	}
	if t.prev != nil {
		t.prev.ticket.next = t.next
	} else if t.next != nil && t.next.ticket.state == behind {
		q.head(t.next)
	}
	t.prev, t.next = nil, nil
}

// stick lets the next of x's user go on, while x keeps its slot.
func (q *queue) stick(x *Execution) {
	x.ticket.state = isStuck
	q.stuck++
	q.unlink(x)
}
