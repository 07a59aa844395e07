package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Element is an element of a push's XML, for pushes that have no type in this package. Name is the tag, Text is the
// content including white space, and Children are the elements in it; an element with children has no Text. Child(name)
// returns the first child of that name and Value(name) its text; if no name matches exactly, they take one that differs
// only in case. Attributes are dropped.
type Element = xmldoc.Element

// UnknownMessage is a user's message of a type that the package does not know, or one whose fields do not fit the type.
// Root and Raw hold the whole push.
type UnknownMessage struct {
	Common
	MsgType string  // the wire's MsgType
	MsgID   int64   // 0 if the push has none or an invalid one
	Root    Element // the whole push
	Raw     []byte  // the push, unchanged
	Problem error   // the [*field.Error], without Cure, of the field that does not fit the known type; nil for an unknown type
}

// Type returns MsgType.
func (m *UnknownMessage) Type() string { return m.MsgType }

// ID returns MsgID.
func (m *UnknownMessage) ID() int64 { return m.MsgID }

func (m *UnknownMessage) fields(*xmldoc.Binder) {}

// UnknownEvent is an event that the package does not know, or one whose fields do not fit the type. Root and Raw hold
// the whole push.
type UnknownEvent struct {
	Common
	event
	Name     string  // the wire's Event
	EventKey string  // "" if the push has none
	Root     Element // the whole push
	Raw      []byte  // the push, unchanged
	Problem  error   // the error of the field that does not fit the known type; nil for an unknown type
}

// EventName returns Name.
func (m *UnknownEvent) EventName() string { return m.Name }

// Key returns EventKey.
func (m *UnknownEvent) Key() string { return m.EventKey }

func (m *UnknownEvent) fields(*xmldoc.Binder) {}
