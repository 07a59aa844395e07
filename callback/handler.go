package callback

import (
	"context"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// Handler handles one push. A nil Reply, like [reply.Nothing], shows the user nothing. An error is logged, and shows
// the user the fallback ([WithFallback]), or nothing.
//
// A reply need not fit a message: a long text is split, and articles that are not shown are left out, with a line in
// the log. What does not answer the push goes out after it, as a reply does that comes when no push waits for it: it is
// sent ([WithKF], [WithSender]), or kept until the user asks for it ([WithPickup]).
//
// Handle runs once for a message however often the platform pushes it. Its context has the values of the first push's
// request and is not cancelled when the platform hangs up: a later push still gets the reply. It ends when Handle
// returns, and at its deadline, [WithLateLimit] after the first push. A handler that has not returned a second after
// that is stuck: its user's next message goes on, what it returns is dropped, and it counts for [WithMaxConcurrent]
// until it returns.
type Handler interface {
	Handle(ctx context.Context, m message.Message) (reply.Reply, error)
}

// HandlerFunc is a function as a [Handler].
type HandlerFunc func(ctx context.Context, m message.Message) (reply.Reply, error)

// Handle calls f.
func (f HandlerFunc) Handle(ctx context.Context, m message.Message) (reply.Reply, error) {
	return f(ctx, m)
}

// Middleware wraps a handler: it may look at the message before, at the reply after, or answer in the handler's place.
type Middleware func(Handler) Handler

// executionKey is what a handler's context has its execution under.
type executionKey struct{}

// contextValue is what a handler's context has beside the values of the request.
func (s *Server) contextValue(x *once.Execution, key any) any {
	switch key.(type) {
	case executionKey:
		return x
	case userKey:
		return user{s, x.Message.Head().FromUserName}
	}
	return nil
}

// Raw returns the XML of the push that is being handled, opened where it came sealed; nil outside a handler. The bytes
// are the caller's own.
func Raw(ctx context.Context) []byte {
	x, ok := ctx.Value(executionKey{}).(*once.Execution)
	if !ok {
		return nil
	}
	return []byte(x.XML)
}
