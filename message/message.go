// Package message holds every push that the platform makes as a Go type:
// messages that users send, and events. [Decode] turns a push's XML into its
// type, [Encode] turns it back.
//
// A push that the package does not know arrives whole as an [*UnknownMessage]
// or an [*UnknownEvent]: with its names, all its fields and the raw XML.
//
// The types follow
// https://developers.weixin.qq.com/doc/service/guide/product/message/Receiving_standard_messages.html
// and the event pages beside it.
package message

import (
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Message is one push: a user's message or an event. Switch on its type, or
// let the callback's mux do it. Only this package's types implement it.
type Message interface {
	// Head returns the fields that every push has.
	Head() *Common
	// Type is the wire's MsgType, such as "text" or "event".
	Type() string

	fields(b *xmldoc.Binder)
}

// Event is a push whose MsgType is "event".
type Event interface {
	Message
	// EventName is the wire's Event in its documented spelling, such as
	// "subscribe" or "CLICK". The platform's own case varies; types do not.
	EventName() string
	// Key is the EventKey, or the id that stands in its place, several joined
	// by "/"; "" for events that have neither. Together with sender, time and
	// name it tells two events apart.
	Key() string
}

// Ordinary is a message that a user sent, as opposed to an event.
type Ordinary interface {
	Message
	// ID is the message's MsgId, the same in all pushes of one message. It is
	// 0 where the platform gave none.
	ID() int64
}

// Common is what every push carries.
type Common struct {
	// ToUserName is the account's original id, gh_ and twelve hex digits.
	ToUserName string
	// FromUserName is the sender's OpenID. Events about jobs carry the id of
	// the platform's helper account here.
	FromUserName string
	// CreateTime is when the user acted, in whole seconds.
	CreateTime time.Time
}

// Head returns c itself.
func (c *Common) Head() *Common { return c }

func (c *Common) bindCommon(b *xmldoc.Binder) {
	b.Text("ToUserName", &c.ToUserName)
	b.Text("FromUserName", &c.FromUserName)
	b.Time("CreateTime", &c.CreateTime)
}

// Standard is what every user's message carries beside [Common].
type Standard struct {
	Common
	// MsgID is the same in all pushes of one message.
	MsgID int64
	// MsgDataID is the article's data id, only where the message was sent from
	// an article's page.
	MsgDataID string
	// Idx says which article of the set, counted from 1; only with MsgDataID.
	Idx string
}

// ID returns MsgID.
func (s *Standard) ID() int64 { return s.MsgID }

func (s *Standard) bindStandard(b *xmldoc.Binder) {
	b.OptInt("MsgId", &s.MsgID)
	b.OptText("MsgDataId", &s.MsgDataID)
	b.OptText("Idx", &s.Idx)
}

// event is what makes a type an event: embed it beside the common fields.
type event struct{}

// Type returns "event".
func (event) Type() string { return "event" }

// joined makes one key of the ids that together stand in its place.
func joined(ids ...string) string { return strings.Join(ids, "/") }

// renamed binds a string that some pushes call by another name, which is read
// but never written.
func renamed(b *xmldoc.Binder, name, other string, p *string) {
	if b.Reading() {
		b.OptText(other, p)
	}
	b.Text(name, p)
}
