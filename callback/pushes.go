package callback

import (
	"hash/maphash"
	"sync"
	"time"
)

// pushes answers the pushes of one message, of which the platform makes up to
// three, with one run of its handler. It lives in this process.
type pushes struct {
	seed  maphash.Seed
	began time.Time // its clock counts from here

	mu      sync.Mutex
	running map[pushID]*run
	kept    kept
	turns   turns
	drain   drain
}

// pushID stands for a [pushKey] and keeps no message's text alive.
type pushID struct {
	number int64
	hash   uint64 // of all there is
}

func newPushes() *pushes {
	return &pushes{
		seed: maphash.MakeSeed(), began: time.Now(),
		running: make(map[pushID]*run), kept: newKept(minKept),
		turns: turns{limit: DefaultMaxConcurrent, mostWait: DefaultMaxWaiting, last: make(map[uint64]*run)},
	}
}

// now is the time on the clock of pushes, which nobody sets.
func (p *pushes) now() time.Duration { return time.Since(p.began) }

// role is what a push has to do.
type role uint8

const (
	leads        role = iota // run the handler: it is the message's first
	follows                  // wait for the run that does
	repeats                  // give the kept answer again
	comesTooMany             // go: too many wait already
	comesTooLate             // go: the server is shutting down
)

// joined is what goes with a role.
type joined struct {
	body  []byte        // to repeat
	lead  *run          // to follow; or to come behind, nil for none
	first time.Duration // when the message's first push came
	ready chan struct{} // to wait for, nil for nothing
}

// join gives a push its role. Who leads owes a finish and a leave, or a
// dismissal.
func (p *pushes) join(r *run) (joined, role) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if lead := p.running[r.id]; lead != nil {
		if lead.done == nil {
			lead.done = make(chan struct{})
		}
		return joined{lead: lead, first: lead.first}, follows
	}
	p.kept.drop(r.arrived)
	if a := p.kept.find(r.id); a != nil {
		return joined{body: a.take()}, repeats
	}
	switch {
	case p.drain.began():
		return joined{}, comesTooLate
	case p.turns.full():
		return joined{}, comesTooMany
	}
	p.running[r.id] = r
	p.drain.busy++
	before := p.turns.enter(r)
	return joined{lead: before, ready: r.turn.ready}, leads
}

// want asks for a place for r, and returns what to wait for, or nil.
func (p *pushes) want(r *run) chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turns.want(r)
	return r.turn.ready
}

// giveUp ends r's wait, unless it has just ended as it should.
func (p *pushes) giveUp(r *run) (gone bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.turn.ready == nil {
		return false
	}
	p.turns.leave(r)
	return true
}

// since tells that the message's first push came earlier, elsewhere.
func (p *pushes) since(r *run, first time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.first = first
}

// finish keeps r's answer, of whose body it returns the copy that lasts, and
// wakes the pushes that wait for it. Unless r stays, which owes a leave, the
// next of its user may go on.
func (p *pushes) finish(r *run, a keptAnswer, stays bool) (body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body = p.kept.add(a)
	p.release(r)
	if !stays {
		p.depart(r)
	}
	return body
}

// leave ends what finish let stay.
func (p *pushes) leave(r *run) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.depart(r)
}

// dismiss takes back that r leads.
func (p *pushes) dismiss(r *run) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.dismissed = true
	p.release(r)
	p.depart(r)
}

func (p *pushes) release(r *run) {
	delete(p.running, r.id)
	if r.done != nil {
		close(r.done)
	}
}

func (p *pushes) depart(r *run) {
	p.turns.leave(r)
	p.drain.less()
}

// take is what a push gets that has waited for an answer; it may have been
// forgotten meanwhile.
func (p *pushes) take(lead *run) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.kept.find(lead.id); a != nil {
		return a.take()
	}
	return nil
}
