package callback

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/message"
)

// run is a push, and where it is its message's first the handler at work: then
// it is the handler's context, too.
type run struct {
	server  *Server
	request context.Context // the push's
	message message.Message
	raw     string
	id      pushID
	user    uint64        // hashed
	arrived time.Duration // on the clock of pushes, as first
	first   time.Duration // when the message's first push came; under the pushes' mutex

	ended time.Time // when the handler returned
	later later     // what it put off, or nil

	done      chan struct{} // made by the first push that follows, closed with the run
	dismissed bool          // another instance has the message

	turn  turn
	claim *claim // nil for an instance alone
	clock atomic.Pointer[clock]
}

// newRun makes a push ready to join the others of its message.
func (s *Server) newRun(ctx context.Context, p *push) *run {
	key := keyOf(p.message, p.raw)
	now := s.pushes.now()
	r := &run{server: s, request: ctx, message: p.message, raw: p.raw, arrived: now, first: now}
	r.id, r.user = key.id(s.pushes.seed)
	if s.shared != nil {
		r.claim = s.shared.newClaim(&key)
	}
	return r
}

// again is a push that has not yet joined. What it was before may still be
// looked at by those behind it.
func (r *run) again() *run {
	return &run{
		server: r.server, request: r.request, message: r.message, raw: r.raw,
		id: r.id, user: r.user, arrived: r.arrived, first: r.arrived,
		claim: r.claim.again(),
	}
}

// limit is how long the handler may take, from the first push on.
func (r *run) limit() time.Duration {
	if r.server.sender.usable() {
		return r.server.lateLimit
	}
	return inTime
}

// listens tells whether the platform still waits for the answer to this push.
// A proxy may hide that it has hung up. Without a sender there is nothing else
// to do with an answer than to write it.
func (r *run) listens(now time.Duration) bool {
	return r.request.Err() == nil && (now-r.arrived < hangsUp || !r.server.sender.usable())
}

// clock ends the handler's context. Few handlers look at it.
type clock struct {
	context.Context
	cancel context.CancelFunc
}

// stopped is the clock of handlers that have returned.
var stopped = func() *clock {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return &clock{ctx, cancel}
}()

// Deadline is when the reply has to be there.
func (r *run) Deadline() (deadline time.Time, ok bool) {
	return r.server.pushes.began.Add(r.first + r.limit()), true
}

// Done ends with the deadline, or with the handler.
func (r *run) Done() <-chan struct{} { return r.timed().Done() }

// Err says which of the two it was.
func (r *run) Err() error { return r.timed().Err() }

func (r *run) timed() *clock {
	if c := r.clock.Load(); c != nil {
		return c
	}
	deadline, _ := r.Deadline()
	c := new(clock)
	c.Context, c.cancel = context.WithDeadline(context.Background(), deadline)
	if !r.clock.CompareAndSwap(nil, c) {
		c.cancel()
	}
	return r.clock.Load()
}

// stop ends the context with the handler.
func (r *run) stop() {
	if !r.clock.CompareAndSwap(nil, stopped) {
		r.clock.Load().cancel() // it stays the context's: a deadline that has passed is Err's answer for good
	}
}

// Value has the push, and the values of the request.
func (r *run) Value(key any) any {
	switch key.(type) {
	case runKey:
		return r
	case userKey:
		return user{r.server, r.message.Head().FromUserName}
	}
	return r.request.Value(key)
}

type runKey struct{}

// Raw returns the XML of the push that is being handled, opened where it came
// sealed; nil outside a handler. The bytes are the caller's own.
func Raw(ctx context.Context) []byte {
	r, ok := ctx.Value(runKey{}).(*run)
	if !ok {
		return nil
	}
	return []byte(r.raw)
}
