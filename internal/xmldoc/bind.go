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
	errs   []FieldError // when reading: what does not fit, in the order of the declaration, at most maxErrors
}

// maxErrors bounds the errors of a document, so that a long list of bad numbers costs no more than a good one.
const maxErrors = 16

// FieldError names an element whose content does not fit its type.
type FieldError struct {
	Field  string // the path below the root, such as "Articles.item[0].Title"
	Reason string // what is wrong, such as "is missing"; never quotes the document
}

func (e *FieldError) Error() string { return "xml: " + e.Field + " " + e.Reason }

// Decode sets the fields that declare lists to the values in d. It ignores absent elements and the case of names. A
// number that does not fit does not change its field, and is in the result; all other fields are set. The result has at
// most 16 entries and is nil if everything fits.
func (d *Document) Decode(declare func(*Binder)) []FieldError {
	return d.decode(declare, false)
}

// DecodeStrict is Decode with strict checks: names must be exact, numbers must not be blank, and only elements that an
// Opt method binds may be absent. The error is the [*FieldError] of the first element that does not fit.
func (d *Document) DecodeStrict(declare func(*Binder)) error {
	if errs := d.decode(declare, true); errs != nil {
		return &errs[0]
	}
	return nil
}

func (d *Document) decode(declare func(*Binder), strict bool) []FieldError {
	b := &d.binder
	b.parent, b.strict, b.errs = 0, strict, nil
	declare(b)
	return b.errs
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
	b.out.buf = nil
	encoders.Put(b)
	return dst
}

// Reading reports whether the binder reads a document.
func (b *Binder) Reading() bool { return b.in != nil }

// Fail records an error of the element called field.
func (b *Binder) Fail(field, reason string) {
	if len(b.errs) < maxErrors {
		b.errs = append(b.errs, FieldError{Field: field, Reason: reason})
	}
}
