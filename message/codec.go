package message

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// ErrNotPush is returned for data that is not a push: it is not XML, or it has no MsgType, or it is an event without an
// Event.
var ErrNotPush = errors.New("message: not a push")

var errNameless = fmt.Errorf("%w: MsgType or Event is missing", ErrNotPush)

// ErrNoRaw is returned by [Encode] for a message that cannot be written: it is nil, or it is unknown and has no Raw.
var ErrNoRaw = errors.New("message: nothing to write: give a message, and an unknown one its Raw")

// refuse makes the error of an element of a push whose content does not fit its type. The error has no Cure: the fault
// is in the push, not in the program that reads it.
const refuse = field.In("message")

// Decode reads one push. The case of type and event names does not matter. A push of an unknown kind, or one with a
// field that does not fit, comes back as [*UnknownMessage] or [*UnknownEvent]. The only error is [ErrNotPush]. A push
// of 16 MiB, of more than 10,000 elements or of more than 32 levels gets it as well. The message shares no memory with
// raw; its texts are parts of one copy.
func Decode(raw []byte) (Message, error) {
	doc, err := xmldoc.Scan(string(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotPush, err)
	}
	defer doc.Release()
	return DecodeDocument(doc)
}

// DecodeDocument is [Decode] for this module's callback, which has already scanned the push to see whether it is
// encrypted. Other programs use [Decode]. The message stays valid when doc is released.
func DecodeDocument(doc *xmldoc.Document) (Message, error) {
	kinds, name := ordinary, doc.Value("MsgType")
	isEvent := strings.EqualFold(name, "event")
	if isEvent {
		kinds, name = events, doc.Value("Event")
	}
	if name == "" {
		return nil, errNameless
	}
	var problem error
	if create := kinds[strings.ToLower(name)]; create != nil {
		m := create()
		if problem = decodeInto(m, doc); problem == nil {
			return m, nil
		}
	}
	return decodeUnknown(isEvent, doc, problem), nil
}

func decodeInto(m Message, doc *xmldoc.Document) error {
	return bind(doc, func(b *xmldoc.Binder) {
		m.Head().bindCommon(b)
		m.fields(b)
	})
}

// bind reads doc. If a field does not fit, it returns a [*field.Error].
func bind(doc *xmldoc.Document, declare func(*xmldoc.Binder)) error {
	err := doc.Decode(declare)
	if e, ok := errors.AsType[*xmldoc.FieldError](err); ok {
		return refuse.Field(e.Field, e.Reason, "")
	}
	return err
}

func decodeUnknown(isEvent bool, doc *xmldoc.Document, problem error) Message {
	var head Common
	if err := bind(doc, head.bindCommon); err != nil {
		problem = err
	}
	if isEvent {
		return &UnknownEvent{
			Common: head, Name: doc.Value("Event"), EventKey: doc.Value("EventKey"),
			Root: doc.Root(), Raw: []byte(doc.Source()), Problem: problem,
		}
	}
	id, err := strconv.ParseInt(strings.TrimSpace(doc.Value("MsgId")), 10, 64)
	if err != nil {
		id = 0 // not the nearest number, because other pushes may have that number
	}
	return &UnknownMessage{
		Common: head, MsgType: doc.Value("MsgType"), MsgID: id,
		Root: doc.Root(), Raw: []byte(doc.Source()), Problem: problem,
	}
}

// Encode writes m as the platform pushes it, without encryption. An unknown message is written unchanged from its Raw.
// The only error is [ErrNoRaw].
func Encode(m Message) ([]byte, error) {
	switch m := m.(type) {
	case nil:
		return nil, ErrNoRaw
	case *UnknownMessage:
		return writeRaw(m.Raw)
	case *UnknownEvent:
		return writeRaw(m.Raw)
	}
	return xmldoc.Append(nil, func(b *xmldoc.Binder) {
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

func writeRaw(raw []byte) ([]byte, error) {
	if len(raw) == 0 {
		return nil, ErrNoRaw
	}
	return bytes.Clone(raw), nil
}
