package callback

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// SendFunc delivers a reply outside the answer to a push. An error is logged;
// one that matches [ErrUnsendable] says that nothing could be sent that says
// the same. One that matches [endpoint.ErrAPIUnauthorized] (48001) has the
// server do without for an hour.
type SendFunc func(ctx context.Context, openID string, r reply.Reply) error

// ErrUnsendable says that a reply has no equal among the customer-service
// messages.
var ErrUnsendable = errors.New("callback: no customer-service message says the same")

// WithSender delivers the replies that come too late for an answer, and those
// of [Later]. Each is sent once. Without a sender such a reply is lost, and
// [WithStillWorking] tells the user.
func WithSender(send SendFunc) Option {
	return func(s *Server) { s.sender = &sender{send: send} }
}

// WithLateLimit bounds how long a handler may take where there is a sender; the
// default is [DefaultLateLimit]. The platform's window for customer-service
// messages (48 hours after a message, a minute after a menu click, a follow or
// a scan) bounds it as well.
func WithLateLimit(d time.Duration) Option { return func(s *Server) { s.lateLimit = d } }

// sendTime is how long a delivery may take.
const sendTime = 30 * time.Second

// sender is a SendFunc, or nil, and whether the account may use it.
type sender struct {
	send   SendFunc
	barred atomic.Int64 // until when, in nanoseconds since 1970
}

func (s *sender) usable() bool {
	return s != nil && (s.barred.Load() == 0 || s.barred.Load() < time.Now().UnixNano())
}

// deliver sends a reply, as it was written for an answer.
func (s *Server) deliver(r *run, body []byte) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r), sendTime)
	defer cancel()
	err := s.send(ctx, r.message.Head().FromUserName, body)
	outcome := telemetry.Sent
	switch {
	case errors.Is(err, endpoint.ErrAPIUnauthorized):
		s.sender.barred.Store(time.Now().Add(time.Hour).UnixNano())
		s.log.LogAttrs(ctx, slog.LevelError, "callback: the account may not send customer-service messages: replies must be in time for the next hour",
			slog.Any("err", err))
		outcome = telemetry.Failed
	case errors.Is(err, ErrUnsendable):
		outcome = telemetry.Unsupported
	case err != nil:
		outcome = telemetry.Failed
	}
	if err != nil {
		s.fail(ctx, r.message, "callback: late reply not delivered", err)
	}
	measure.LateReply{Outcome: outcome}.Record(ctx, s.telemetry)
}

// send calls the sender, whose panic is an error.
func (s *Server) send(ctx context.Context, openID string, body []byte) error {
	r, _, err := reply.Decode(body)
	if err != nil {
		return err
	}
	return guarded(func() error { return s.sender.send(ctx, openID, r) })
}
