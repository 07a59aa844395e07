package callback

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// push answers one push.
func (s *Server) push(w http.ResponseWriter, r *http.Request) *refusal {
	p, refused := s.read(w, r)
	if refused != nil {
		return refused
	}
	// What outlives the request, since later pushes join it.
	ctx := withRaw(context.WithoutCancel(r.Context()), p.raw)
	answer, err := s.pushes.answer(r.Context(), pushKey(s.appID, p.message, p.raw), func() []byte {
		return s.handle(ctx, p.message)
	})
	if err != nil {
		return &refusal{status: http.StatusServiceUnavailable, reason: "the request ended before its handler", err: err}
	}
	s.write(w, r, p, answer)
	return nil
}

// success says "nothing to show" in every mode, and is never sealed.
const success = "success"

// write sends the answer, sealed if the push was; nil is nothing.
func (s *Server) write(w http.ResponseWriter, r *http.Request, p push, answer []byte) {
	if answer != nil && p.key != nil {
		now := strconv.FormatInt(time.Now().Unix(), 10)
		sealed, err := s.envelope.Seal(answer, p.key, now, p.nonce)
		if err != nil {
			s.fail(r.Context(), p.message, "callback: reply not sent", err)
			answer = nil
		} else {
			answer = sealed.XML()
		}
	}
	contentType := "text/xml; charset=utf-8"
	if answer == nil {
		contentType, answer = "text/plain; charset=utf-8", []byte(success)
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(answer) // fails only where nobody reads on: the platform pushes again
}
