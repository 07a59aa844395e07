package callback

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/guard"
	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// SendFunc delivers a reply outside the answer to a push. An error is logged; one that matches [ErrUnsendable] says
// that nothing could be sent that says the same. One that matches [endpoint.ErrAPIUnauthorized] (48001) has the server
// do without for an hour.
type SendFunc func(ctx context.Context, openID string, r reply.Reply) error

// ErrUnsendable says that a reply has no equal among the customer-service messages.
var ErrUnsendable = errors.New("callback: no customer-service message says the same")

// WithSender delivers the replies that come too late for an answer, and those of [Later]. Each is sent once. Without a
// sender, which nil stands for, such a reply is lost, and [WithStillWorking] tells the user.
func WithSender(send SendFunc) Option {
	return func(s *Server) {
		s.sender = nil
		if send != nil {
			s.sender = &sender{send: send}
		}
	}
}

// WithLateLimit bounds how long a handler may take where there is a sender; the default is [DefaultLateLimit]. The
// platform's window for customer-service messages (48 hours after a message, a minute after a menu click, a follow or a
// scan) bounds it as well.
func WithLateLimit(d time.Duration) Option { return func(s *Server) { s.lateLimit = d } }

// DefaultLateLimit is how long a handler may take where its reply can be delivered late, unless [WithLateLimit] says
// otherwise.
const DefaultLateLimit = once.DefaultLateLimit

// WithStillWorking sets what the user reads when a reply is not there in time and there is no sender to deliver it
// later, such as reply.Text("Still thinking: please ask me again in a minute."). Without it the user reads nothing.
func WithStillWorking(r reply.Reply) Option { return func(s *Server) { s.stillWorking = r } }

// sender is a SendFunc, and whether the account may use it. A nil sender sends nothing.
type sender struct {
	send        SendFunc
	barredUntil atomic.Int64 // in nanoseconds since 1970; 0 for never
}

func (s *sender) usable() bool {
	return s != nil && (s.barredUntil.Load() == 0 || s.barredUntil.Load() < time.Now().UnixNano())
}

// limit is how long the handler of a message may take, from its first push on.
func (s *Server) limit() time.Duration {
	if s.sender.usable() {
		return s.lateLimit
	}
	return once.HandlerLimit
}

// placeholder is the answer to the last push of a message whose handler runs on, or nil for nothing.
func (s *Server) placeholder(d *once.Delivery) []byte {
	if s.stillWorking == nil || d.Detached || s.sender.usable() {
		return nil
	}
	body, err := render(nil, s.stillWorking, d.Message, time.Now())
	if err != nil {
		s.fail(d.Request, d.Message, "callback: reply not sent", err)
	}
	return body
}

// settle sends a reply, as it was written for an answer, and logs what fails.
func (s *Server) settle(x *once.Execution, body []byte) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(&x.Context), once.SendTimeout)
	defer cancel()
	err := s.send(ctx, x.Message.Head().FromUserName, body)
	outcome := telemetry.Sent
	switch {
	case errors.Is(err, endpoint.ErrAPIUnauthorized):
		s.sender.barredUntil.Store(time.Now().Add(once.BarredFor).UnixNano())
		s.log.LogAttrs(
			ctx,
			slog.LevelError,
			"callback: the account may not send customer-service messages: replies must be in time for the next hour",
			slog.Any("err", err),
		)
		outcome = telemetry.Failed
	case errors.Is(err, ErrUnsendable):
		outcome = telemetry.Unsupported
	case err != nil:
		outcome = telemetry.Failed
	}
	if err != nil {
		s.fail(ctx, x.Message, "callback: late reply not delivered", err)
	}
	measure.LateReply{Outcome: outcome}.Record(ctx, s.telemetry)
	return err
}

// send calls the sender. A panic in it is an error.
func (s *Server) send(ctx context.Context, openID string, body []byte) error {
	r, _, err := reply.Decode(body)
	if err != nil {
		return err
	}
	return guard.Call(func() error { return s.sender.send(ctx, openID, r) })
}
