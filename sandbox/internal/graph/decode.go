package graph

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Error is why JSON is not what a value is written as, with the place in it.
type Error struct {
	Place string // such as people[3].openID; "" for the whole
	Why   string
}

// Error implements error.
func (e *Error) Error() string {
	if e.Place == "" {
		return e.Why
	}
	return e.Place + ": " + e.Why
}

// Decode reads JSON into what v points to, which is zero. Where it fails with an [*Error], v is half-read: use a value
// of its own.
func Decode(raw []byte, v any, types Types, blobs Blobs) error {
	from := json.NewDecoder(bytes.NewReader(raw))
	from.UseNumber()
	var tree any
	if err := from.Decode(&tree); err != nil {
		return &Error{Why: "it is no JSON: " + err.Error()}
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return &Error{Why: "something follows the JSON"}
	}
	d := &decoder{types: types, blobs: blobs, places: map[string]reflect.Value{}}
	return d.value(tree, reflect.ValueOf(v).Elem(), "")
}

type decoder struct {
	types  Types
	blobs  Blobs
	places map[string]reflect.Value // the pointers that were read, by their places
}

func wrong(at, format string, args ...any) error { return &Error{at, fmt.Sprintf(format, args...)} }

func (d *decoder) value(j any, v reflect.Value, at string) error {
	t := v.Type()
	switch {
	case t == timeType:
		s, ok := j.(string)
		when, err := time.Parse(time.RFC3339Nano, s)
		if !ok || err != nil {
			return wrong(at, "is %s: give a time such as 2026-01-02T15:04:05Z", short(j))
		}
		v.Set(reflect.ValueOf(when))
		return nil
	case isBinary(t):
		s, _ := j.(string)
		raw, err := base64.StdEncoding.DecodeString(s)
		if err == nil {
			to, ok := v.Addr().Interface().(encoding.BinaryUnmarshaler)
			if !ok {
				return wrong(at, "cannot be read")
			}
			err = to.UnmarshalBinary(raw)
		}
		if err != nil {
			return wrong(at, "is %s, which is none of its values in base64", short(j))
		}
		return nil
	case isBytes(t):
		return d.bytes(j, v, at)
	}
	if shape := shapeOf(t); shape != nil {
		s := reflect.New(shape).Elem()
		if err := d.value(j, s, at); err != nil {
			return err
		}
		if err, _ := v.Addr().MethodByName("FromShape").Call([]reflect.Value{s})[0].Interface().(error); err != nil {
			return wrong(at, "%v", err)
		}
		return nil
	}
	switch t.Kind() {
	case reflect.Bool:
		b, ok := j.(bool)
		if !ok {
			return wrong(at, "is %s: give true or false", short(j))
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(number(j), 10, t.Bits())
		if err != nil {
			return wrong(at, "is %s: give a whole number of %d bits", short(j), t.Bits())
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(number(j), 10, t.Bits())
		if err != nil {
			return wrong(at, "is %s: give a whole number of %d bits that is not negative", short(j), t.Bits())
		}
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		n, err := strconv.ParseFloat(number(j), t.Bits())
		if err != nil {
			return wrong(at, "is %s: give a number", short(j))
		}
		v.SetFloat(n)
	case reflect.String:
		s, err := text(j)
		if err != nil {
			return wrong(at, "is %s: give a text", short(j))
		}
		v.SetString(s)
	case reflect.Pointer:
		return d.pointer(j, v, at)
	case reflect.Slice, reflect.Array:
		return d.list(j, v, at)
	case reflect.Map:
		return d.mapping(j, v, at)
	case reflect.Interface:
		return d.dynamic(j, v, at)
	case reflect.Struct:
		return d.object(j, v, at)
	default:
		return wrong(at, "cannot be read")
	}
	return nil
}

func number(j any) string {
	n, _ := j.(json.Number)
	return n.String()
}

func text(j any) (string, error) {
	switch j := j.(type) {
	case string:
		return j, nil
	case map[string]any:
		s, ok := j["$bytes"].(string)
		if ok && len(j) == 1 {
			raw, err := base64.StdEncoding.DecodeString(s)
			return string(raw), err
		}
	}
	return "", errors.New("no text")
}

// short shows what is there.
func short(j any) string {
	raw, _ := marshal(j)
	const most = 40
	if s := []rune(string(raw)); len(s) > most {
		return string(s[:most]) + "…"
	}
	return string(raw)
}

func (d *decoder) bytes(j any, v reflect.Value, at string) error {
	if j == nil {
		return nil
	}
	s, _ := j.(string)
	if content, ok := strings.CutPrefix(s, asText); ok {
		v.SetBytes([]byte(content))
		return nil
	}
	if content, ok := strings.CutPrefix(s, asBase64); ok {
		raw, err := base64.StdEncoding.DecodeString(content)
		if err != nil {
			return wrong(at, "is no base64")
		}
		v.SetBytes(raw)
		return nil
	}
	if name, ok := strings.CutPrefix(s, asBlob); ok && d.blobs != nil {
		raw, err := d.blobs.Get(name)
		if err != nil {
			return wrong(at, "%v", err)
		}
		v.SetBytes(raw)
		return nil
	}
	return wrong(at, "is %s: give a text that begins with text:, base64: or blob:", short(j))
}

func (d *decoder) pointer(j any, v reflect.Value, at string) error {
	if j == nil {
		return nil
	}
	if o, ok := j.(map[string]any); ok && len(o) == 1 {
		if place, same := o["$same"].(string); same {
			there, known := d.places[place]
			if !known || there.Type() != v.Type() {
				return wrong(at, "is the same as %q, where nothing of its kind was read before", short(place))
			}
			v.Set(there)
			return nil
		}
	}
	v.Set(reflect.New(v.Type().Elem()))
	if _, taken := d.places[at]; !taken { // a pointer to a pointer
		d.places[at] = v
	}
	return d.value(j, v.Elem(), at)
}

// needed returns an error for a null where a list or a map has to have a value.
func needed(j any, t reflect.Type, at string) error {
	if j == nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface) {
		return wrong(at, "is null: give a value, or leave it out")
	}
	return nil
}

func (d *decoder) list(j any, v reflect.Value, at string) error {
	if j == nil && v.Kind() == reflect.Slice {
		return nil
	}
	items, ok := j.([]any)
	if !ok {
		return wrong(at, "is %s: give a list", short(j))
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	} else if len(items) != v.Len() {
		return wrong(at, "has %d items: give %d", len(items), v.Len())
	}
	for i, item := range items {
		place := at + "[" + strconv.Itoa(i) + "]"
		if err := needed(item, v.Type().Elem(), place); err != nil {
			return err
		}
		if err := d.value(item, v.Index(i), place); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) mapping(j any, v reflect.Value, at string) error {
	if j == nil {
		return nil
	}
	t := v.Type()
	if t.Key().Kind() == reflect.String {
		entries, ok := j.(map[string]any)
		if !ok {
			return wrong(at, "is %s: give an object", short(j))
		}
		v.Set(reflect.MakeMapWithSize(t, len(entries)))
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			place := at + "[" + strconv.Quote(key) + "]"
			if err := needed(entries[key], t.Elem(), place); err != nil {
				return err
			}
			value := reflect.New(t.Elem()).Elem()
			if err := d.value(entries[key], value, place); err != nil {
				return err
			}
			v.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), value)
		}
		return nil
	}
	items, ok := j.([]any)
	if !ok || len(items)%2 != 0 {
		return wrong(at, "is %s: give a list of keys and values in turn", short(j))
	}
	v.Set(reflect.MakeMapWithSize(t, len(items)/2))
	for i := 0; i < len(items); i += 2 {
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		place := at + "[" + strconv.Itoa(i+1) + "]"
		if err := needed(items[i+1], t.Elem(), place); err != nil {
			return err
		}
		if err := d.value(items[i], key, at+"["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
		if err := d.value(items[i+1], value, place); err != nil {
			return err
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func (d *decoder) dynamic(j any, v reflect.Value, at string) error {
	if j == nil {
		return nil
	}
	pair, ok := j.([]any)
	if !ok || len(pair) != 2 {
		return wrong(at, "is %s: give a list of a type's name and a value", short(j))
	}
	name, _ := pair[0].(string)
	t, known := d.types[name]
	if !known || !t.Implements(v.Type()) {
		return wrong(at, "has the type %s, which is none of its types", short(pair[0]))
	}
	if err := needed(pair[1], t, at+"[1]"); err != nil {
		return err
	}
	value := reflect.New(t).Elem()
	if err := d.value(pair[1], value, at+"[1]"); err != nil {
		return err
	}
	v.Set(value)
	return nil
}

func (d *decoder) object(j any, v reflect.Value, at string) error {
	members, ok := j.(map[string]any)
	if !ok {
		return wrong(at, "is %s: give an object", short(j))
	}
	left := len(members)
	known := map[string]bool{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if omitted(f) {
			continue
		}
		name := jsonName(f)
		known[name] = true
		member, given := members[name]
		if !given {
			continue
		}
		left--
		place := name
		if at != "" {
			place = at + "." + name
		}
		if err := d.value(member, open(v.Field(i)), place); err != nil {
			return err
		}
	}
	if left == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !known[name] {
			return wrong(
				at,
				"has a %s, which this version does not know: it is misspelled, or of a newer wechatgo",
				short(name),
			)
		}
	}
	return nil
}
