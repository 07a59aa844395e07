package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Element is a part of a push's XML, for pushes that have no type here. Name is
// the tag, Text what stands in it, white space kept, and Children are the
// elements in it; one with children has no Text. Child(name) finds the first
// child of a name and Value(name) its text; where no name is exact, one in
// another case does. Attributes are dropped.
type Element = xmldoc.Element

// UnknownMessage is a user's message of a type that the package does not
// know, or one whose fields do not fit the type. Nothing of it is lost.
type UnknownMessage struct {
	Common
	MsgType string  // the wire's MsgType
	MsgID   int64   // 0 where the push has none that fits
	Root    Element // the whole push
	Raw     []byte  // the push as it came
	Problem error   // the [*field.Error], without Cure, that kept a known type from holding it; nil for an unknown type
}

// Type returns MsgType.
func (m *UnknownMessage) Type() string { return m.MsgType }

// ID returns MsgID.
func (m *UnknownMessage) ID() int64 { return m.MsgID }

func (m *UnknownMessage) fields(*xmldoc.Binder) {}

// UnknownEvent is an event that the package does not know, or one whose
// fields do not fit the type. Nothing of it is lost.
type UnknownEvent struct {
	Common
	event
	Name     string  // the wire's Event
	EventKey string  // "" where the push has none
	Root     Element // the whole push
	Raw      []byte  // the push as it came
	Problem  error   // why a known type could not hold it; nil for an unknown one
}

// EventName returns Name.
func (m *UnknownEvent) EventName() string { return m.Name }

// Key returns EventKey.
func (m *UnknownEvent) Key() string { return m.EventKey }

func (m *UnknownEvent) fields(*xmldoc.Binder) {}
