package xmldoc

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Binder carries one element's fields between a document and Go values. A
// type lists its fields once, by name and pointer; the binder reads or writes
// them, whichever it was made for. Absent elements leave the value untouched.
type Binder struct {
	in  *Element // nil when writing
	out *writer
	err error
}

// FieldError names an element whose content does not fit its type.
type FieldError struct {
	Field  string // the element's name
	Reason string
}

func (e *FieldError) Error() string { return "xml: " + e.Field + ": " + e.Reason }

// Decode binds the fields that declare lists to what e holds.
func Decode(e *Element, declare func(*Binder)) error {
	b := &Binder{in: e}
	declare(b)
	return b.err
}

// Encode writes a document whose root is <xml> with the fields that declare
// lists.
func Encode(declare func(*Binder)) ([]byte, error) {
	b := &Binder{out: &writer{}}
	b.out.open("xml")
	declare(b)
	b.out.close("xml")
	return b.out.buf, b.err
}

// Reading tells whether the binder reads a document.
func (b *Binder) Reading() bool { return b.in != nil }

func (b *Binder) fail(field, reason string) {
	if b.err == nil {
		b.err = &FieldError{Field: field, Reason: reason}
	}
}

// Text binds a string; it is written even when empty.
func (b *Binder) Text(name string, p *string) {
	if !b.Reading() {
		b.out.cdata(name, *p)
		return
	}
	if c := b.in.Child(name); c != nil {
		*p = c.Text
	}
}

// OptText binds a string that is left out when empty.
func (b *Binder) OptText(name string, p *string) {
	if b.Reading() || *p != "" {
		b.Text(name, p)
	}
}

// Raw binds a string that the platform writes without CDATA, such as a status
// name between number fields; it is left out when empty.
func (b *Binder) Raw(name string, p *string) {
	if b.Reading() {
		b.Text(name, p)
	} else if *p != "" {
		b.out.bare(name, *p)
	}
}

// Int binds a whole number; an empty element reads as 0.
func (b *Binder) Int(name string, p *int64) {
	if !b.Reading() {
		b.out.bare(name, strconv.FormatInt(*p, 10))
		return
	}
	b.number(name, func(s string) (err error) {
		*p, err = strconv.ParseInt(s, 10, 64)
		return err
	})
}

// OptInt binds a whole number that is left out when 0.
func (b *Binder) OptInt(name string, p *int64) {
	if b.Reading() || *p != 0 {
		b.Int(name, p)
	}
}

// Float binds a number with a fraction; an empty element reads as 0.
func (b *Binder) Float(name string, p *float64) {
	if !b.Reading() {
		b.out.bare(name, strconv.FormatFloat(*p, 'f', -1, 64))
		return
	}
	b.number(name, func(s string) (err error) {
		*p, err = strconv.ParseFloat(s, 64)
		return err
	})
}

// Time binds Unix seconds; the zero time is 0 on the wire and back.
func (b *Binder) Time(name string, p *time.Time) {
	if !b.Reading() {
		var sec int64
		if !p.IsZero() {
			sec = p.Unix()
		}
		b.Int(name, &sec)
		return
	}
	var sec int64
	b.Int(name, &sec)
	if sec != 0 {
		*p = time.Unix(sec, 0)
	}
}

// number parses the child called name, if it is there and not blank.
func (b *Binder) number(name string, parse func(string) error) {
	c := b.in.Child(name)
	if c == nil {
		return
	}
	s := strings.TrimSpace(c.Text)
	if s == "" {
		return
	}
	if err := parse(s); err != nil {
		b.fail(name, "not a number of its kind")
	}
}

// Group binds the fields of a nested element. Reading, declare is not called
// where the element is absent.
func (b *Binder) Group(name string, declare func(*Binder)) {
	if !b.Reading() {
		b.out.open(name)
		declare(b)
		b.out.close(name)
		return
	}
	if c := b.in.Child(name); c != nil {
		b.nested(c, declare)
	}
}

func (b *Binder) nested(e *Element, declare func(*Binder)) {
	child := &Binder{in: e}
	declare(child)
	if child.err != nil && b.err == nil {
		b.err = fmt.Errorf("%s: %w", e.Name, child.err)
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
	for i := range b.in.Children {
		c := &b.in.Children[i]
		if !strings.EqualFold(c.Name, name) {
			continue
		}
		var item T
		b.nested(c, func(b *Binder) { declare(b, &item) })
		*items = append(*items, item)
	}
}

// Ints binds repeated elements that hold one whole number each.
func (b *Binder) Ints(name string, items *[]int64) {
	if !b.Reading() {
		for i := range *items {
			b.Int(name, &(*items)[i])
		}
		return
	}
	for i := range b.in.Children {
		c := &b.in.Children[i]
		if !strings.EqualFold(c.Name, name) {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(c.Text), 10, 64)
		if err != nil {
			b.fail(name, "not a whole number")
			return
		}
		*items = append(*items, n)
	}
}
