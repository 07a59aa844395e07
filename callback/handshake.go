package callback

import (
	"io"
	"net/http"
)

// handshake proves to the console that the address is the account's: it sends echostr back, which is not encrypted in
// any mode. Nothing of the request is reflected before the signature is verified.
func (s *Server) handshake(w http.ResponseWriter, r *http.Request) *RequestError {
	q, refused := s.authentic(r)
	if refused == nil {
		refused = require(parameter{"echostr", q.echostr})
	}
	if refused != nil {
		return refused
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, q.echostr) // fails only where nobody reads on
	return nil
}
