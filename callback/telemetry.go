package callback

import (
	"strings"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/telemetry"
)

// WithTelemetry counts pushes, handlers' times, joins, late replies and failures of the store; the default is to count
// nothing. A recorder that is a [telemetry.Tracer] also makes a span of each push and each handler's run, and the
// handler's context carries the run's.
func WithTelemetry(r telemetry.Recorder) Option { return func(s *Server) { s.telemetry = r } }

// typeOf returns a message's label.
func typeOf(m message.Message) string {
	switch m := m.(type) {
	case *message.UnknownMessage, *message.UnknownEvent:
		return telemetry.Unknown
	case message.Event:
		return strings.ToLower(m.EventName())
	}
	return m.Type()
}
