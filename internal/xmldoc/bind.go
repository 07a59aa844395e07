package xmldoc

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
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
	d.binder = Binder{in: d}
	return d.decode(declare)
}

// DecodeStrict is Decode for a document that is to be judged: names are exact,
// numbers are not blank, and only what is bound by an Opt method may be absent.
func (d *Document) DecodeStrict(declare func(*Binder)) error {
	d.binder = Binder{in: d, strict: true}
	return d.decode(declare)
}

func (d *Document) decode(declare func(*Binder)) error {
	declare(&d.binder)
	if d.binder.err != nil {
		return d.binder.err
	}
	return nil
}

// maxKeptBytes bounds what a rare long document leaves in the pool.
const maxKeptBytes = 64 << 10

var encoders = sync.Pool{New: func() any { return &Binder{out: writer{make([]byte, 0, 1<<10)}} }}

// Encode writes a document whose root is <xml> with the fields that declare
// lists.
func Encode(declare func(*Binder)) []byte {
	b := encoders.Get().(*Binder)
	b.out.open("xml")
	declare(b)
	b.out.close("xml")
	doc := bytes.Clone(b.out.buf)
	if cap(b.out.buf) <= maxKeptBytes {
		b.out.buf, b.err = b.out.buf[:0], nil
		encoders.Put(b)
	}
	return doc
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

// find returns the element called name, or 0.
func (b *Binder) find(name string) int { return b.in.child(b.parent, name, b.strict) }

// need is find, and a failure where strictness wants the element there.
func (b *Binder) need(name string) int {
	n := b.find(name)
	if n == 0 && b.strict {
		b.Fail(name, "is missing")
	}
	return n
}

// Text binds a string; it is written even when empty.
func (b *Binder) Text(name string, p *string) {
	if !b.Reading() {
		b.out.cdata(name, *p)
	} else if n := b.need(name); n != 0 {
		*p = b.in.text(n)
	}
}

// OptText binds a string that is left out when empty.
func (b *Binder) OptText(name string, p *string) {
	if b.Reading() {
		b.readOpt(name, p)
	} else if *p != "" {
		b.out.cdata(name, *p)
	}
}

// OptBare binds a string that the platform writes without CDATA, such as an
// id in digits; it is left out when empty.
func (b *Binder) OptBare(name string, p *string) {
	if b.Reading() {
		b.readOpt(name, p)
	} else if *p != "" {
		b.out.bare(name, *p)
	}
}

func (b *Binder) readOpt(name string, p *string) {
	if n := b.find(name); n != 0 {
		*p = b.in.text(n)
	}
}

// Int binds a whole number; a blank element reads as 0.
func (b *Binder) Int(name string, p *int64) {
	if !b.Reading() {
		b.out.int(name, *p)
	} else if n := b.need(name); n != 0 {
		b.readInt(name, -1, n, p)
	}
}

// OptInt binds a whole number that is left out when 0.
func (b *Binder) OptInt(name string, p *int64) {
	if b.Reading() {
		if n := b.find(name); n != 0 {
			b.readInt(name, -1, n, p)
		}
	} else if *p != 0 {
		b.out.int(name, *p)
	}
}

// Float binds a number with a fraction; a blank element reads as 0.
func (b *Binder) Float(name string, p *float64) {
	if !b.Reading() {
		b.out.float(name, *p)
		return
	}
	n := b.need(name)
	if n == 0 {
		return
	}
	digits := b.digits(name, -1, n)
	if digits == "" {
		return
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		b.Fail(name, noNumber)
		return
	}
	*p = f
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

const noNumber = "is not a number of its kind"

// readInt reads node n, called name and with a place where it is one of many.
func (b *Binder) readInt(name string, place, n int, p *int64) {
	digits := b.digits(name, place, n)
	if digits == "" {
		return
	}
	i, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		b.Fail(path(name, place), noNumber)
		return
	}
	*p = i
}

// digits returns what a number is read from, or "" where there is nothing.
func (b *Binder) digits(name string, place, n int) string {
	digits := strings.TrimSpace(b.in.text(n))
	if digits == "" && b.strict {
		b.Fail(path(name, place), "is empty")
	}
	return digits
}

// path is how an error calls an element; place counts from 0, and is -1 where
// the element is not one of many.
func path(name string, place int) string {
	if place < 0 {
		return name
	}
	return name + "[" + strconv.Itoa(place) + "]"
}

// Group binds the fields of a nested element. Reading, declare is not called
// where the element is absent.
func (b *Binder) Group(name string, declare func(*Binder)) {
	if !b.Reading() {
		b.out.open(name)
		declare(b)
		b.out.close(name)
	} else if n := b.need(name); n != 0 {
		b.nested(name, n, declare)
	}
}

// OptGroup is Group for an element that is left out unless worth is true.
// Reading, worth does not matter.
func (b *Binder) OptGroup(name string, worth bool, declare func(*Binder)) {
	if b.Reading() {
		if n := b.find(name); n != 0 {
			b.nested(name, n, declare)
		}
	} else if worth {
		b.Group(name, declare)
	}
}

func (b *Binder) nested(name string, n int, declare func(*Binder)) {
	outer := b.enter(n)
	declare(b)
	b.leave(outer, name, -1)
}

// scope is what a nested element puts aside.
type scope struct {
	parent int
	err    *FieldError
}

func (b *Binder) enter(n int) (outer scope) {
	outer = scope{b.parent, b.err}
	b.parent, b.err = n, nil
	return outer
}

func (b *Binder) leave(outer scope, name string, place int) {
	inner := b.err
	b.parent, b.err = outer.parent, outer.err
	if inner != nil {
		b.Fail(path(name, place)+"."+inner.Field, inner.Reason)
	}
}

// List binds the repeated elements called name to a slice, one element as
// well as many.
func List[T any](b *Binder, name string, items *[]T, declare func(*Binder, *T)) {
	if !b.Reading() {
		for i := range *items {
			b.out.open(name)
			declare(b, &(*items)[i])
			b.out.close(name)
		}
		return
	}
	*items = slices.Grow(*items, b.count(name))
	place := 0
	for n := b.first(name); n != 0; n = b.after(n, name) {
		var item T
		*items = append(*items, item)
		outer := b.enter(n)
		declare(b, &(*items)[len(*items)-1])
		b.leave(outer, name, place)
		place++
	}
}

// Ints binds repeated elements that hold one whole number each.
func (b *Binder) Ints(name string, items *[]int64) {
	if !b.Reading() {
		for _, i := range *items {
			b.out.int(name, i)
		}
		return
	}
	*items = slices.Grow(*items, b.count(name))
	place := 0
	for n := b.first(name); n != 0; n = b.after(n, name) {
		var i int64
		b.readInt(name, place, n, &i)
		*items = append(*items, i)
		place++
	}
}

// first returns the first of the elements called name, or 0.
func (b *Binder) first(name string) int { return b.in.next(b.parent, b.parent+1, name, b.strict) }

// after returns the element called name that follows node n, or 0.
func (b *Binder) after(n int, name string) int {
	return b.in.next(b.parent, b.in.nodes[n].end, name, b.strict)
}

func (b *Binder) count(name string) (count int) {
	for n := b.first(name); n != 0; n = b.after(n, name) {
		count++
	}
	return count
}
