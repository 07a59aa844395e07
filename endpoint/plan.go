package endpoint

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
)

// plan is what a call needs to know of an endpoint's types, found once.
type plan struct {
	query, form, text, secret []Field
	file                      fileOut
	nothing                   bool   // the output is None
	stray                     string // a field that a JSON body would hold as well
}

// plan returns d's plan, made by the first call. An input of an interface type
// is planned anew each time, by the type of its value.
func (d *declaration) plan(in any) *plan {
	if d.in.Kind() == reflect.Interface {
		return newPlan(reflect.TypeOf(in), d.out)
	}
	d.once.Do(func() { d.made = newPlan(d.in, d.out) })
	return d.made
}

func newPlan(in, out reflect.Type) *plan {
	p := &plan{nothing: out == reflect.TypeFor[None]()}
	p.file, _ = fileOf(out)
	for _, f := range fieldsOf(in) {
		switch f.Place {
		case InQuery:
			p.query = append(p.query, f)
		case InForm:
			p.form = append(p.form, f)
		case InText:
			p.text = append(p.text, f)
		}
		if f.Place != InJSON && strays(in, f) {
			p.stray = f.Name
		}
		if slices.Contains(secretNames, f.Name) && f.Type.Kind() == reflect.String {
			p.secret = append(p.secret, f)
		}
	}
	return p
}

// strays reports whether encoding/json writes a field that has the tag of another
// place: under its Go name, since it has no json tag.
func strays(in reflect.Type, f Field) bool {
	for in.Kind() == reflect.Pointer {
		in = in.Elem()
	}
	_, tagged := in.FieldByIndex(f.Index).Tag.Lookup("json")
	return !tagged && !writesJSON(in)
}

// writesJSON reports whether encoding/json leaves a type's JSON to its methods.
func writesJSON(t reflect.Type) bool {
	t = reflect.PointerTo(t)
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// fileOut says where in an output a download goes.
type fileOut struct {
	is    bool  // there is one
	index []int // of the struct's field; nil where the output is the download
}

// fileOf finds the download of an output's type.
func fileOf(out reflect.Type) (fileOut, bool) {
	download := reflect.TypeFor[*Download]()
	if out == download {
		return fileOut{is: true}, true
	}
	if out.Kind() == reflect.Struct {
		for i := range out.NumField() {
			if f := out.Field(i); f.Type == download && f.Tag.Get("json") == "-" && f.IsExported() {
				return fileOut{is: true, index: f.Index}, true
			}
		}
	}
	return fileOut{}, false
}

func isBinary(out reflect.Type) bool {
	_, ok := fileOf(out)
	return ok
}

// FileIn returns the download in an endpoint's output, which is a [*Download] or
// a struct with one, and whether the output has a place for one. It is nil
// where JSON came in its place.
func FileIn(out any) (d *Download, ok bool) {
	v := reflect.ValueOf(out)
	if !v.IsValid() {
		return nil, false
	}
	file, ok := fileOf(v.Type())
	if !ok {
		return nil, false
	}
	if file.index != nil {
		v = v.FieldByIndex(file.index)
	}
	return v.Interface().(*Download), true
}
