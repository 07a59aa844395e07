package callback

import (
	"net/http"

	"github.com/wechatgo/wechatgo/msgcrypt"
)

// query is what the platform adds to the address. It is read once, so that
// what is verified is what is used.
type query struct {
	signature, timestamp, nonce string
	encryptType, msgSignature   string
	echostr                     string
}

// readQuery reads the parameters, each of which may be there once: with two
// of a name one could be verified and the other used.
func readQuery(r *http.Request) (query, *refusal) {
	var q query
	values := r.URL.Query()
	for _, p := range []struct {
		name string
		to   *string
	}{
		{"signature", &q.signature},
		{"timestamp", &q.timestamp},
		{"nonce", &q.nonce},
		{"encrypt_type", &q.encryptType},
		{"msg_signature", &q.msgSignature},
		{"echostr", &q.echostr},
	} {
		switch v := values[p.name]; len(v) {
		case 0:
		case 1:
			*p.to = v[0]
		default:
			return query{}, badRequest("parameter "+p.name+" is there twice",
				"use another name where the address in the console carries it itself", nil)
		}
	}
	return q, require(
		parameter{"signature", q.signature},
		parameter{"timestamp", q.timestamp},
		parameter{"nonce", q.nonce},
	)
}

type parameter struct{ name, value string }

// require refuses a request that lacks one of the parameters.
func require(parameters ...parameter) *refusal {
	for _, p := range parameters {
		if p.value == "" {
			return badRequest("parameter "+p.name+" is missing",
				"only the platform's requests carry it: a browser's visit ends here", nil)
		}
	}
	return nil
}

// authentic reads the query and checks its signature, which proves that the
// sender has seen a request of the platform and says nothing of the body.
func (s *Server) authentic(r *http.Request) (query, *refusal) {
	q, refused := readQuery(r)
	if refused != nil {
		return query{}, refused
	}
	if !msgcrypt.Verify(q.signature, s.token, q.timestamp, q.nonce) {
		return query{}, forbidden("bad signature", cureToken)
	}
	return q, nil
}
