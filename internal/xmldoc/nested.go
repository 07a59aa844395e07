package xmldoc

import (
	"slices"
	"strconv"
)

// Group binds the fields of a nested element. When reading, it does not call declare if the element is absent.
func (b *Binder) Group(name string, declare func(*Binder)) {
	if !b.Reading() {
		b.out.open(name)
		declare(b)
		b.out.close(name)
	} else if n := b.need(name); n != 0 {
		b.nested(name, n, declare)
	}
}

// OptGroup is Group for an element that is written only if write is true. When reading, write is ignored.
func (b *Binder) OptGroup(name string, write bool, declare func(*Binder)) {
	if b.Reading() {
		if n := b.find(name); n != 0 {
			b.nested(name, n, declare)
		}
	} else if write {
		b.Group(name, declare)
	}
}

func (b *Binder) nested(name string, n int, declare func(*Binder)) {
	outer := b.enter(n)
	declare(b)
	b.leave(outer, name, -1)
}

// scope is the binder's state that is saved while a nested element is bound.
type scope struct {
	parent int
	errs   int // the number of errors that the nested element did not cause
}

func (b *Binder) enter(n int) (outer scope) {
	outer = scope{b.parent, len(b.errs)}
	b.parent = n
	return outer
}

// leave returns to the outer element, and puts the name of the nested one before the fields of its errors.
func (b *Binder) leave(outer scope, name string, place int) {
	b.parent = outer.parent
	for i := outer.errs; i < len(b.errs); i++ {
		b.errs[i].Field = path(name, place) + "." + b.errs[i].Field
	}
}

// path returns an element's name in an error. place counts from 0, and is -1 if the element is not repeated.
func path(name string, place int) string {
	if place < 0 {
		return name
	}
	return name + "[" + strconv.Itoa(place) + "]"
}

// List binds the repeated elements called name, one or more, to a slice.
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

// Ints binds repeated elements of which each holds a whole number.
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
	return b.in.next(b.parent, b.in.end(n), name, b.strict)
}

func (b *Binder) count(name string) (count int) {
	for n := b.first(name); n != 0; n = b.after(n, name) {
		count++
	}
	return count
}
