package once

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Config is what a [Group] is given.
type Config struct {
	MaxConcurrent int  // how many handlers run at once
	MaxWaiting    int  // how many messages wait for their turn
	Unordered     bool // whether the messages of one user may be handled at the same time
	Clock         Clock
	Peers         Peers              // nil for an instance alone
	Telemetry     telemetry.Recorder // nil for none

	// Run runs the handler, and writes its answer behind buf. It does not panic, but may end the goroutine.
	Run func(x *Execution, buf []byte) Result
	// Settle brings an answer to the user that no push takes, and logs what fails. CanSettle tells whether it can.
	// Limit is how long a handler has, from the message's first push on: longer where a late answer can be settled.
	Settle    func(x *Execution, body []byte) error
	CanSettle func() bool
	Limit     func() time.Duration
	// Placeholder is what the last push of a message is answered with whose handler runs on; nil for nothing.
	Placeholder func(d *Delivery) []byte
	// Value has the values of a handler's context, beside those of the request; nil for none under the key.
	Value func(x *Execution, key any) any
	// Fail logs what failed.
	Fail func(x *Execution, what string, err error)
}

// Group gives the pushes of an account's messages to their executions.
type Group struct {
	Config
	seed maphash.Seed

	mu      sync.Mutex
	running map[id]*Execution // those whose answer is not finished
	cache   cache
	queue   queue
	owed    map[*owedAnswer]struct{}
	drain   drain
}

// NewGroup returns a group with no messages.
func NewGroup(c Config) *Group {
	remote := c.Peers != nil
	if !remote {
		c.Peers = alone{}
	}
	return &Group{
		Config: c, seed: maphash.MakeSeed(),
		running: make(map[id]*Execution), cache: newCache(minCached),
		queue: queue{
			maxRunning: c.MaxConcurrent, maxWaiting: c.MaxWaiting, unordered: c.Unordered, remote: remote,
			last: make(map[uint64]*Execution),
		},
	}
}

// NewDelivery returns the delivery of a push that has just come.
func (g *Group) NewDelivery(request context.Context, m message.Message, xml string) Delivery {
	key := KeyOf(m, xml)
	d := Delivery{Request: request, Message: m, XML: xml, arrived: g.Clock.Now()}
	d.id, d.user = key.id(g.seed)
	return d
}

// Answer lets a delivery execute its message, wait for the execution that does, or have the finished answer again. The
// body may lie in buf, which grows where it is too short.
func (g *Group) Answer(d Delivery, buf *[]byte) Answer {
	for {
		switch to := g.admit(&d); to.role {
		case refuses:
			return refused(to.why)
		case repeats:
			measure.Join{}.Record(d.Request, g.Telemetry)
			return Answer{Body: to.body, Outcome: telemetry.Replayed}
		case follows:
			if a, ok := g.follow(d, to.execution, to.first); ok {
				return a
			}
		case leads:
			x := to.execution
			remote := g.claim(x)
			if remote == nil {
				if _, last := answerBy(d.arrived, x.first); last && !d.Detached {
					return g.leadApart(x, to)
				}
				return g.lead(x, to, buf)
			}
			g.dismiss(x)
			if a, ok := g.followRemote(d, remote); ok {
				return a
			}
		}
	}
}

// role is what a delivery has to do.
type role uint8

const (
	leads   role = iota // execute the message: it is the first delivery of it here
	follows             // wait for the execution
	repeats             // give the finished answer again
	refuses             // give no answer
)

// admission is the role of a delivery, with what belongs to it.
type admission struct {
	role      role
	execution *Execution    // that it leads or follows
	first     time.Duration // to follow: when the message's first push came
	before    *Execution    // to lead: the one before it in its user's queue, or nil
	ready     chan struct{} // to lead: closed when it need not wait in the queue any more; nil for at once
	body      []byte        // to repeat
	why       Refusal       // to refuse
}

// admit gives a delivery its role. Where it leads, a finish and a depart have to follow, or a dismiss.
func (g *Group) admit(d *Delivery) admission {
	g.mu.Lock()
	defer g.mu.Unlock()
	if x := g.running[d.id]; x != nil {
		x.makeDone()
		return admission{role: follows, execution: x, first: x.first}
	}
	g.cache.expire(d.arrived)
	if a := g.cache.find(d.id); a != nil {
		if d.Detached {
			return admission{role: repeats}
		}
		return admission{role: repeats, body: a.take()}
	}
	switch {
	case g.drain.began():
		return admission{role: refuses, why: ShuttingDown}
	case g.queue.full():
		return admission{role: refuses, why: TooMany}
	}
	x := &Execution{Delivery: *d, group: g, first: d.arrived}
	x.Context.execution = x
	if g.queue.remote {
		x.enqueued = make(chan struct{})
	}
	if x.Detached {
		x.end = &detachedEnd{done: make(chan struct{})}
	}
	g.running[d.id] = x
	g.drain.busy++
	before := g.queue.enter(x)
	return admission{role: leads, execution: x, before: before, ready: x.ticket.ready}
}

// makeDone makes what a follower waits for. The group's mutex is held.
func (x *Execution) makeDone() {
	if x.done == nil {
		x.done = make(chan struct{})
	}
}

// claim asks the peers for the message, and returns the instance that has it, or nil.
func (g *Group) claim(x *Execution) Remote {
	var remote Remote
	x.claim, remote = g.Peers.Claim(&x.Delivery)
	if remote != nil {
		return remote
	}
	if first, earlier := x.claim.First(); earlier {
		g.mu.Lock()
		defer g.mu.Unlock()
		x.first = first
	}
	return nil
}

// want asks for a slot for x, and returns what to wait for, or nil.
func (g *Group) want(x *Execution) chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue.want(x)
	return x.ticket.ready
}

// giveUp ends the wait of x, unless that has just ended as it should.
func (g *Group) giveUp(x *Execution) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if x.ticket.ready == nil {
		return false
	}
	g.queue.leave(x)
	return true
}

// finish puts the answer of x into the cache, whose copy of the body it returns, and wakes the followers. Unless x
// stays, for which a depart has to follow, the next of its user may go on.
func (g *Group) finish(x *Execution, a cachedAnswer, stays bool) (cached []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	cached = g.cache.add(a)
	g.release(x)
	if !stays {
		g.departLocked(x)
	}
	return cached
}

// depart ends an execution that stayed when it was finished.
func (g *Group) depart(x *Execution) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.departLocked(x)
}

// dismiss ends an execution whose message another instance has.
func (g *Group) dismiss(x *Execution) {
	close(x.enqueued)
	g.mu.Lock()
	defer g.mu.Unlock()
	x.dismissed = true
	g.release(x)
	g.departLocked(x)
}

func (g *Group) release(x *Execution) {
	delete(g.running, x.id)
	if x.done != nil {
		close(x.done)
	}
}

func (g *Group) departLocked(x *Execution) {
	g.queue.leave(x)
	g.drain.done()
}

// forget drops the answer of x, here and elsewhere, so that the message may be executed once more.
func (g *Group) forget(x *Execution) {
	g.mu.Lock()
	if a := g.cache.find(x.id); a != nil {
		a.id = id{} // of no message
	}
	g.mu.Unlock()
	x.claim.Forget()
}

// take is what a follower is answered with. The answer may have been dropped since.
func (g *Group) take(of id) []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	if a := g.cache.find(of); a != nil {
		return a.take()
	}
	return nil
}
