package callback

import (
	"encoding/base64"
	"errors"
	"net/http"
	"unsafe"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
)

// push is one genuine push.
type push struct {
	message message.Message
	xml     string        // the message's XML, opened
	key     *msgcrypt.Key // has opened it, and seals the answer; nil where it came plain
	nonce   string        // the request's, for the answer
}

// read verifies, opens and decodes a push, as the account's mode says.
func (s *Server) read(r *http.Request, buf *scratch) (p push, refused *RequestError) {
	q, refused := s.authentic(r)
	if refused != nil {
		return push{}, refused
	}
	if refused := s.readBody(r, buf); refused != nil {
		return push{}, refused
	}
	p.nonce = q.nonce
	if s.mode == account.Plain {
		p.xml = string(buf.body)
	} else if p.xml, p.key, refused = s.open(q, buf); refused != nil {
		return push{}, refused
	}
	if refused := s.replays.check(s, q, buf.body); refused != nil {
		return push{}, refused
	}
	doc, err := xmldoc.Scan(p.xml)
	if err != nil {
		return push{}, unreadable(err)
	}
	defer doc.Release()
	if s.mode == account.Plain {
		if refused := checkPlain(q, doc); refused != nil {
			return push{}, refused
		}
	}
	if p.message, err = message.DecodeDocument(doc); err != nil {
		return push{}, unreadable(err)
	}
	return p, nil
}

func unreadable(err error) *RequestError {
	return badRequest("the body is not a push", "choose XML as the data format in the console", err)
}

func (s *Server) readBody(r *http.Request, buf *scratch) *RequestError {
	if r.ContentLength > s.maxBody {
		return tooLong()
	}
	body, err := fill(buf.body, r.Body, r.ContentLength, s.maxBody)
	buf.body = body
	switch {
	case err != nil:
		return badRequest("the body ended early", "", err)
	case int64(len(body)) > s.maxBody:
		return tooLong()
	}
	return nil
}

func tooLong() *RequestError {
	return &RequestError{Status: http.StatusRequestEntityTooLarge, Reason: "the body is too long", Cure: cureSize}
}

// checkPlain refuses what the console of a plain account does not send. A push of the compatible mode has the plain
// fields too, and they are read.
func checkPlain(q query, doc *xmldoc.Document) *RequestError {
	sealed := doc.Value("Encrypt") != ""
	switch q.encryptType {
	case "", "raw":
	case "aes":
		if !sealed {
			return badRequest("encrypt_type says sealed, the body is not", "", nil)
		}
	default:
		return badRequest("unknown encrypt_type", "", nil)
	}
	if sealed && !hasPlainFields(doc) {
		return badRequest("this callback takes plain pushes", cureKey, nil)
	}
	return nil
}

// open opens the sealed part of a push, which is the only part that a signature covers.
func (s *Server) open(q query, buf *scratch) (xml string, key *msgcrypt.Key, refused *RequestError) {
	if q.encryptType != "aes" {
		return "", nil, badRequest("this callback takes sealed pushes", curePlain, nil)
	}
	if refused := require(parameter{"msg_signature", q.msgSignature}); refused != nil {
		return "", nil, refused
	}
	// The document refers to the body without a copy. Only the opened message outlives this function, and it is a copy.
	doc, err := xmldoc.Scan(unsafe.String(unsafe.SliceData(buf.body), len(buf.body)))
	if err != nil {
		return "", nil, unreadable(err)
	}
	defer doc.Release()
	encrypt := doc.Value("Encrypt")
	if encrypt == "" {
		return "", nil, badRequest("this callback takes sealed pushes", curePlain, nil)
	}
	if s.mode == account.Safe && hasPlainFields(doc) {
		return "", nil, badRequest("this callback takes pushes that are sealed alone", cureBoth, nil)
	}
	if need := base64.StdEncoding.DecodedLen(len(encrypt)); cap(buf.opened) < need {
		buf.opened = make([]byte, 0, need)
	}
	opened, err := s.envelope.AppendOpen(buf.opened[:0], msgcrypt.Sealed{
		Encrypt: encrypt, Signature: q.msgSignature, Timestamp: q.timestamp, Nonce: q.nonce,
	})
	if errors.Is(err, msgcrypt.ErrSignature) {
		return "", nil, forbidden("bad msg_signature", cureToken)
	}
	if err != nil {
		// One reason for a wrong key, padding or AppID; the log has the error.
		return "", nil, badRequest("the sealed message cannot be opened", "", err)
	}
	return string(opened.Message), opened.Key, nil
}

// hasPlainFields tells whether a push has plain fields. A push of the safe mode has none: it has ToUserName (or AppId)
// and Encrypt.
func hasPlainFields(doc *xmldoc.Document) bool {
	for _, name := range []string{"MsgType", "FromUserName", "CreateTime"} {
		if doc.Has(name) {
			return true
		}
	}
	return false
}
