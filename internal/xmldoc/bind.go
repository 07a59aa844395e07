package xmldoc

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// Binder carries one element's fields between a document and Go values. A
// type lists its fields once, by name and pointer; the binder reads or writes
// them, whichever it was made for. Absent elements leave the value untouched.
type Binder struct {
	in     *Element // nil when writing
	strict bool     // reading: names are exact and nothing but Opt may be absent
	out    *writer
	err    *FieldError
}

// FieldError names an element whose content does not fit its type.
type FieldError struct {
	Field  string // the path below the root, such as "Articles.item[0].Title"
	Reason string // what is wrong, such as "is missing"; never quotes the document
}

func (e *FieldError) Error() string { return "xml: " + e.Field + " " + e.Reason }

// Decode binds the fields that declare lists to what e holds. It forgives
// absent elements and another case in their names. An error is a
// [*FieldError].
func Decode(e *Element, declare func(*Binder)) error {
	return read(&Binder{in: e}, declare)
}

// DecodeStrict is Decode for a document that is to be judged: names are exact,
// numbers are not blank, and only what is bound by an Opt method may be absent.
func DecodeStrict(e *Element, declare func(*Binder)) error {
	return read(&Binder{in: e, strict: true}, declare)
}

func read(b *Binder, declare func(*Binder)) error {
	declare(b)
	if b.err != nil {
		return b.err
	}
	return nil
}

// Encode writes a document whose root is <xml> with the fields that declare
// lists.
func Encode(declare func(*Binder)) []byte {
	b := &Binder{out: &writer{}}
	b.out.open("xml")
	declare(b)
	b.out.close("xml")
	return b.out.buf
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

// child returns the child called name, or nil.
func (b *Binder) child(name string) *Element {
	if b.strict {
		return b.in.exact(name)
	}
	return b.in.Child(name)
}

// need is child, and a failure where strictness wants the child there.
func (b *Binder) need(name string) *Element {
	c := b.child(name)
	if c == nil && b.strict {
		b.Fail(name, "is missing")
	}
	return c
}

// Text binds a string; it is written even when empty.
func (b *Binder) Text(name string, p *string) {
	if !b.Reading() {
		b.out.cdata(name, *p)
	} else if c := b.need(name); c != nil {
		*p = c.Text
	}
}

// OptText binds a string that is left out when empty.
func (b *Binder) OptText(name string, p *string) {
	if b.present(name, *p != "") {
		b.Text(name, p)
	}
}

// OptBare binds a string that the platform writes without CDATA, such as an
// id in digits; it is left out when empty.
func (b *Binder) OptBare(name string, p *string) {
	switch {
	case !b.present(name, *p != ""):
	case b.Reading():
		b.Text(name, p)
	default:
		b.out.bare(name, *p)
	}
}

// present tells whether to bind an optional element: reading, whether it is
// there; writing, whether the value is worth it.
func (b *Binder) present(name string, worth bool) bool {
	if b.Reading() {
		return b.child(name) != nil
	}
	return worth
}

// Int binds a whole number; a blank element reads as 0.
func (b *Binder) Int(name string, p *int64) {
	if !b.Reading() {
		b.out.bare(name, strconv.FormatInt(*p, 10))
	} else if c := b.need(name); c != nil {
		b.parseInt(name, c, p)
	}
}

// OptInt binds a whole number that is left out when 0.
func (b *Binder) OptInt(name string, p *int64) {
	if b.present(name, *p != 0) {
		b.Int(name, p)
	}
}

// Float binds a number with a fraction; a blank element reads as 0.
func (b *Binder) Float(name string, p *float64) {
	if !b.Reading() {
		b.out.bare(name, strconv.FormatFloat(*p, 'f', -1, 64))
	} else if c := b.need(name); c != nil {
		b.parse(name, c, func(s string) error {
			f, err := strconv.ParseFloat(s, 64)
			if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
				return errNumber
			}
			*p = f
			return nil
		})
	}
}

// Time binds Unix seconds; the zero time is 0 on the wire and back.
func (b *Binder) Time(name string, p *time.Time) {
	var sec int64
	if !b.Reading() && !p.IsZero() {
		sec = p.Unix()
	}
	b.Int(name, &sec)
	if b.Reading() && sec != 0 {
		*p = time.Unix(sec, 0)
	}
}

var errNumber = errors.New("not a number")

func (b *Binder) parseInt(field string, c *Element, p *int64) {
	b.parse(field, c, func(s string) error {
		n, err := strconv.ParseInt(s, 10, 64)
		if err == nil {
			*p = n
		}
		return err
	})
}

// parse hands a number's digits to set, unless there are none.
func (b *Binder) parse(field string, c *Element, set func(string) error) {
	s := strings.TrimSpace(c.Text)
	if s == "" {
		if b.strict {
			b.Fail(field, "is empty")
		}
		return
	}
	if set(s) != nil {
		b.Fail(field, "is not a number of its kind")
	}
}

// Group binds the fields of a nested element. Reading, declare is not called
// where the element is absent.
func (b *Binder) Group(name string, declare func(*Binder)) {
	if !b.Reading() {
		b.out.open(name)
		declare(b)
		b.out.close(name)
	} else if c := b.need(name); c != nil {
		b.nested(name, c, declare)
	}
}

// OptGroup is Group for an element that is left out unless worth is true.
// Reading, worth does not matter.
func (b *Binder) OptGroup(name string, worth bool, declare func(*Binder)) {
	if b.present(name, worth) {
		b.Group(name, declare)
	}
}

func (b *Binder) nested(path string, e *Element, declare func(*Binder)) {
	child := &Binder{in: e, strict: b.strict}
	declare(child)
	if child.err != nil {
		b.Fail(path+"."+child.err.Field, child.err.Reason)
	}
}

// List binds the repeated elements called name to a slice, one element as
// well as many.
func List[T any](b *Binder, name string, items *[]T, declare func(*Binder, *T)) {
	if !b.Reading() {
		for i := range *items {
			b.Group(name, func(b *Binder) { declare(b, &(*items)[i]) })
		}
		return
	}
	b.each(name, func(path string, c *Element) {
		var item T
		b.nested(path, c, func(b *Binder) { declare(b, &item) })
		*items = append(*items, item)
	})
}

// Ints binds repeated elements that hold one whole number each.
func (b *Binder) Ints(name string, items *[]int64) {
	if !b.Reading() {
		for i := range *items {
			b.Int(name, &(*items)[i])
		}
		return
	}
	b.each(name, func(path string, c *Element) {
		var n int64
		b.parseInt(path, c, &n)
		*items = append(*items, n)
	})
}

// each calls f with the children called name and their paths, counted from 0.
func (b *Binder) each(name string, f func(path string, c *Element)) {
	n := 0
	for i := range b.in.Children {
		c := &b.in.Children[i]
		if c.Name == name || (!b.strict && strings.EqualFold(c.Name, name)) {
			f(name+"["+strconv.Itoa(n)+"]", c)
			n++
		}
	}
}
