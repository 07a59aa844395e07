package once

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
	slots   []*Execution          // those that wait for a slot, longest first
	running int
	waiting int
}

// ticket is an execution's place in the queue.
type ticket struct {
	state ticketState
	next  *Execution    // the next of the same user
	ready chan struct{} // closed when the wait is over; nil where there is none
}

type ticketState uint8

const (
	behind   ticketState = iota // another message of the user comes first
	atHead                      // the first of the user
	wantSlot                    // the first of the user, and waiting for a slot
	hasSlot                     // running
	departed                    // neither waiting nor running any more
)

// full tells whether too many wait already.
func (q *queue) full() bool { return q.waiting >= q.maxWaiting }

// enter puts x at the end of its user's queue, and returns the execution before it, or nil.
func (q *queue) enter(x *Execution) (before *Execution) {
	if !q.unordered {
		before = q.last[x.user]
		q.last[x.user] = x
		if before != nil {
			before.ticket.next = x
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
	if q.running < q.maxRunning && len(q.slots) == 0 {
		q.run(x)
		return
	}
	x.ticket.state = wantSlot
	q.slots = append(q.slots, x)
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
	x.ticket.state = departed
	q.wake(x)
	if was == departed {
		return
	}
	if was == behind {
		return // advance skips it once the message before it leaves
	}
	if was == hasSlot {
		q.running--
	}
	if !q.unordered {
		q.advance(x)
	}
	for q.running < q.maxRunning && len(q.slots) > 0 {
		next := q.slots[0]
		q.slots[0] = nil
		q.slots = q.slots[1:]
		if next.ticket.state == wantSlot {
			q.run(next)
		}
	}
}

// advance makes the next after x that still waits the first of its user.
func (q *queue) advance(x *Execution) {
	next := x.ticket.next
	x.ticket.next = nil
	for next != nil && next.ticket.state == departed {
		next = next.ticket.next
	}
	if next == nil {
		delete(q.last, x.user)
	} else {
		q.head(next)
	}
}
