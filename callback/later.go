package callback

import (
	"context"

	"github.com/wechatgo/wechatgo/reply"
)

// Later is the reply of a handler that wants the platform to be answered at
// once: the push gets "success", f runs on, and what it returns is delivered by
// the sender ([WithSender], [WithKF]).
//
//	return callback.Later(func(ctx context.Context) (reply.Reply, error) {
//		text, err := model.Ask(ctx, m.Content)
//		return reply.Text(text), err
//	}), nil
//
// f's context is the handler's, with [WithLateLimit] as its deadline. The
// user's next message waits until f has returned and its reply is sent, unless
// [WithUnordered] says otherwise. Where the server has no sender f runs in the
// handler's place, and its reply has to be in time.
func Later(f func(ctx context.Context) (reply.Reply, error)) reply.Reply {
	return postponed{later: f}
}

// postponed is nothing to whoever takes it for a reply.
type postponed struct {
	reply.Nothing
	later later
}

type later func(context.Context) (reply.Reply, error)

// catchUp does what a handler put off.
func (s *Server) catchUp(r *run) {
	defer s.depart(r)
	if body, _ := s.handle(r, r.later, nil); body != nil {
		s.deliver(r, body)
	}
}

// depart ends a run that stayed when its answer was there.
func (s *Server) depart(r *run) {
	r.stop()
	s.shared.leave(r)
	s.pushes.leave(r)
}
