package callback

import (
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// WithFallback sets what the user reads where the handler has no answer: it failed, panicked or did not return, or its
// reply is empty or cannot be sent. A bot wants it:
//
//	callback.WithFallback(reply.Text("Sorry, I have no answer to that now. Please ask again later."))
//
// It answers what a user does to read something: messages, menu clicks, scans, a follow. A handler that returns nil or
// [reply.Nothing] shows nothing, as before. Without it the user reads nothing.
func WithFallback(r reply.Reply) Option { return func(s *Server) { s.fallback = r } }

// fallbackFor returns the fallback where it answers m, or nil.
func (s *Server) fallbackFor(m message.Message) reply.Reply {
	if reply.IsNothing(s.fallback) || !expectsAnswer(m) {
		return nil
	}
	return valueOf(s.fallback)
}

// renderFallback writes the fallback as the answer to a message. It is nil where there is none. The caller of a
// detached delivery is told of the failure, and may try again.
func (s *Server) renderFallback(buf []byte, x *once.Execution) []byte {
	r := s.fallbackFor(x.Message)
	if r == nil || x.Detached {
		return nil
	}
	_, isEvent := x.Message.(message.Event)
	fitted, err := reply.Fit(r, isEvent)
	var body []byte
	if err == nil {
		body, err = write(buf, fitted.Reply, x.Message, time.Now())
	}
	if err != nil {
		s.fail(x.Request, x.Message, "callback: fallback not sent", err)
	}
	return body
}

// expectsAnswer tells whether a user has done something to read an answer, and sees it.
func expectsAnswer(m message.Message) bool {
	switch m.(type) {
	case message.Ordinary, *message.SubscribeEvent, *message.ScanEvent, *message.ClickEvent,
		*message.ScanCodeWaitMsgEvent, *message.UserEnterSessionFromCardEvent:
		return true
	}
	return false
}
