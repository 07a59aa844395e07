package once

import "time"

// owedAnswer is an answer that was finished while no push was listening. The next push takes it; where none comes, it
// is settled.
type owedAnswer struct {
	execution *Execution
	body      []byte
}

// owe waits for a push that takes the answer.
func (g *Group) owe(x *Execution, body []byte) {
	o := &owedAnswer{execution: x, body: body}
	if g.addOwed(o) {
		g.settleOwed(o)
		return
	}
	time.AfterFunc(x.first+PushesOver-g.Clock.Now(), func() { g.settleOwed(o) })
}

// settleOwed settles an answer that no push has taken.
func (g *Group) settleOwed(o *owedAnswer) {
	if !g.retract(o) {
		return
	}
	defer g.done()
	switch o.execution.claim.Retract() {
	case Mine, Unknown:
		_ = g.Settle(o.execution, o.body) // which logs what fails
	case TakenThere, Theirs:
	}
}

// addOwed notes an owed answer, and tells whether the group shuts down, which waits for no push.
func (g *Group) addOwed(o *owedAnswer) (settleNow bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.owed == nil {
		g.owed = make(map[*owedAnswer]struct{})
	}
	g.owed[o] = struct{}{}
	g.drain.busy++
	return g.drain.began()
}

// retract takes an owed answer back, so that no push to this instance gets it. Where it is true, a done has to follow.
// It is false where a push has taken the answer, or it was taken back before.
func (g *Group) retract(o *owedAnswer) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.owed[o]; !ok {
		return false
	}
	delete(g.owed, o)
	if a := g.cache.find(o.execution.id); a != nil {
		if a.fate == Taken {
			g.drain.done()
			return false
		}
		a.fate = Settling
	}
	return true
}
