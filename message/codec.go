package message

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// ErrNotPush is returned for XML that is no push: without a MsgType, or an
// event without an Event.
var ErrNotPush = errors.New("message: not a push: MsgType or Event is missing")

// ErrNoRaw is returned where nothing says how to write a message: it is nil,
// or unknown and without Raw.
var ErrNoRaw = errors.New("message: nothing to write: give a message, and an unknown one its Raw")

// FieldError names an element of a push whose content does not fit its type.
// The platform or the sender is at fault, not the program that reads it.
type FieldError struct {
	Field   string // the element's path, such as "SendPicsInfo.Count"
	Problem string // what is wrong, such as "is not a number of its kind"
}

func (e *FieldError) Error() string { return "message: " + e.Field + " " + e.Problem }

// Decode reads one push. The case of type and event names does not matter.
// A push of an unknown kind, or one with a field that does not fit, comes back
// as [*UnknownMessage] or [*UnknownEvent]; an error means that raw is not the
// XML of a push at all. The message shares no memory with raw.
func Decode(raw []byte) (Message, error) {
	root, err := xmldoc.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	msgType, event := root.Value("MsgType"), root.Value("Event")
	isEvent := strings.EqualFold(msgType, "event")
	if msgType == "" || (isEvent && event == "") {
		return nil, ErrNotPush
	}
	m := newMessage(msgType, event)
	var problem error
	if m != nil {
		if problem = decodeInto(m, &root); problem == nil {
			return m, nil
		}
	}
	return decodeUnknown(isEvent, &root, bytes.Clone(raw), problem), nil
}

func decodeInto(m Message, root *Element) error {
	return bind(root, func(b *xmldoc.Binder) {
		m.Head().bindCommon(b)
		m.fields(b)
	})
}

// bind reads root, and makes what does not fit a [*FieldError].
func bind(root *Element, declare func(*xmldoc.Binder)) error {
	err := xmldoc.Decode(root, declare)
	if e, ok := errors.AsType[*xmldoc.FieldError](err); ok {
		return &FieldError{Field: e.Field, Problem: e.Reason}
	}
	return err
}

func decodeUnknown(isEvent bool, root *Element, raw []byte, problem error) Message {
	var head Common
	if err := bind(root, head.bindCommon); err != nil {
		problem = err
	}
	if isEvent {
		return &UnknownEvent{
			Common: head, Name: root.Value("Event"), EventKey: root.Value("EventKey"),
			Root: *root, Raw: raw, Problem: problem,
		}
	}
	id, _ := strconv.ParseInt(strings.TrimSpace(root.Value("MsgId")), 10, 64)
	return &UnknownMessage{
		Common: head, MsgType: root.Value("MsgType"), MsgID: id,
		Root: *root, Raw: raw, Problem: problem,
	}
}

// Encode writes m as the platform pushes it, unsealed. An unknown message is
// written as it came. The one error is [ErrNoRaw].
func Encode(m Message) ([]byte, error) {
	switch m := m.(type) {
	case nil:
		return nil, ErrNoRaw
	case *UnknownMessage:
		return asItCame(m.Raw)
	case *UnknownEvent:
		return asItCame(m.Raw)
	}
	return xmldoc.Encode(func(b *xmldoc.Binder) {
		m.Head().bindCommon(b)
		msgType := m.Type()
		b.Text("MsgType", &msgType)
		if e, ok := m.(Event); ok {
			name := e.EventName()
			b.Text("Event", &name)
		}
		m.fields(b)
	}), nil
}

func asItCame(raw []byte) ([]byte, error) {
	if len(raw) == 0 {
		return nil, ErrNoRaw
	}
	return bytes.Clone(raw), nil
}
