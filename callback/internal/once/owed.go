package once

import (
	"iter"
	"time"

	"github.com/wechatgo/wechatgo/reply"
)

// Late is what goes to the user without a push.
type Late struct {
	// Body is the answer as plain XML; nil where a push has taken it.
	Body []byte
	// Rest is what the handler left for after the answer; nil for nothing.
	Rest iter.Seq2[reply.Reply, error]
	// Sure says that no other instance answers the message, and is asked before the first part is sent. Where it is
	// false, nothing may be sent: another instance may have answered, and the user would read two answers. It may be
	// kept, until the user asks for it.
	Sure func() bool
	// Shown says that the user has read an answer, which what is here follows.
	Shown bool
}

// open is an answer of which something is left to do: nobody has taken it, or something follows it.
type open struct {
	execution *Execution
	body      []byte // in the cache: the result's own may be written over
	result    Result
	stays     bool // the execution is in its user's queue until nothing is left to do
	unsure    bool // another push may have been answered with it
}

// follows tells whether something is left to do once the answer was written.
func (o *open) follows() bool { return o.result.Rest != nil || o.result.Part != "" }

// owe notes an answer that no push has taken yet. Where none takes it in time, it is settled; a shutdown does not wait
// for a push where it can be sent. The group's mutex is held.
func (g *Group) owe(o *open) {
	if g.owed == nil {
		g.owed = make(map[id]*open)
	}
	g.owed[o.execution.id] = o
	g.drain.busy++
	if g.drain.began() && g.CanSend() {
		go g.settleOwed(o)
		return
	}
	time.AfterFunc(o.execution.first+PushesOver-g.Clock.Now(), func() { g.settleOwed(o) })
}

// settleOwed settles an answer that no push to this instance has taken.
func (g *Group) settleOwed(o *open) {
	if !g.takeBack(o) {
		return
	}
	defer g.done()
	switch o.execution.claim.Confirm() {
	case Mine:
		g.settle(o, o.body, !o.unsure)
	case Unknown:
		g.settle(o, o.body, false)
	case TakenThere:
		g.settle(o, nil, !o.unsure)
	case Theirs: // the other instance says when nothing more comes
		if o.unsure && !o.result.Kept { // it may have no more than this one had: a push that was not listening any more
			g.Keep(&o.execution.Delivery, o.body, false)
		}
		g.finishLate(o)
	}
}

// takeBack takes an owed answer back, so that no push to this instance gets it. It is false where a push has taken it,
// or it was taken back before. Otherwise a done has to follow.
func (g *Group) takeBack(o *open) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.owed[o.execution.id] != o {
		return false
	}
	delete(g.owed, o.execution.id)
	if a := g.cache.find(o.execution.id); a != nil {
		a.fate = Settling
	}
	return true
}

// take is what a push is answered with that finds the answer finished, and what has to be called once it was written.
func (g *Group) take(of id) (body []byte, written func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if a := g.cache.find(of); a != nil {
		return g.takeLocked(a)
	}
	return nil, nil // it may have been dropped since
}

func (g *Group) takeLocked(a *cachedAnswer) (body []byte, written func()) {
	if a.fate == Settling {
		return nil, nil
	}
	a.fate = Taken
	if o := g.owed[a.id]; o != nil {
		return g.takeOwed(o)
	}
	return a.body, nil
}

// takeOwed gives an owed answer to a push. The group's mutex is held.
func (g *Group) takeOwed(o *open) (body []byte, written func()) {
	delete(g.owed, o.execution.id)
	return o.body, func() {
		go func() {
			defer g.done()
			if !o.execution.claim.Given() {
				o.execution.claim.Republish()
			}
		}()
		g.written(o)
	}
}

// whenWritten is what has to be called once the execution's own push was answered with the answer.
func (g *Group) whenWritten(o open) func() { return func() { g.written(&o) } }

// written goes on with what follows an answer that a push was answered with. The HTTP response does not wait for it.
func (g *Group) written(o *open) {
	if o.result.Part != "" {
		g.Shown(&o.execution.Delivery, o.result.Part)
	}
	if o.result.Rest == nil {
		g.nothingMore(&o.execution.Delivery, o.execution.first)
		if !o.stays {
			return
		}
	}
	g.begin()
	go func() {
		defer g.done()
		if o.result.Rest == nil {
			g.finishLate(o)
			return
		}
		g.confirmAndSettle(*o, nil)
	}()
}

// confirmAndSettle settles what no push takes, unless another instance has the message.
func (g *Group) confirmAndSettle(o open, body []byte) {
	switch o.execution.claim.Confirm() {
	case Mine:
		g.settle(&o, body, true)
	case Unknown:
		g.settle(&o, body, false)
	case TakenThere: // a push has the answer, and not what follows it
		g.settle(&o, nil, true)
	case Theirs:
		g.finishLate(&o)
	}
}

// settle brings to the user what no push takes.
func (g *Group) settle(o *open, body []byte, sure bool) {
	if o.result.Kept {
		body = nil
	}
	if body == nil && o.result.Rest == nil {
		g.end(o)
		return
	}
	_ = g.Settle(
		o.execution,
		Late{
			Body: body, Rest: o.result.Rest, Sure: g.sure(o.execution, sure, o.result.Rest != nil),
			Shown: body == nil && o.result.Body != nil && !o.result.Kept,
		},
	)
	g.finishLate(o)
}

// sure is a [Late]'s Sure. Where the handler goes on, it asks the peers once more.
func (g *Group) sure(x *Execution, sure, again bool) func() bool {
	return func() bool {
		if !sure || !again {
			return sure
		}
		standing := x.claim.Confirm()
		return standing == Mine || standing == TakenThere
	}
}

// end ends an execution of which nothing is left to do.
func (g *Group) end(o *open) {
	g.nothingMore(&o.execution.Delivery, o.execution.first)
	g.finishLate(o)
}

// finishLate ends an execution that has been settled.
func (g *Group) finishLate(o *open) {
	if o.stays {
		g.leave(o.execution)
	}
}

// nothingMore says that nothing more comes of a message, whose first push came at first, where its user may have been
// told to wait.
func (g *Group) nothingMore(d *Delivery, first time.Duration) {
	if g.Clock.Now()-first < SlowFrom {
		return
	}
	g.begin()
	go func() {
		defer g.done()
		g.Ended(d)
	}()
}
