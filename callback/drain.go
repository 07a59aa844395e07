package callback

import "context"

// drain counts what a shutdown has to wait for. The pushes' mutex guards it.
type drain struct {
	busy int                // runs that have not left, debts, and answers to tell the other instances
	owed map[*debt]struct{} // those
	idle chan struct{}      // closed once busy is 0; nil unless draining
}

func (d *drain) began() bool { return d.idle != nil }

func (d *drain) less() {
	d.busy--
	d.check()
}

func (d *drain) check() {
	if d.busy == 0 && d.idle != nil {
		close(d.idle)
	}
}

// startDrain refuses what is new from here on. It returns what tells that all
// else is done, and what is owed at present.
func (p *pushes) startDrain() (idle <-chan struct{}, owed []*debt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drain.idle == nil {
		p.drain.idle = make(chan struct{})
		p.drain.check()
	}
	for d := range p.drain.owed {
		owed = append(owed, d)
	}
	return p.drain.idle, owed
}

// Shutdown ends the server as a program ends. Messages that are new are refused
// with 503, so that the platform pushes them again, to an instance that stays;
// those that were accepted are handled, late replies delivered, and the other
// instances told. It returns nil when all is done, or the cause of ctx's end,
// which ends no handler.
//
// A program that ends calls it after [net/http.Server.Shutdown], or at the same
// time.
func (s *Server) Shutdown(ctx context.Context) error {
	idle, owed := s.pushes.startDrain()
	for _, d := range owed {
		go s.settle(d) //nolint:contextcheck // a reply is delivered whether or not ctx ends
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
