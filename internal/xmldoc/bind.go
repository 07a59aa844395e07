package xmldoc

import (
	"slices"
	"sync"
)

// Binder copies an element's fields between a document and Go values. A type lists its fields once, by name and
// pointer; the binder either reads or writes them. Absent elements do not change the value. The fields of a nested
// element are bound by the same binder, which replaces the outer fields for that time. A binder is valid until the
// outermost declaration returns.
type Binder struct {
	in     *Document // nil when writing
	parent int       // when reading: the node whose children are bound
	strict bool      // when reading: names must be exact, and only Opt elements may be absent
	out    writer
	err    *FieldError
}

// FieldError names an element whose content does not fit its type.
type FieldError struct {
	Field  string // the path below the root, such as "Articles.item[0].Title"
	Reason string // what is wrong, such as "is missing"; never quotes the document
}

func (e *FieldError) Error() string { return "xml: " + e.Field + " " + e.Reason }

// Decode sets the fields that declare lists to the values in d. It ignores absent elements and the case of names. An
// error is a [*FieldError].
func (d *Document) Decode(declare func(*Binder)) error {
	return d.decode(declare, false)
}

// DecodeStrict is Decode with strict checks: names must be exact, numbers must not be blank, and only elements that an
// Opt method binds may be absent.
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

// usualSize is large enough for most documents, in bytes.
const usualSize = 512

var encoders = sync.Pool{New: func() any { return new(Binder) }}

// Append appends a document to dst. Its root is <xml>, with the fields that declare lists.
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

// Reading reports whether the binder reads a document.
func (b *Binder) Reading() bool { return b.in != nil }

// Fail records an error of the element called field. Only the first error counts.
func (b *Binder) Fail(field, reason string) {
	if b.err == nil {
		b.err = &FieldError{Field: field, Reason: reason}
	}
}
