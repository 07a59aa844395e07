package apitest

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Compare reports how two JSON values of the Go type t differ, "" if they do not. A zero in an optional field equals an
// absent field, because the documented samples of one endpoint differ in this; everything else is compared strictly.
func Compare(t reflect.Type, documented, got []byte) string {
	var want, have any
	if err := errors.Join(json.Unmarshal(documented, &want), json.Unmarshal(got, &have)); err != nil {
		return err.Error()
	}
	dropZeros(t, want)
	dropZeros(t, have)
	return cmp.Diff(want, have)
}

// dropZeros removes the zeros in optional fields from a decoded value.
func dropZeros(t reflect.Type, value any) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch value := value.(type) {
	case []any:
		if t.Kind() == reflect.Slice {
			for _, item := range value {
				dropZeros(t.Elem(), item)
			}
		}
	case map[string]any:
		if t.Kind() == reflect.Map {
			for _, item := range value {
				dropZeros(t.Elem(), item)
			}
		}
		for f := range endpoint.Fields(t) {
			member, ok := value[f.Name]
			switch {
			case f.Place != endpoint.InJSON || !ok:
			case f.Optional && isZero(member) && !isOptional(f.Type):
				delete(value, f.Name)
			default:
				dropZeros(f.Type, member)
			}
		}
	}
}

func isZero(member any) bool {
	switch member {
	case nil, false, 0.0, "":
		return true
	}
	return false
}

// isOptional reports whether t is an [endpoint.Optional], for which an absent field and a zero have different meanings.
func isOptional(t reflect.Type) bool {
	return t.PkgPath() == reflect.TypeFor[endpoint.Number]().PkgPath() && strings.HasPrefix(t.Name(), "Optional[")
}
