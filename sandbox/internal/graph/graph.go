package graph

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"
	"unsafe"
)

// Types are the types of the values of interfaces, by the names that they have in the JSON.
type Types map[string]reflect.Type

// nameOf returns the name of a type.
func (t Types) nameOf(typ reflect.Type) (string, bool) {
	for name, one := range t {
		if one == typ {
			return name, true
		}
	}
	return "", false
}

// Blobs keeps large contents beside the JSON, by their names.
type Blobs interface {
	// Put keeps a content and returns its name, or "" for one that the JSON has to hold.
	Put(content []byte) (name string)
	// Get returns a content by its name.
	Get(name string) ([]byte, error)
}

// Shaper is a type that is written in another shape than its fields.
type Shaper[Shape any] interface {
	// ToShape returns what is written.
	ToShape() Shape
	// FromShape makes the value, which is zero, from what was read.
	FromShape(Shape) error
}

// omitted tells whether a field is left out.
func omitted(f reflect.StructField) bool { return f.Tag.Get("graph") == "-" }

// jsonName is a field's name in the JSON: MsgDataID is msgDataID, and URL is url.
func jsonName(f reflect.StructField) string {
	name := []rune(f.Name)
	plural := func(i int) bool { return name[i] == 's' && i == len(name)-1 } // as in IDs
	for i := range name {
		if !unicode.IsUpper(name[i]) || i > 0 && i+1 < len(name) && unicode.IsLower(name[i+1]) && !plural(i+1) {
			break
		}
		name[i] = unicode.ToLower(name[i])
	}
	return string(name)
}

var (
	timeType        = reflect.TypeFor[time.Time]()
	binaryMarshaler = reflect.TypeFor[encoding.BinaryMarshaler]()
)

// isBinary tells whether a type writes itself.
func isBinary(t reflect.Type) bool {
	return t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer &&
		reflect.PointerTo(t).Implements(binaryMarshaler)
}

// isBytes tells whether a type is a []byte by whatever name.
func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// shapeOf returns the type of the shape of t, or nil.
func shapeOf(t reflect.Type) reflect.Type {
	if t.Kind() != reflect.Struct && t.Kind() != reflect.Map && t.Kind() != reflect.Slice || t.Name() == "" {
		return nil
	}
	m, ok := reflect.PointerTo(t).MethodByName("ToShape")
	if !ok || m.Type.NumIn() != 1 || m.Type.NumOut() != 1 {
		return nil
	}
	return m.Type.Out(0)
}

// open returns a field's value for reading and for writing, also where its name has no capital letter. It is the only
// place that goes around Go's visibility; v has to be addressable.
func open(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem() //nolint:gosec // see above
}

// addressable returns v, or a copy of it that has an address.
func addressable(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

// Check returns why values of a type cannot be written or read back, with the place in the type; nil where they can.
func Check(t reflect.Type, types Types) error {
	return checker{types, map[reflect.Type]bool{}}.check(t, t.String())
}

type checker struct {
	types Types
	seen  map[reflect.Type]bool
}

func (c checker) check(t reflect.Type, at string) error {
	if c.seen[t] {
		return nil
	}
	c.seen[t] = true
	if t == timeType || isBinary(t) || isBytes(t) {
		return nil
	}
	if shape := shapeOf(t); shape != nil {
		if m, ok := reflect.PointerTo(t).
			MethodByName("FromShape"); !ok || m.Type.NumIn() != 2 ||
			m.Type.In(1) != shape ||
			m.Type.NumOut() != 1 {
			return fmt.Errorf("%s has ToShape, and no FromShape of its type", at)
		}
		return c.check(shape, at)
	}
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return nil
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return c.check(t.Elem(), at)
	case reflect.Map:
		if err := c.check(t.Key(), at+"'s key"); err != nil {
			return err
		}
		return c.check(t.Elem(), at)
	case reflect.Interface:
		found := false
		for name, one := range c.types {
			if one.Implements(t) {
				found = true
				if err := c.check(one, name); err != nil {
					return err
				}
			}
		}
		if !found {
			return fmt.Errorf("%s is an interface, and no type of its values is known", at)
		}
		return nil
	case reflect.Struct:
		names := map[string]string{}
		for f := range t.Fields() {
			if omitted(f) {
				continue
			}
			name := jsonName(f)
			if other := names[strings.ToLower(name)]; other != "" {
				return fmt.Errorf("%s has the fields %s and %s, which have one name in JSON", at, other, f.Name)
			}
			names[strings.ToLower(name)] = f.Name
			if err := c.check(f.Type, at+"."+f.Name); err != nil {
				return err
			}
		}
		return nil
	default:
		return fmt.Errorf("%s is a %s, which cannot be written: leave it out with the tag `graph:\"-\"`", at, t.Kind())
	}
}
