package reply

import (
	"errors"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// success is the body of an answer without a reply. It is never sealed.
const success = "success"

// kinds holds an empty reply of each MsgType.
var kinds = map[string]Reply{
	"text":                      Text(""),
	"image":                     Image{},
	"voice":                     Voice{},
	"video":                     Video{},
	"music":                     Music{},
	"news":                      News(nil),
	"transfer_customer_service": Transfer{},
}

// Encode writes r as the body that answers a push, unsealed. Nothing ([IsNothing]) becomes "success", which goes out
// unsealed in every mode and needs no head. Otherwise the reply is checked first, and To and From must be set; an error
// is a [*field.Error].
func Encode(r Reply, h Head) ([]byte, error) { return Append(nil, r, h) }

// Append is [Encode] with the body appended to dst, for callers that reuse a buffer. With an error it returns nil.
func Append(dst []byte, r Reply, h Head) ([]byte, error) {
	if IsNothing(r) {
		return append(dst, success...), nil
	}
	if err := h.check(); err != nil {
		return nil, err
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	if h.Time.IsZero() {
		h.Time = time.Now()
	}
	msgType := r.Type()
	return xmldoc.Append(dst, func(b *xmldoc.Binder) {
		h.bind(b)
		b.Text("MsgType", &msgType)
		r.fields(b)
	}), nil
}

func (h Head) check() error {
	switch {
	case isEmpty(h.To):
		return refuse.Empty("ToUserName", "set Head.To to the user's OpenID, the push's FromUserName")
	case isEmpty(h.From):
		return refuse.Empty("FromUserName", "set Head.From to the account's gh_ id, the push's ToUserName")
	}
	return nil
}

// Decode reads an unsealed reply as strictly as the platform: the XML must be well formed and in UTF-8, elements must
// be spelled exactly and none may be missing, the MsgType must be known and ArticleCount must equal the number of
// articles. An error is a [*field.Error] whose Path is the element's, such as "Articles.item[2].Title", or "xml" for
// the whole body. "success" and an empty body are [Nothing]. If an element appears twice, the first counts. Decode does
// not check the limits of the fields; Check does.
func Decode(body []byte) (Reply, Head, error) {
	if len(body) == 0 || string(body) == success {
		return Nothing{}, Head{}, nil
	}
	doc, err := xmldoc.Scan(string(body))
	if err != nil {
		return nil, Head{}, unreadable(err)
	}
	defer doc.Release()
	if err := wellFormed(body); err != nil {
		return nil, Head{}, unreadable(err)
	}
	if doc.Name() != "xml" {
		return nil, Head{}, refuse.Field("xml", "is not the root element", "wrap the reply in <xml>")
	}
	var h Head
	var r Reply
	err = doc.DecodeStrict(func(b *xmldoc.Binder) {
		h.bind(b)
		var msgType string
		b.Text("MsgType", &msgType)
		if kind, ok := kinds[msgType]; ok {
			r = kind.fields(b)
		} else {
			b.Fail("MsgType", "is not that of a passive reply")
		}
	})
	if e, ok := errors.AsType[*xmldoc.FieldError](err); ok {
		return nil, Head{}, refuse.Field(
			e.Field,
			e.Reason,
			"write the element as the platform's page on passive replies shows it",
		)
	}
	if err := h.check(); err != nil {
		return nil, Head{}, err
	}
	return r, h, nil
}

func unreadable(err error) error {
	reason := strings.TrimPrefix(err.Error(), "xml: ")
	return refuse.Field(
		"xml",
		"cannot be read ("+reason+")",
		"answer with well-formed XML in UTF-8, with success or with nothing",
	)
}

// isEmpty reports whether s is empty when it is written, without the characters that XML forbids.
func isEmpty(s string) bool { return xmldoc.Written(s) == "" }
