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

// ErrNotPush is returned for what is no push: no XML, or XML without a MsgType,
// or an event without an Event.
var ErrNotPush = errors.New("message: not a push")

var errNameless = fmt.Errorf("%w: MsgType or Event is missing", ErrNotPush)

// ErrNoRaw is returned where nothing says how to write a message: it is nil,
// or unknown and without Raw.
var ErrNoRaw = errors.New("message: nothing to write: give a message, and an unknown one its Raw")

// refuse makes the error of an element of a push whose content does not fit its
// type. It has no cure: the platform or the sender is at fault, not the program
// that reads it.
const refuse = field.In("message")

// Decode reads one push. The case of type and event names does not matter.
// A push of an unknown kind, or one with a field that does not fit, comes back
// as [*UnknownMessage] or [*UnknownEvent]. The one error is [ErrNotPush]; it is
// also that of 16 MiB, of more than 10,000 elements, and of more than 32 levels.
// The message shares no memory with raw; its texts are parts of one copy.
func Decode(raw []byte) (Message, error) {
	doc, err := xmldoc.Scan(string(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotPush, err)
	}
	defer doc.Release()
	return DecodeDocument(doc)
}

// DecodeDocument is [Decode] for this module's callback, which has scanned the
// push to see how it is sealed. Programs use [Decode]. The message stays valid
// when doc is released.
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

// bind reads doc, and makes what does not fit a [*field.Error].
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
		id = 0 // and not the nearest number, which other pushes may have too
	}
	return &UnknownMessage{
		Common: head, MsgType: doc.Value("MsgType"), MsgID: id,
		Root: doc.Root(), Raw: []byte(doc.Source()), Problem: problem,
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

func asItCame(raw []byte) ([]byte, error) {
	if len(raw) == 0 {
		return nil, ErrNoRaw
	}
	return bytes.Clone(raw), nil
}
