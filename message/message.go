// Package message has a Go type for every push of the platform: messages that users send, and events. [Decode] decodes
// the XML of a push into its type, and [Encode] encodes it again.
//
//	m, err := message.Decode(body)
//	switch m := m.(type) {
//	case *message.Text:
//		fmt.Println(m.FromUserName, "wrote", m.Content)
//	}
//
// A push that the package does not know is decoded as an [*UnknownMessage] or an [*UnknownEvent], with its type and
// name, all its fields and the raw XML. A push that it knows keeps its type if one of its numbers is no number: that
// field is 0, and [Common] names it as the Problem.
//
// The types follow https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_standard_messages.html
// and the platform's pages about events.
//
// The guide is [docs/messages.md]; [docs/pushes.md] lists every push.
//
// [docs/messages.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/messages.md
// [docs/pushes.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/pushes.md
package message

import (
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Message is one push: a user's message or an event. Switch on its type, or let the callback's mux do it. Only this
// package's types implement it.
type Message interface {
	// Head returns the fields that every push has.
	Head() *Common
	// Type is the push's MsgType, such as "text" or "event".
	Type() string

	fields(b *xmldoc.Binder)
}

// Event is a push whose MsgType is "event".
type Event interface {
	Message
	// EventName is the push's Event in its documented spelling, such as "subscribe" or "CLICK", also if the platform
	// used another case.
	EventName() string
	// Key is the EventKey, or the ids that serve as one, joined by "/"; "" for events that have neither. Sender, time,
	// name and key together identify an event.
	Key() string
}

// Ordinary is a message that a user sent, as opposed to an event.
type Ordinary interface {
	Message
	// ID is the message's MsgId, the same in all pushes of one message. It is 0 if the push has none, or one that is no
	// number of 64 bits.
	ID() int64
}

// Common holds the fields that every push has.
type Common struct {
	// ToUserName is the account's original id, gh_ and twelve hex digits.
	ToUserName string
	// FromUserName is the sender's OpenID. Events about jobs have the id of the platform's helper account here.
	FromUserName string
	// CreateTime is when the user acted, in whole seconds.
	CreateTime time.Time
	// Problem names the fields of the push that do not fit, such as a MsgId with letters or a CreateTime with a
	// fraction. A number that does not fit is 0 and a time is the zero time; all other fields are as pushed. Problem is
	// nil, or a [*field.Error] without Cure, or several of them, at most 16, joined by [errors.Join]. Its text never
	// quotes the push. [Encode] ignores it.
	Problem error `json:"-"`
}

// Head returns c itself.
func (c *Common) Head() *Common { return c }

func (c *Common) bindCommon(b *xmldoc.Binder) {
	b.Text("ToUserName", &c.ToUserName)
	b.Text("FromUserName", &c.FromUserName)
	b.Time("CreateTime", &c.CreateTime)
}

// Standard holds the fields that every user's message has in addition to [Common].
type Standard struct {
	Common
	// MsgID is the same in all pushes of one message.
	MsgID int64
	// MsgDataID is the article's data id; it is set only if the message was sent from an article's page.
	MsgDataID string
	// Idx is the article's place in its set, from 1; it is set only with MsgDataID.
	Idx string
}

// ID returns MsgID.
func (s *Standard) ID() int64 { return s.MsgID }

func (s *Standard) bindStandard(b *xmldoc.Binder) {
	b.OptInt("MsgId", &s.MsgID)
	b.OptText("MsgDataId", &s.MsgDataID)
	b.OptText("Idx", &s.Idx)
}

// event is embedded, in addition to the common fields, by the types that are events.
type event struct{}

// Type returns "event".
func (event) Type() string { return "event" }

// joinKey makes one key of several ids.
func joinKey(ids ...string) string { return strings.Join(ids, "/") }

// bindRenamed binds a string whose element has another name in some pushes. The other name is read but never written.
func bindRenamed(b *xmldoc.Binder, name, other string, p *string) {
	if b.Reading() {
		b.OptText(other, p)
	}
	b.Text(name, p)
}
