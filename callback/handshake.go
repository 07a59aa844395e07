package callback

import (
	"io"
	"net/http"

	"github.com/wechatgo/wechatgo/account"
)

// handshake proves to the console that the address is the account's: it sends echostr back, which is not encrypted in
// any mode. Nothing of the request is reflected before the signature is verified.
func (s *Server) handshake(w http.ResponseWriter, r *http.Request) *RequestError {
	if s.mode == account.CloudHosting {
		return s.refuseMethod(w)
	}
	q, refused := s.authentic(r)
	if refused == nil {
		refused = require(parameter{"echostr", q.echostr})
	}
	if refused == nil {
		_, refused = s.replays.check(s, q, nil) // so that nobody pushes with its query
	}
	if refused != nil {
		return refused
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, q.echostr) // fails only where nobody reads on
	return nil
}

// refuseMethod refuses a request by its method. In cloud hosting there is no handshake, and so no GET.
func (s *Server) refuseMethod(w http.ResponseWriter) *RequestError {
	e := &RequestError{Status: http.StatusMethodNotAllowed, Reason: "this address takes GET and POST"}
	allow := "GET, POST"
	if s.mode == account.CloudHosting {
		e.Reason, e.Cure, allow = "this address takes POST", cureMethod, "POST"
	}
	w.Header().Set("Allow", allow)
	return e
}
