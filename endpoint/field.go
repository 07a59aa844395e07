package endpoint

import (
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/wechatgo/wechatgo/field"
)

// Place is the part of a request or an answer in which a field travels.
type Place int

// The places.
const (
	InQuery Place = iota // by a query tag
	InForm               // by a form tag: a part of a multipart body
	InJSON               // by a json tag, or by the field's own name
	InText               // by the tag body:"text": the whole body
)

// tags holds the struct tag of each place.
var tags = [...]string{InQuery: "query", InForm: "form", InJSON: "json", InText: "body"}

// String returns the place's struct tag: "query", "form", "json" or "body".
func (p Place) String() string { return tags[p] }

// Field is one field of an endpoint's input or output: where it travels, and under which name. A struct field with the
// tags of two places yields two Fields.
type Field struct {
	// Name is the field's name on the wire.
	Name string
	// Place is where it travels.
	Place Place
	// Optional fields are left out if they are zero: their tag has the option omitempty or omitzero.
	Optional bool
	// Index is the path to the field, through embedded structs, as [reflect.Type.FieldByIndex] takes it.
	Index []int
	// Type is the field's type.
	Type reflect.Type
}

// Fields returns the fields of a struct type, or of a pointer to one, in their order. The encoder, the sandbox's
// decoder, the catalogue's test and the command line all use this one description.
//
// A field travels in JSON if encoding/json writes it, unless it has the tag of another place and no json tag. The
// fields of an embedded struct without a tag are included. If two fields have the same name and place, the less deeply
// embedded one counts, then the one that a tag names; otherwise neither counts. A type with a MarshalJSON is assumed to
// write its fields under the same names. Any other type has no fields.
func Fields(t reflect.Type) iter.Seq[Field] { return slices.Values(fieldsOf(t)) }

var described sync.Map // from reflect.Type to []Field

func fieldsOf(t reflect.Type) []Field {
	if t == nil {
		return nil
	}
	if known, ok := described.Load(t); ok {
		return known.([]Field)
	}
	of := t
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	var d describer
	if of.Kind() == reflect.Struct {
		d.walk(of, nil, map[reflect.Type]bool{})
	}
	fields := d.dominant()
	described.Store(t, fields)
	return fields
}

// describer collects the fields of one type.
type describer struct{ found []candidate }

// candidate is a field, and whether its name comes from a tag.
type candidate struct {
	Field
	tagged bool
}

func (d *describer) walk(t reflect.Type, index []int, within map[reflect.Type]bool) {
	if within[t] {
		return // a type that embeds itself has no further fields
	}
	within[t] = true
	defer delete(within, t)
	for i := range t.NumField() {
		f := t.Field(i)
		embedded, isStruct := structOf(f.Type)
		isStruct = isStruct && f.Anonymous
		at := append(slices.Clone(index), i)
		places := placesOf(f, isStruct)
		switch {
		case isStruct && len(places) == 0 && f.Tag.Get("json") != "-":
			d.walk(embedded, at, within)
		case f.IsExported():
			for _, p := range places {
				p.Index, p.Type = at, f.Type
				d.found = append(d.found, p)
			}
		}
	}
}

func structOf(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t, t.Kind() == reflect.Struct
}

// placesOf reads the tags of a struct field. A field without tags travels in JSON under its own name, unless it is an
// embedded struct.
func placesOf(f reflect.StructField, embeds bool) (places []candidate) {
	for place, key := range tags {
		place := Place(place)
		value, ok := f.Tag.Lookup(key)
		name, options, _ := strings.Cut(value, ",")
		if !ok || value == "-" || name == "-" && place != InJSON {
			continue
		}
		if place == InJSON && !isName(name) {
			name = ""
		}
		tagged := name != ""
		if place == InJSON && !embeds {
			name = cmp.Or(name, f.Name)
		}
		if name != "" {
			options := strings.Split(options, ",")
			optional := slices.Contains(options, "omitempty") || slices.Contains(options, "omitzero")
			places = append(places, candidate{Field{Name: name, Place: place, Optional: optional}, tagged})
		}
	}
	if len(places) == 0 && !embeds && f.Tag.Get("json") != "-" {
		places = append(places, candidate{Field{Name: f.Name, Place: InJSON}, false})
	}
	return places
}

// isName reports whether encoding/json accepts the name in a tag.
func isName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// dominant returns the fields that no other field of the same name and place hides.
func (d *describer) dominant() (fields []Field) {
	for i := range d.found {
		f, hidden := &d.found[i], false
		for j := range d.found {
			hidden = hidden || j != i && !f.hides(&d.found[j])
		}
		if !hidden {
			fields = append(fields, f.Field)
		}
	}
	return fields
}

// hides reports whether f counts although other exists.
func (f *candidate) hides(other *candidate) bool {
	switch {
	case f.Name != other.Name || f.Place != other.Place:
		return true
	case len(f.Index) != len(other.Index):
		return len(f.Index) < len(other.Index)
	}
	return f.tagged && !other.tagged
}

// value returns the field's value in the struct in. It returns false if the field is not sent: an embedded pointer on
// the way to it is nil, or it is optional and zero.
func (f *Field) value(in reflect.Value) (reflect.Value, bool) {
	v := in
	for n, i := range f.Index {
		if n > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}, false
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, !f.Optional || !isZero(v)
}

// isZero calls the type's IsZero method if it has one, as the option omitzero does: a zero time in another time zone is
// zero as well.
func isZero(v reflect.Value) bool {
	type zeroer interface{ IsZero() bool }
	if v.Kind() != reflect.Pointer && v.Type().Implements(reflect.TypeFor[zeroer]()) {
		return v.Interface().(zeroer).IsZero()
	}
	return v.IsZero()
}

// Set parses text, such as a query parameter, into the field of the struct that in points to. A string is stored
// unchanged, a number and a bool are parsed in their usual forms, and any other type is parsed as JSON. If the text
// does not fit, Set returns a [*FieldError] and leaves the struct unchanged. It also does so for every text if the
// field is a [File], or if the field cannot be set because it is in an embedded pointer to an unexported type.
func (f Field) Set(in any, text string) error {
	if f.Type == reflect.TypeFor[File]() {
		return refuse.Field(f.Name, "is a file", "set an endpoint.File by the field's Index")
	}
	made := reflect.New(f.Type)
	if err := parse(made, text); err != nil {
		return refuse.Field(f.Name, "is not "+f.typeName(), "give it as "+f.example())
	}
	v := reflect.ValueOf(in).Elem()
	for n, i := range f.Index {
		if n > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() && !v.CanSet() {
				return refuse.Field(
					f.Name,
					"is in an embedded pointer to a type that is not exported",
					"embed the type itself",
				)
			}
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	v.Set(made.Elem())
	return nil
}

const refuse = field.In("endpoint")

// typeName returns what the field's text must be, after the word "not".
func (f *Field) typeName() string {
	switch t := f.Type; {
	case t == reflect.TypeFor[Date]():
		return "a date"
	case t == reflect.TypeFor[Time]():
		return "a time"
	case t.Kind() == reflect.Bool:
		return "a bool"
	case canParse(t):
		return "a whole number"
	}
	return "JSON of its type"
}

func canParse(t reflect.Type) bool {
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64
}

func (f *Field) example() string {
	switch f.typeName() {
	case "a date":
		return "2006-01-02"
	case "a time":
		return "Unix seconds"
	case "a bool":
		return "0 or 1"
	case "a whole number":
		return "digits"
	}
	return "JSON"
}

// parse parses text into the value that ptr points to.
func parse(ptr reflect.Value, text string) (err error) {
	v := ptr.Elem()
	if in, ok := ptr.Interface().(encoding.TextUnmarshaler); ok {
		return in.UnmarshalText([]byte(text))
	}
	switch {
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.CanInt():
		var n int64
		n, err = strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
	case v.CanUint():
		var n uint64
		n, err = strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
	case v.Kind() == reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		v.SetBool(b)
	default:
		err = json.Unmarshal([]byte(text), ptr.Interface())
	}
	return err
}

// text returns v as a query or a form carries it.
func text(v reflect.Value) (string, error) {
	switch {
	case v.Type().Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		raw, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		return string(raw), err
	case v.Kind() == reflect.Pointer:
		return text(v.Elem())
	case v.Kind() == reflect.String:
		return v.String(), nil
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), nil
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), nil
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	}
	return "", fmt.Errorf(
		"a %s cannot go there: want a string, a whole number, a bool or an encoding.TextMarshaler",
		v.Type(),
	)
}
