package callback

import (
	"context"

	"github.com/wechatgo/wechatgo/reply"
)

// Later is the reply of a handler that wants the platform to be answered at once: the push gets "success", f runs on,
// and what it returns is delivered by the sender ([WithSender], [WithKF]).
//
//	return callback.Later(func(ctx context.Context) (reply.Reply, error) {
//		text, err := model.Ask(ctx, m.Content)
//		return reply.Text(text), err
//	}), nil
//
// f's context is the handler's, with [WithLateLimit] as its deadline. The user's next message waits until f has
// returned and its reply is sent, unless [WithUnordered] says otherwise. Where the server has no sender f runs in the
// handler's place: its reply answers a push where it is in time, and is kept for the user otherwise ([WithPickup]).
func Later(f func(ctx context.Context) (reply.Reply, error)) reply.Reply {
	return postponed{later: f}
}

// postponed is a reply that shows nothing, to whoever does not know of [Later].
type postponed struct {
	reply.Nothing
	later laterFunc
}

type laterFunc func(context.Context) (reply.Reply, error)
