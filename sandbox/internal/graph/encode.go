package graph

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Encode returns the JSON of what v points to.
func Encode(v any, types Types, blobs Blobs) ([]byte, error) {
	e := &encoder{types: types, blobs: blobs, places: map[pointer]string{}}
	if err := e.value(reflect.ValueOf(v).Elem(), ""); err != nil {
		return nil, err
	}
	return e.out.Bytes(), nil
}

// pointer identifies what is pointed to. A struct and its first field have one address and two types.
type pointer struct {
	at  uintptr
	typ reflect.Type
}

type encoder struct {
	types  Types
	blobs  Blobs
	out    bytes.Buffer
	places map[pointer]string // where what was pointed to has been written
}

func (e *encoder) text(s string) {
	raw, _ := marshal(s) // a text cannot fail
	e.out.Write(raw)
}

// marshal is json.Marshal without the escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	err := to.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func (e *encoder) value(v reflect.Value, at string) error {
	t := v.Type()
	switch {
	case t == timeType:
		e.text(v.Interface().(time.Time).UTC().Format(time.RFC3339Nano))
		return nil
	case isBinary(t):
		raw, err := addressable(v).Addr().Interface().(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		e.text(base64.StdEncoding.EncodeToString(raw))
		return nil
	case isBytes(t):
		e.bytes(v.Bytes())
		return nil
	}
	if shapeOf(t) != nil {
		shape := addressable(v).Addr().MethodByName("ToShape").Call(nil)[0]
		return e.value(addressable(shape), at)
	}
	switch t.Kind() {
	case reflect.Bool:
		e.out.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.out.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.out.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		raw, err := marshal(v.Float())
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		e.out.Write(raw)
	case reflect.String:
		e.string(v.String())
	case reflect.Pointer:
		return e.pointer(v, at)
	case reflect.Slice, reflect.Array:
		return e.list(v, at)
	case reflect.Map:
		return e.mapping(v, at)
	case reflect.Interface:
		return e.dynamic(v, at)
	case reflect.Struct:
		return e.object(v, at)
	default:
		return fmt.Errorf("%s is a %s, which cannot be written", at, t.Kind())
	}
	return nil
}

// string writes a text. One that is no UTF-8 would not come back as it was.
func (e *encoder) string(s string) {
	if utf8.ValidString(s) {
		e.text(s)
		return
	}
	e.out.WriteString(`{"$bytes":`)
	e.text(base64.StdEncoding.EncodeToString([]byte(s)))
	e.out.WriteByte('}')
}

// The beginnings of a written []byte.
const (
	asText   = "text:"
	asBase64 = "base64:"
	asBlob   = "blob:"
)

func (e *encoder) bytes(b []byte) {
	switch {
	case b == nil:
		e.out.WriteString("null")
	case e.blobs != nil:
		if name := e.blobs.Put(b); name != "" {
			e.text(asBlob + name)
			return
		}
		fallthrough
	case utf8.Valid(b):
		if utf8.Valid(b) {
			e.text(asText + string(b))
			return
		}
		fallthrough
	default:
		e.text(asBase64 + base64.StdEncoding.EncodeToString(b))
	}
}

func (e *encoder) pointer(v reflect.Value, at string) error {
	if v.IsNil() {
		e.out.WriteString("null")
		return nil
	}
	p := pointer{v.Pointer(), v.Type()}
	if place, known := e.places[p]; known {
		e.out.WriteString(`{"$same":`)
		e.text(place)
		e.out.WriteByte('}')
		return nil
	}
	e.places[p] = at
	return e.value(v.Elem(), at)
}

func (e *encoder) list(v reflect.Value, at string) error {
	if v.Kind() == reflect.Slice && v.IsNil() {
		e.out.WriteString("null")
		return nil
	}
	e.out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			e.out.WriteByte(',')
		}
		if err := e.value(v.Index(i), at+"["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
	}
	e.out.WriteByte(']')
	return nil
}

func (e *encoder) mapping(v reflect.Value, at string) error {
	if v.IsNil() {
		e.out.WriteString("null")
		return nil
	}
	if v.Type().Key().Kind() == reflect.String {
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
		e.out.WriteByte('{')
		for i, key := range keys {
			if i > 0 {
				e.out.WriteByte(',')
			}
			e.text(key.String())
			e.out.WriteByte(':')
			if err := e.value(addressable(v.MapIndex(key)), at+"["+strconv.Quote(key.String())+"]"); err != nil {
				return err
			}
		}
		e.out.WriteByte('}')
		return nil
	}
	return e.pairs(v, at)
}

// pairs writes a map whose keys are no texts, in the order of its keys' JSON. The keys are written first, since a place
// tells where something was written.
func (e *encoder) pairs(v reflect.Value, at string) error {
	type entry struct {
		sort string
		key  reflect.Value
	}
	entries := make([]entry, 0, v.Len())
	for _, key := range v.MapKeys() {
		look := &encoder{types: e.types, blobs: e.blobs, places: e.places}
		before := len(e.places)
		if err := look.value(addressable(key), at); err != nil {
			return err
		}
		if len(e.places) != before {
			return fmt.Errorf("%s has a key with a pointer to what is written nowhere before", at)
		}
		entries = append(entries, entry{look.out.String(), key})
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(len(a.sort), len(b.sort)), cmp.Compare(a.sort, b.sort))
	})
	e.out.WriteByte('[')
	for i, one := range entries {
		if i > 0 {
			e.out.WriteByte(',')
		}
		e.out.WriteString(one.sort + ",")
		if err := e.value(addressable(v.MapIndex(one.key)), at+"["+strconv.Itoa(2*i+1)+"]"); err != nil {
			return err
		}
	}
	e.out.WriteByte(']')
	return nil
}

func (e *encoder) dynamic(v reflect.Value, at string) error {
	if v.IsNil() {
		e.out.WriteString("null")
		return nil
	}
	inner := v.Elem()
	name, ok := e.types.nameOf(inner.Type())
	if !ok {
		return fmt.Errorf("%s has a %s, which is not among the types", at, inner.Type())
	}
	e.out.WriteByte('[')
	e.text(name)
	e.out.WriteByte(',')
	if err := e.value(addressable(inner), at+"[1]"); err != nil {
		return err
	}
	e.out.WriteByte(']')
	return nil
}

func (e *encoder) object(v reflect.Value, at string) error {
	v = addressable(v)
	e.out.WriteByte('{')
	first := true
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if omitted(f) || v.Field(i).IsZero() || isEmptyShape(open(v.Field(i))) {
			continue
		}
		if !first {
			e.out.WriteByte(',')
		}
		first = false
		name := jsonName(f)
		e.text(name)
		e.out.WriteByte(':')
		place := name
		if at != "" {
			place = at + "." + name
		}
		if err := e.value(open(v.Field(i)), place); err != nil {
			return err
		}
	}
	e.out.WriteByte('}')
	return nil
}

// isEmptyShape tells whether a value is written in another shape, which is empty: it is read back as zero.
func isEmptyShape(v reflect.Value) bool {
	if shapeOf(v.Type()) == nil {
		return false
	}
	shape := v.Addr().MethodByName("ToShape").Call(nil)[0]
	return shape.IsZero() || shape.Kind() == reflect.Slice && shape.Len() == 0
}
