package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// EnterEvent reports that a user opened the conversation; the platform has retired it. The event is known from another
// toolkit's tests.
type EnterEvent struct {
	Common
	event
}

// EventName returns "ENTER".
func (*EnterEvent) EventName() string { return "ENTER" }

// Key returns "".
func (*EnterEvent) Key() string { return "" }

func (*EnterEvent) fields(*xmldoc.Binder) {}
