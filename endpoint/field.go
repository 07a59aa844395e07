package endpoint

import (
	"reflect"
	"strings"
)

// eachField calls f with each field of in that carries the tag, but for empty
// ones with the option omitempty. What is no struct has no fields.
func eachField(in any, tag string, f func(name string, v reflect.Value) error) error {
	v := reflect.ValueOf(in)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get(tag), ",")
		if name == "" || name == "-" || (option == "omitempty" && v.Field(i).IsZero()) {
			continue
		}
		if err := f(name, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}
