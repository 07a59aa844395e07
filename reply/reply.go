// Package reply holds every passive reply (被动回复): what a callback answers to a push, in the HTTP response itself.
// The types are plain values:
//
//	return reply.Text("hello"), nil
//	return reply.Image{MediaID: id}, nil
//	return reply.News{{Title: "t", URL: "https://..."}}, nil
//	return nil, nil // say nothing
//
// [Fit] brings a reply into a shape in which it can be sent; [Split] and [Shorten] cut a text. Package
// [github.com/wechatgo/wechatgo/reply/markdown] makes one of Markdown.
//
// [Encode] writes a reply as the platform reads it, [Decode] reads one back as strictly as the platform does. Sealing
// it is not done here.
//
// The types follow https://developers.weixin.qq.com/doc/service/guide/product/message/Passive_user_reply_message
//
// The guides are [docs/messages.md], and [docs/replies.md] for long answers.
//
// [docs/messages.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/messages.md
// [docs/replies.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/replies.md
package reply

import (
	"reflect"
	"time"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// refuse makes the errors of replies that the platform would refuse.
const refuse = field.In("reply")

// Reply is a passive reply. A nil Reply is [Nothing]. Only this package's types implement it.
type Reply interface {
	// Type is the wire's MsgType, such as "text"; "" for Nothing.
	Type() string
	// Check reports the first field that the platform would refuse, as a [*field.Error] whose Path is the field's name,
	// such as "Articles[2].Title".
	Check() error

	// fields binds a copy of the reply to a document. When it reads, the returned copy has the document's values.
	fields(b *xmldoc.Binder) Reply
}

// Head has the sender, the recipient and the time of a reply. To answer a push, swap its two names.
type Head struct {
	To   string    // the user's OpenID
	From string    // the account's original id, gh_ and twelve hex digits
	Time time.Time // when it was written, in whole seconds; the zero Time means now
}

func (h *Head) bind(b *xmldoc.Binder) {
	b.Text("ToUserName", &h.To)
	b.Text("FromUserName", &h.From)
	b.Time("CreateTime", &h.Time)
}

// Nothing answers a push without a message to the user. The platform then does not repeat the push and shows no error
// line.
type Nothing struct{}

// Type returns "".
func (Nothing) Type() string { return "" }

// Check returns nil.
func (Nothing) Check() error { return nil }

// IsNothing reports whether r shows nothing to the user: it is nil, a nil pointer, or [Nothing].
func IsNothing(r Reply) bool {
	v := reflect.ValueOf(r)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() || r.Type() == ""
}

func (n Nothing) fields(*xmldoc.Binder) Reply { return n }
