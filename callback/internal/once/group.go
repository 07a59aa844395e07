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

	// Limit is how long a handler has, from the message's first push on.
	Limit time.Duration
	// Fetch makes the answer of a message that asks for a kept one, behind buf; ok is false for any other message. No
	// handler runs for it, and it waits for no other message of its user. With ready it is ok only for a kept answer
	// that is there, and not for one that is under way.
	Fetch func(x *Execution, buf []byte, ready bool) (r Result, ok bool)
	// Shown is told that a push was answered with a kept part, and returns at once.
	Shown func(d *Delivery, part string)
	// Run runs the handler, and writes its answer behind buf. It does not panic, but may end the goroutine.
	Run func(x *Execution, buf []byte) Result
	// NotRun makes the answer of a message whose turn did not come, or whose handler is stuck.
	NotRun func(x *Execution, why error) Result
	// Settle brings to the user what no push takes, and logs what fails. It returns what kept the answer from the user.
	Settle func(x *Execution, late Late) error
	// CanSend tells whether Settle can bring an answer to the user now. Otherwise a shutdown waits for the pushes that
	// may take it.
	CanSend func() bool
	// Slow is told of the second push of a message, whose first one came at first and was not answered in time; Ended
	// that nothing more comes of such a message, beside what was settled.
	Slow  func(d *Delivery, first time.Time)
	Ended func(d *Delivery)
	// Keep keeps an answer until its user asks for it. Where it is the last one nothing more comes of the message.
	Keep func(d *Delivery, body []byte, last bool)
	// Placeholder is what the last push of a message is answered with whose handler runs on, a time after the first
	// push; nil for nothing.
	Placeholder func(d *Delivery, elapsed time.Duration) []byte
	// Value has the values of a handler's context, beside those of the request; nil for none under the key.
	Value func(x *Execution, key any) any
}

// Group gives the pushes of an account's messages to their executions.
type Group struct {
	Config
	seed maphash.Seed

	mu      sync.Mutex
	running map[id]*Execution // those whose answer is not finished
	cache   cache
	queue   queue
	owed    map[id]*open // finished answers that no push has taken yet
	drain   drain
	stuck   *time.Timer // looks for stuck handlers; stopped while no handler runs
	looking bool        // whether it runs
}

// NewGroup returns a group with no messages.
func NewGroup(c Config) *Group {
	remote := c.Peers != nil
	if !remote {
		c.Peers = alone{}
	}
	g := &Group{
		Config: c, seed: maphash.MakeSeed(),
		running: make(map[id]*Execution), cache: newCache(minCached),
		queue: queue{
			maxRunning: c.MaxConcurrent, maxWaiting: c.MaxWaiting, unordered: c.Unordered, remote: remote,
			last: make(map[uint64]*Execution),
		},
	}
	g.stuck = time.AfterFunc(StuckEvery, g.lookForStuck)
	g.stuck.Stop()
	return g
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
			return Answer{Body: to.body, Outcome: telemetry.Replayed, Written: to.written}
		case follows:
			if a, ok := g.follow(d, to.execution, to.first); ok {
				return a
			}
		case leads:
			x := to.execution
			remote := g.claim(x)
			if remote == nil {
				if _, last := answerBy(d.arrived, x.first); last && !d.Detached && !d.unheard {
					return g.leadApart(x, to)
				}
				return g.lead(x, to, buf)
			}
			g.dismiss(x, to.before)
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
	written   func()        // to repeat: see Answer
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
	noPush := d.Detached || d.unheard // which takes no answer from the pushes
	if a := g.cache.find(d.id); a != nil {
		if noPush {
			return admission{role: repeats}
		}
		body, written := g.takeLocked(a)
		return admission{role: repeats, body: body, written: written}
	}
	if o := g.owed[d.id]; o != nil { // the cache has dropped it
		if noPush {
			return admission{role: repeats}
		}
		body, written := g.takeOwed(o)
		return admission{role: repeats, body: body, written: written}
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
	g.running[d.id] = x
	g.drain.busy++
	g.startLooking()
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
	claim, remote := g.Peers.Claim(&x.Delivery)
	if remote != nil {
		return remote
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	x.claim = claim
	if first, earlier := claim.First(); earlier {
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

// finish puts the answer of an execution into the cache, and wakes the followers. Unless the execution stays, for which
// a depart has to follow, the next of its user may go on.
func (g *Group) finish(o *open, a cachedAnswer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	x := o.execution
	o.body = g.cache.add(a)
	if a.fate == Open {
		owed := *o
		owed.stays = o.follows()
		g.owe(&owed)
	}
	g.release(x)
	if !o.stays {
		g.departLocked(x)
	}
}

// depart ends an execution that stayed when it was finished.
func (g *Group) depart(x *Execution) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.departLocked(x)
}

// dismiss ends an execution whose message another instance has.
func (g *Group) dismiss(x *Execution, before *Execution) {
	x.skipEnqueue(before)
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

// skipEnqueue lets the messages behind x be enqueued with the peers, where x never will be: after those before it.
func (x *Execution) skipEnqueue(before *Execution) {
	switch {
	case x.enqueued == nil:
	case before == nil || before.enqueued == nil:
		close(x.enqueued)
	default:
		go func() {
			<-before.enqueued
			close(x.enqueued)
		}()
	}
}

// skipQueue takes x out of its user's queue before its turn.
func (g *Group) skipQueue(x *Execution, before *Execution) {
	x.skipEnqueue(before)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue.leave(x)
}

func (g *Group) departLocked(x *Execution) {
	if x.apart {
		g.stick(x)
	} else {
		g.queue.leave(x)
	}
	g.drain.done()
}

// forget lets the message of x be executed once more, here or elsewhere. Where the peers cannot be told at once, they
// are told as soon as they can be.
func (g *Group) forget(x *Execution) {
	if x.claim.Forget() {
		return
	}
	g.begin()
	go func() {
		defer g.done()
		x.claim.Republish()
	}()
}

// countWaiting counts the messages that wait for another instance.
func (g *Group) countWaiting(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue.waiting += n
}
