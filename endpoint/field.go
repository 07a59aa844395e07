package endpoint

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// eachField calls f with each exported field of in that carries the tag, those
// of embedded structs included, but for zero ones with the option omitempty.
// What is no struct has no fields. An error of f comes with the field's name.
func eachField(in any, tag string, f func(name string, v reflect.Value) error) error {
	return walk(reflect.ValueOf(in), tag, f)
}

func walk(v reflect.Value, tag string, f func(name string, v reflect.Value) error) error {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, option, _ := strings.Cut(field.Tag.Get(tag), ",")
		var err error
		switch {
		case name == "" && field.Anonymous:
			err = walk(v.Field(i), tag, f)
		case name == "" || name == "-" || !field.IsExported():
		case option == "omitempty" && v.Field(i).IsZero():
		default:
			if err = f(name, v.Field(i)); err != nil {
				err = fmt.Errorf("%s field %s: %w", tag, name, err)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// text writes v as it goes in a query or a form.
func text(v reflect.Value) (string, error) {
	switch {
	case v.Kind() == reflect.String:
		return v.String(), nil
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), nil
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), nil
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	}
	return "", fmt.Errorf("a %s cannot go there: want a string, a whole number or a bool", v.Type())
}
