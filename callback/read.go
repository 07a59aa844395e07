package callback

import (
	"errors"
	"io"
	"net/http"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
)

// push is one genuine push.
type push struct {
	message message.Message
	raw     []byte        // the message's XML, opened
	key     *msgcrypt.Key // opened it, and seals the reply; nil where it came plain
	nonce   string        // the request's, for the reply
}

// read lets a genuine push in, by the account's mode.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (push, *refusal) {
	q, refused := s.authentic(r)
	if refused != nil {
		return push{}, refused
	}
	body, refused := s.readBody(w, r)
	if refused != nil {
		return push{}, refused
	}
	p := push{raw: body, nonce: q.nonce}
	if s.mode == account.Plain {
		refused = checkPlain(q, body)
	} else {
		p.raw, p.key, refused = s.open(q, body)
	}
	if refused != nil {
		return push{}, refused
	}
	m, err := message.Decode(p.raw)
	if err != nil {
		return push{}, unreadable(err)
	}
	p.message = m
	return p, nil
}

func unreadable(err error) *refusal {
	return badRequest("the body is not a push", "choose XML as the data format in the console", err)
}

func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.maxBody))
	if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, reason: "the body is too long", cure: cureSize}
	}
	if err != nil {
		return nil, badRequest("the body ended early", "", err)
	}
	return body, nil
}

// checkPlain refuses what a plain account's console does not send. A push of
// the compatible mode carries the plain fields too, and they are read.
func checkPlain(q query, body []byte) *refusal {
	root, err := xmldoc.Parse(body)
	if err != nil {
		return unreadable(err)
	}
	sealed := root.Value("Encrypt") != ""
	switch q.encryptType {
	case "", "raw":
	case "aes":
		if !sealed {
			return badRequest("encrypt_type says sealed, the body is not", "", nil)
		}
	default:
		return badRequest("unknown encrypt_type", "", nil)
	}
	if sealed && !hasPlainFields(&root) {
		return badRequest("this callback takes plain pushes", cureKey, nil)
	}
	return nil
}

// open opens the sealed part of a push, the only part that a signature covers.
func (s *Server) open(q query, body []byte) (raw []byte, key *msgcrypt.Key, refused *refusal) {
	if q.encryptType != "aes" {
		return nil, nil, badRequest("this callback takes sealed pushes", curePlain, nil)
	}
	if refused := require(parameter{"msg_signature", q.msgSignature}); refused != nil {
		return nil, nil, refused
	}
	root, err := xmldoc.Parse(body)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	encrypt := root.Value("Encrypt")
	if encrypt == "" {
		return nil, nil, badRequest("this callback takes sealed pushes", curePlain, nil)
	}
	if s.mode == account.Safe && hasPlainFields(&root) {
		return nil, nil, badRequest("this callback takes pushes that are sealed alone", cureBoth, nil)
	}
	opened, err := s.envelope.Open(msgcrypt.Sealed{
		Encrypt: encrypt, Signature: q.msgSignature, Timestamp: q.timestamp, Nonce: q.nonce,
	})
	if errors.Is(err, msgcrypt.ErrSignature) {
		return nil, nil, forbidden("bad msg_signature", cureToken)
	}
	if err != nil {
		// One reason for a wrong key, padding or AppID; the log has the error.
		return nil, nil, badRequest("the sealed message cannot be opened", "", err)
	}
	return opened.Message, opened.Key, nil
}

// hasPlainFields tells a plain or compatible push from one that is sealed
// alone, which has ToUserName (or AppId) and Encrypt.
func hasPlainFields(root *xmldoc.Element) bool {
	for _, name := range []string{"MsgType", "FromUserName", "CreateTime"} {
		if root.Child(name) != nil {
			return true
		}
	}
	return false
}
