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
	return xmldoc.Decode(root, func(b *xmldoc.Binder) {
		m.Head().bindCommon(b)
		m.fields(b)
	})
}

func decodeUnknown(isEvent bool, root *Element, raw []byte, problem error) Message {
	var head Common
	if err := xmldoc.Decode(root, head.bindCommon); err != nil {
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

// Encode writes m as the platform pushes it. An unknown message is written as
// it came.
func Encode(m Message) ([]byte, error) {
	switch m := m.(type) {
	case *UnknownMessage:
		return bytes.Clone(m.Raw), nil
	case *UnknownEvent:
		return bytes.Clone(m.Raw), nil
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
