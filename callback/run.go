package callback

import (
	"context"
	"sync"
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
	key     *pushKey // the caller's, who waits for the run
	id      pushID
	user    uint64        // hashed
	arrived time.Duration // on the clock of pushes, as first
	first   time.Duration // when the message's first push came; under the pushes' mutex

	ended time.Time // when the handler returned
	later later     // what it put off, or nil

	done      chan struct{} // made by the first push that follows, closed with the run
	dismissed bool          // another instance has the message

	turn  turn
	claim claim
	clock clock
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
	mu      sync.Mutex
	ctx     context.Context // made by the first who asks
	cancel  context.CancelFunc
	stopped bool
}

// Deadline is when the reply has to be there.
func (r *run) Deadline() (deadline time.Time, ok bool) {
	return r.server.pushes.began.Add(r.first + r.limit()), true
}

// Done ends with the deadline, or with the handler.
func (r *run) Done() <-chan struct{} { return r.timed().Done() }

// Err says which of the two it was.
func (r *run) Err() error { return r.timed().Err() }

func (r *run) timed() context.Context {
	r.clock.mu.Lock()
	defer r.clock.mu.Unlock()
	if r.clock.ctx == nil {
		deadline, _ := r.Deadline()
		r.clock.ctx, r.clock.cancel = context.WithDeadline(context.Background(), deadline)
		if r.clock.stopped {
			r.clock.cancel()
		}
	}
	return r.clock.ctx
}

// stop ends the context with the handler.
func (r *run) stop() {
	r.clock.mu.Lock()
	defer r.clock.mu.Unlock()
	r.clock.stopped = true
	if r.clock.cancel != nil {
		r.clock.cancel()
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
