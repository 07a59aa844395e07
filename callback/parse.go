package callback

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/telemetry"
)

// Push is one genuine push, for programs that put their messages into a queue of their own. As text, and so in JSON, it
// is its XML.
type Push struct {
	// Message is what was pushed.
	Message message.Message
	// XML is the same as the platform wrote it, opened where it came sealed.
	XML string
}

// MarshalText returns the push's XML.
func (p Push) MarshalText() ([]byte, error) { return []byte(p.XML), nil }

// UnmarshalText reads a push from its XML. It trusts the XML, which has no signature: it must come from [Server.Parse].
func (p *Push) UnmarshalText(xml []byte) error {
	m, err := message.Decode(xml)
	if err != nil {
		return err
	}
	*p = Push{Message: m, XML: string(xml)}
	return nil
}

// Parse verifies, opens and decodes a push as [Server.ServeHTTP] does, and handles nothing: for a program that answers
// the request itself, with "success", once the push is in its queue. Every error is a [*RequestError], whose Status and
// Reason answer the request. Parse logs nothing: the error itself names the cure, for the program's log.
//
// It takes the pushes, which come by POST. The handshake comes by GET, and is left to ServeHTTP. The replay guard
// counts a parsed push as seen; what it would answer with "success" is a RequestError with status 200, and so is the
// probe of cloud hosting.
func (s *Server) Parse(r *http.Request) (Push, error) {
	if s.broken != nil {
		return Push{}, &RequestError{Status: http.StatusInternalServerError, Reason: notSetUp, Err: s.broken}
	}
	if r.Method != http.MethodPost {
		return Push{}, &RequestError{
			Status: http.StatusMethodNotAllowed, Reason: "pushes come by POST",
			Cure: "let ServeHTTP answer the handshake, which comes by GET",
		}
	}
	buf := scratches.Get().(*scratch)
	defer buf.release()
	p, refused := s.read(r, buf)
	counted := measure.Push{Type: telemetry.Unread, Outcome: telemetry.Refused}
	defer func() { counted.Record(r.Context(), s.telemetry) }()
	if refused != nil {
		return Push{}, refused
	}
	counted.Outcome = telemetry.Acknowledged
	if p.probe {
		return Push{}, answered()
	}
	counted.Type = typeOf(p.message)
	if p.replayed {
		counted.Outcome = telemetry.Replayed
		return Push{}, answered()
	}
	return Push{Message: p.message, XML: p.xml}, nil
}

// answered is the error of a request that is answered with "success" and has no message to handle.
func answered() *RequestError {
	return &RequestError{Status: http.StatusOK, Reason: string(success), usual: true}
}

// ErrNoSender says that nothing can bring a reply to the user: the server has no sender, or the account may not send
// customer-service messages.
var ErrNoSender = errors.New("callback: no sender can deliver the reply")

var (
	errSenderMissing = fmt.Errorf("%w: use WithKF or WithSender", ErrNoSender)
	errSenderBarred  = fmt.Errorf(
		"%w: the account may not send customer-service messages (48001); let ServeHTTP have its pushes, which keeps late replies for pick-up",
		ErrNoSender,
	)
)

// Do handles a push whose request has been answered already, such as one from a queue, and returns when that is done.
// The reply goes out by the sender ([WithKF], [WithSender]), which Do needs: without one it fails with [ErrNoSender]
// and handles nothing.
//
// Everything else is as for a push that comes by HTTP: a message that was handled within the last 30 seconds, here or
// on another instance, is not handled again, which is no error; a user's messages are handled one after another. The
// handler's context ends with ctx, and [WithLateLimit] after Do was called.
//
// An error says that the message was not let in ([*RequestError], with status 503), that ctx ended, that the handler
// failed, or that its reply was not delivered; the last two are logged as well. After an error Do may be called with
// the push again, and the handler runs again. An error that matches [ErrUnsendable] comes back each time. Where Do is
// called for one message twice at the same time, the handler runs once, and both calls return its error.
func (s *Server) Do(ctx context.Context, p Push) error {
	switch {
	case s.broken != nil:
		return s.broken
	case guard.IsNil(p.Message):
		return field.In("callback").Empty("Push.Message", "use a push of Server.Parse, or one read by UnmarshalText")
	case s.sender == nil:
		return errSenderMissing
	case !s.sender.usable():
		return errSenderBarred
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	d := s.group.NewDelivery(ctx, p.Message, p.XML)
	d.Detached = true
	a := s.group.Answer(d, new([]byte))
	if a.Refused == once.HungUp {
		return context.Cause(ctx)
	}
	if refused := notAnswered(a.Refused); refused != nil {
		return refused
	}
	return a.Err
}
