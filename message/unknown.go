package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Element is an element of a push's XML, for pushes that have no type in this package. Name is the tag, Text is the
// content including white space, and Children are the elements in it; an element with children has no Text. Child(name)
// returns the first child of that name and Value(name) its text; if no name matches exactly, they take one that differs
// only in case. Attributes are dropped.
type Element = xmldoc.Element

// UnknownMessage is a user's message of a type that the package does not know. Root and Raw hold the whole push.
type UnknownMessage struct {
	Common
	MsgType string  // the wire's MsgType
	MsgID   int64   // 0 if the push has none, or one that is no number of 64 bits
	Root    Element // the whole push
	Raw     []byte  // the push, unchanged
}

// Type returns MsgType.
func (m *UnknownMessage) Type() string { return m.MsgType }

// ID returns MsgID.
func (m *UnknownMessage) ID() int64 { return m.MsgID }

func (m *UnknownMessage) fields(b *xmldoc.Binder) { b.OptInt("MsgId", &m.MsgID) }

// UnknownEvent is an event that the package does not know, or one of which it only guesses the fields and guesses wrong
// ([GuideInviteResultEvent]). Root and Raw hold the whole push.
type UnknownEvent struct {
	Common
	event
	Name     string  // the wire's Event
	EventKey string  // "" if the push has none
	Root     Element // the whole push
	Raw      []byte  // the push, unchanged
}

// EventName returns Name.
func (m *UnknownEvent) EventName() string { return m.Name }

// Key returns EventKey.
func (m *UnknownEvent) Key() string { return m.EventKey }

func (m *UnknownEvent) fields(b *xmldoc.Binder) { b.OptText("EventKey", &m.EventKey) }
