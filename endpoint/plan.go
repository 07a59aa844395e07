package endpoint

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
)

// plan is what a call needs to know about an endpoint's types. It is made once per endpoint.
type plan struct {
	query, form, text, secret []Field
	file                      fileField
	noOutput                  bool   // the output is None
	alsoInJSON                string // the name of a field that would wrongly appear in a JSON body, too
}

// plan returns d's plan. The first call makes it. If the input is of an interface type, each call makes a plan for the
// type of its value.
func (d *declaration) plan(in any) *plan {
	if d.in.Kind() == reflect.Interface {
		return newPlan(reflect.TypeOf(in), d.out)
	}
	d.once.Do(func() { d.made = newPlan(d.in, d.out) })
	return d.made
}

func newPlan(in, out reflect.Type) *plan {
	p := &plan{noOutput: out == reflect.TypeFor[None]()}
	p.file, _ = fileFieldOf(out)
	for _, f := range fieldsOf(in) {
		switch f.Place {
		case InQuery:
			p.query = append(p.query, f)
		case InForm:
			p.form = append(p.form, f)
		case InText:
			p.text = append(p.text, f)
		}
		if f.Place != InJSON && alsoInJSON(in, f) {
			p.alsoInJSON = f.Name
		}
		if slices.Contains(secretNames, f.Name) && f.Type.Kind() == reflect.String {
			p.secret = append(p.secret, f)
		}
	}
	return p
}

// alsoInJSON reports whether encoding/json would write a field that has the tag of another place: under its Go name,
// since it has no json tag.
func alsoInJSON(in reflect.Type, f Field) bool {
	for in.Kind() == reflect.Pointer {
		in = in.Elem()
	}
	_, tagged := in.FieldByIndex(f.Index).Tag.Lookup("json")
	return !tagged && !hasOwnJSON(in)
}

// hasOwnJSON reports whether a type has methods that write its JSON.
func hasOwnJSON(t reflect.Type) bool {
	t = reflect.PointerTo(t)
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// fileField is the place of a download in an output.
type fileField struct {
	exists bool  // false if the output has no place for a download
	index  []int // of the struct's field; nil if the output itself is the download
}

// fileFieldOf returns the place of the download in an output type.
func fileFieldOf(out reflect.Type) (fileField, bool) {
	download := reflect.TypeFor[*Download]()
	if out == download {
		return fileField{exists: true}, true
	}
	if out.Kind() == reflect.Struct {
		for i := range out.NumField() {
			if f := out.Field(i); f.Type == download && f.Tag.Get("json") == "-" && f.IsExported() {
				return fileField{exists: true, index: f.Index}, true
			}
		}
	}
	return fileField{}, false
}

func isBinary(out reflect.Type) bool {
	_, ok := fileFieldOf(out)
	return ok
}

// FileIn returns the download in an endpoint's output, which is a [*Download] or a struct with one, and whether the
// output has a place for one. The download is nil if JSON came instead.
func FileIn(out any) (d *Download, ok bool) {
	v := reflect.ValueOf(out)
	if !v.IsValid() {
		return nil, false
	}
	file, ok := fileFieldOf(v.Type())
	if !ok {
		return nil, false
	}
	if file.index != nil {
		v = v.FieldByIndex(file.index)
	}
	return v.Interface().(*Download), true
}
