package callback

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/msgcrypt"
)

// query has the parameters that the platform adds to the address. They are read once, so that the verified values are
// the used ones.
type query struct {
	signature, timestamp, nonce string
	encryptType, msgSignature   string
	echostr                     string
}

// readQuery reads the parameters. Each may be there once: of two, one could be verified and the other used. It goes
// through the raw query once, and looks for the six names only.
func readQuery(r *http.Request) (query, *RequestError) {
	var q query
	rest := r.URL.RawQuery
	escaped := strings.IndexByte(rest, '%') >= 0 || strings.IndexByte(rest, '+') >= 0
	for rest != "" {
		var pair string
		pair, rest, _ = strings.Cut(rest, "&")
		name, value, _ := strings.Cut(pair, "=")
		to := q.field(name)
		if to == nil {
			continue
		}
		if *to != "" {
			return query{}, badRequest("parameter "+name+" is there twice",
				"use another name where the address in the console carries it itself", nil)
		}
		if escaped {
			unescaped, err := url.QueryUnescape(value)
			if err != nil {
				return query{}, badRequest("parameter "+name+" is not encoded as it should be", "", nil)
			}
			value = unescaped
		}
		*to = value
	}
	return q, nil
}

// unsigned tells whether the request has nothing of a signature.
func (q *query) unsigned() bool {
	return q.signature == "" && q.timestamp == "" && q.nonce == "" && q.msgSignature == ""
}

// field returns the field of the parameter called name, or nil.
func (q *query) field(name string) *string {
	switch name {
	case "signature":
		return &q.signature
	case "timestamp":
		return &q.timestamp
	case "nonce":
		return &q.nonce
	case "encrypt_type":
		return &q.encryptType
	case "msg_signature":
		return &q.msgSignature
	case "echostr":
		return &q.echostr
	}
	return nil
}

type parameter struct{ name, value string }

// require refuses a request that lacks one of the parameters.
func require(parameters ...parameter) *RequestError {
	for _, p := range parameters {
		if p.value == "" {
			return badRequest(
				"parameter "+p.name+" is missing",
				"a browser's visit ends here; if the platform sent this, a proxy or a rewrite drops the query: pass it on as it comes",
				nil,
			)
		}
	}
	return nil
}

// authentic reads the query and checks its signature. The signature proves that the sender has seen a request of the
// platform; it does not cover the body.
func (s *Server) authentic(r *http.Request) (query, *RequestError) {
	q, refused := readQuery(r)
	if refused == nil {
		refused = require(
			parameter{"signature", q.signature},
			parameter{"timestamp", q.timestamp},
			parameter{"nonce", q.nonce},
		)
		if q.unsigned() && looksLikeCloud(r) {
			refused.Cure = cureCloud
		}
	}
	if refused != nil {
		return query{}, refused
	}
	if !msgcrypt.Verify(q.signature, s.token, q.timestamp, q.nonce) {
		return query{}, forbidden("bad signature", cureToken)
	}
	return q, nil
}
