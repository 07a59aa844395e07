package message

import (
	"bytes"
	"errors"
	"fmt"
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

// Decode reads one push. The case of type and event names does not matter. A push of an unknown kind comes back as
// [*UnknownMessage] or [*UnknownEvent]. A field that does not fit is left out and named by the Problem of [Common]. An &
// outside CDATA that begins no entity is read as it was typed. The only error is [ErrNotPush]. A push of 16 MiB, of more
// than 10,000 elements or of more than 32 levels gets it as well. The message shares no memory with raw; its texts are
// parts of one copy.
func Decode(raw []byte) (Message, error) {
	doc, err := xmldoc.ScanLenient(string(raw))
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
	m, problem := newMessage(kinds[strings.ToLower(name)], isEvent, doc)
	head := m.Head()
	misfits := doc.Decode(func(b *xmldoc.Binder) {
		head.bindCommon(b)
		m.fields(b)
	})
	head.Problem = joinProblems(problem, misfits)
	return m, nil
}

// guess is a message whose fields are a guess. A push without the element that guessed names is an unknown one.
type guess interface{ guessed() string }

// newMessage makes the message that a push is read into, an unknown one if create is nil. The problem is why a known
// push is an unknown message all the same.
func newMessage(create func() Message, isEvent bool, doc *xmldoc.Document) (m Message, problem error) {
	if create != nil {
		m = create()
		g, isGuess := m.(guess)
		if !isGuess || doc.Has(g.guessed()) {
			return m, nil
		}
		problem = refuse.Field(g.guessed(), "is missing", "")
	}
	root, raw := doc.Root(), []byte(doc.Source())
	if isEvent {
		return &UnknownEvent{Name: doc.Value("Event"), Root: root, Raw: raw}, problem
	}
	return &UnknownMessage{MsgType: doc.Value("MsgType"), Root: root, Raw: raw}, problem
}

func joinProblems(problem error, misfits []xmldoc.FieldError) error {
	if misfits == nil {
		return problem
	}
	var all []error
	if problem != nil {
		all = append(all, problem)
	}
	for _, e := range misfits {
		all = append(all, refuse.Field(e.Field, e.Reason, ""))
	}
	if len(all) == 1 {
		return all[0]
	}
	return errors.Join(all...)
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
