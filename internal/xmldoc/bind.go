package xmldoc

import (
	"slices"
	"sync"
)

// Binder carries one element's fields between a document and Go values. A
// type lists its fields once, by name and pointer; the binder reads or writes
// them, whichever it was made for. Absent elements leave the value untouched.
// A nested element's fields are bound by the same binder, in place of the
// outer ones; it serves until the outermost declaration returns.
type Binder struct {
	in     *Document // nil when writing
	parent int       // reading: the node whose children are bound
	strict bool      // reading: names are exact and nothing but Opt may be absent
	out    writer
	err    *FieldError
}

// FieldError names an element whose content does not fit its type.
type FieldError struct {
	Field  string // the path below the root, such as "Articles.item[0].Title"
	Reason string // what is wrong, such as "is missing"; never quotes the document
}

func (e *FieldError) Error() string { return "xml: " + e.Field + " " + e.Reason }

// Decode binds the fields that declare lists to what d holds. It forgives
// absent elements and another case in their names. An error is a
// [*FieldError].
func (d *Document) Decode(declare func(*Binder)) error {
	return d.decode(declare, false)
}

// DecodeStrict is Decode for a document that is to be judged: names are exact,
// numbers are not blank, and only what is bound by an Opt method may be absent.
func (d *Document) DecodeStrict(declare func(*Binder)) error {
	return d.decode(declare, true)
}

func (d *Document) decode(declare func(*Binder), strict bool) error {
	b := &d.binder
	b.parent, b.strict, b.err = 0, strict, nil
	if declare(b); b.err != nil {
		return b.err
	}
	return nil
}

// usualSize is room for most documents, in bytes.
const usualSize = 512

var encoders = sync.Pool{New: func() any { return new(Binder) }}

// Append writes a document behind dst: its root is <xml>, with the fields that
// declare lists.
func Append(dst []byte, declare func(*Binder)) []byte {
	b := encoders.Get().(*Binder)
	b.out.buf = slices.Grow(dst, usualSize)
	b.out.open("xml")
	declare(b)
	b.out.close("xml")
	dst = b.out.buf
	b.out.buf, b.err = nil, nil
	encoders.Put(b)
	return dst
}

// Reading tells whether the binder reads a document.
func (b *Binder) Reading() bool { return b.in != nil }

// Fail reports what is wrong with the element called field. The first report
// counts.
func (b *Binder) Fail(field, reason string) {
	if b.err == nil {
		b.err = &FieldError{Field: field, Reason: reason}
	}
}
