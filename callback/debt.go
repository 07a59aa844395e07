package callback

import "time"

// debt is an answer that was ready when no push waited for it. The next push
// gets it; where none comes, it is sent.
type debt struct {
	run  *run
	body []byte
}

// owe waits for a push to take the answer.
func (s *Server) owe(r *run, body []byte) {
	d := &debt{run: r, body: body}
	if s.pushes.owe(d) {
		s.settle(d)
		return
	}
	time.AfterFunc(r.first+allOver-s.pushes.now(), func() { s.settle(d) })
}

// settle sends what no push has taken.
func (s *Server) settle(d *debt) {
	if !s.pushes.due(d) {
		return
	}
	defer s.pushes.paid()
	if s.shared.keep(d.run) {
		s.deliver(d.run, d.body)
	}
}

// owe notes a debt, and tells whether to settle it at once.
func (p *pushes) owe(d *debt) (atOnce bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drain.owed == nil {
		p.drain.owed = make(map[*debt]struct{})
	}
	p.drain.owed[d] = struct{}{}
	p.drain.busy++
	return p.drain.began()
}

// due tells whether a debt is still to be paid: then no push gets the answer
// any more, and the caller owes a paid.
func (p *pushes) due(d *debt) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, there := p.drain.owed[d]; !there {
		return false
	}
	delete(p.drain.owed, d)
	if a := p.kept.find(d.run.id); a != nil {
		if a.fate == taken {
			p.drain.less()
			return false
		}
		a.fate = late
	}
	return true
}

// busier has a shutdown wait for a paid. Something else has it wait already.
func (p *pushes) busier() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drain.busy++
}

func (p *pushes) paid() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drain.less()
}
