package callback

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
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
	// replayed says that the request was made before, too long ago for one of the message's three pushes.
	replayed bool
	probe    bool // cloud hosting asks whether the program is there: there is no message
}

// read verifies, opens and decodes a push, as the account's mode says.
func (s *Server) read(r *http.Request, buf *scratch) (p push, refused *RequestError) {
	var q query // stays empty in cloud hosting
	if s.mode == account.CloudHosting {
		p.probe, refused = s.fromCloud(r)
	} else {
		q, refused = s.authentic(r)
	}
	if refused != nil || p.probe {
		return p, refused
	}
	if refused := s.replays.checkTime(q); refused != nil {
		return push{}, refused
	}
	if refused := s.readBody(r, buf); refused != nil {
		return push{}, refused
	}
	if s.mode == account.CloudHosting && isProbe(buf.body) {
		s.logProbe(r.Context(), buf.body)
		return push{probe: true}, nil
	}
	p.nonce = q.nonce
	if !s.mode.Encrypted() {
		p.xml = string(buf.body)
	} else if p.xml, p.key, refused = s.open(q, buf); refused != nil {
		return push{}, refused
	}
	if !utf8.ValidString(p.xml) { // as JSON would change it, so that a push has one key on every way
		p.xml = strings.ToValidUTF8(p.xml, "\uFFFD")
	}
	if p.replayed, refused = s.replays.check(s, q, buf.body); refused != nil {
		return push{}, refused
	}
	doc, err := xmldoc.ScanLenient(p.xml)
	if err != nil {
		return push{}, unreadable(p.xml, err)
	}
	defer doc.Release()
	if !s.mode.Encrypted() {
		if refused := checkPlain(q, doc); refused != nil {
			return push{}, refused
		}
		if doc.Has("Encrypt") {
			p.xml = withoutEncrypt(p.xml)
		}
	}
	if p.message, err = message.DecodeDocument(doc); err != nil {
		return push{}, unreadable(p.xml, err)
	}
	if s.mode == account.CloudHosting {
		if refused := checkCaller(r, p.message.Head().FromUserName); refused != nil {
			return push{}, refused
		}
	}
	s.logProblems(r.Context(), p.message)
	return p, nil
}

// withoutEncrypt is a push in compatible mode without its sealed part, which is another one in each push of a message.
func withoutEncrypt(xml string) string {
	before, after, _ := strings.Cut(xml, "<Encrypt>")
	if _, after, closed := strings.Cut(after, "</Encrypt>"); closed {
		return before + after
	}
	return xml
}

// unreadable refuses a body, or the opened part of one, that is no push.
func unreadable(body string, err error) *RequestError {
	switch {
	case body == "":
		return badRequest("the body is empty", cureRead, nil)
	case body[0] == gzipByte:
		return badRequest("the body is packed with gzip", cureGzip, nil)
	case isJSON(body):
		return badRequest("the body is not a push", cureFormat, err)
	}
	return badRequest("the body is not a push", cureAltered, err)
}

// gzipByte is the first byte of what is packed with gzip (RFC 1952), and of no XML.
const gzipByte = 0x1f

// isJSON reports whether body begins as the JSON that the console offers instead of XML.
func isJSON(body string) bool {
	return strings.HasPrefix(strings.TrimLeft(body, "\ufeff \t\r\n"), "{")
}

func (s *Server) readBody(r *http.Request, buf *scratch) *RequestError {
	if r.ContentLength > s.maxBody {
		return tooLong()
	}
	var from io.Reader = http.NoBody
	if r.Body != nil { // as it is in a request that a program has made itself
		from = r.Body
	}
	body, err := fill(buf.body, from, r.ContentLength, s.maxBody)
	buf.body = body
	switch {
	case err != nil:
		return badRequest(
			"the body ended early",
			"the connection broke, or a proxy in front cut the body: it is pushed again",
			err,
		)
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
			return badRequest("encrypt_type says sealed, the body is not", cureAltered, nil)
		}
	default:
		return badRequest("unknown encrypt_type", cureAltered, nil)
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
	body := unsafe.String(unsafe.SliceData(buf.body), len(buf.body))
	doc, err := xmldoc.ScanLenient(body)
	if err != nil {
		return "", nil, unreadable(body, err)
	}
	defer doc.Release()
	encrypt := doc.Value("Encrypt")
	switch {
	case encrypt == "" && body != "" && !hasPlainFields(doc):
		return "", nil, badRequest("the body has no Encrypt", cureAltered, nil)
	case encrypt == "":
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
		return "", nil, forbidden("bad msg_signature", cureAltered)
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
