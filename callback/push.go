package callback

import (
	"net/http"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
)

// push answers one push.
func (s *Server) push(w http.ResponseWriter, r *http.Request) *RequestError {
	buf := scratches.Get().(*scratch)
	defer buf.release()
	ctx, span := measure.StartPush(r.Context(), s.telemetry)
	counted := measure.Push{Type: telemetry.Unread, Outcome: telemetry.Refused}
	defer func() { span.End(counted) }()
	p, refused := s.read(r, buf)
	if refused != nil {
		counted.Record(ctx, s.telemetry)
		return refused
	}
	if p.probe {
		counted.Outcome = telemetry.Acknowledged
		counted.Record(ctx, s.telemetry)
		s.write(w, r, &p, once.Answer{}, buf)
		return nil
	}
	if s.telemetry != nil {
		// The outcome stays where the handler ends the goroutine.
		counted = measure.Push{Type: typeOf(p.message), Outcome: telemetry.Panicked}
	}
	if p.replayed {
		counted.Outcome = telemetry.Replayed
		counted.Record(ctx, s.telemetry)
		s.write(w, r, &p, once.Answer{}, buf)
		return nil
	}
	a := s.group.Answer(s.group.NewDelivery(ctx, p.message, p.xml), &buf.answer)
	if s.telemetry != nil {
		counted.Outcome = a.Outcome
		counted.Record(ctx, s.telemetry)
	}
	if refused := notAnswered(a.Refused); refused != nil {
		return refused
	}
	if a.Written == nil {
		s.write(w, r, &p, a, buf)
		return nil
	}
	defer a.Written() // also where w panics: what follows waits for it
	s.write(w, r, &p, a, buf)
	_ = http.NewResponseController(w).Flush() // what follows must not overtake the answer
	return nil
}

// success is the answer that shows nothing, in every mode. It is never sealed.
var success = []byte("success")

// The headers of an answer. All answers share them, since net/http only reads them.
var (
	textType = []string{"text/plain; charset=utf-8"}
	xmlType  = []string{"text/xml; charset=utf-8"}
	nosniff  = []string{"nosniff"}
)

// write sends the answer, sealed if the push was.
func (s *Server) write(w http.ResponseWriter, r *http.Request, p *push, a once.Answer, buf *scratch) {
	body := a.Body
	if body != nil && p.key != nil {
		at := a.At
		if at.IsZero() {
			at = time.Now()
		}
		var digits [20]byte
		timestamp := string(strconv.AppendInt(digits[:0], at.Unix(), 10))
		sealed, err := s.envelope.AppendSeal(buf.sealed[:0], body, p.key, timestamp, p.nonce)
		if err != nil {
			s.fail(r.Context(), p.message, "callback: reply not sent", err)
			body = nil
		} else {
			buf.sealed, body = sealed, sealed
		}
	}
	contentType := xmlType
	if body == nil {
		contentType, body = textType, success
	}
	w.Header()["Content-Type"] = contentType
	_, _ = w.Write(body) // fails only where nobody reads on: the platform pushes again
}
