package apitest

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Compare says how two JSON values of the Go type t differ, "" where they do
// not. A zero on an optional field equals its absence, in which the documented
// samples of one endpoint differ; all else is compared strictly.
func Compare(t reflect.Type, documented, got []byte) string {
	var want, have any
	if err := errors.Join(json.Unmarshal(documented, &want), json.Unmarshal(got, &have)); err != nil {
		return err.Error()
	}
	dropZeros(t, want)
	dropZeros(t, have)
	return cmp.Diff(want, have)
}

// dropZeros removes the zeros on optional fields from a decoded value.
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
			case f.Optional && isZero(member) && !tellsAbsence(f.Type):
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

// tellsAbsence reports whether t is an [endpoint.Optional], whose absence says
// something else than its zero.
func tellsAbsence(t reflect.Type) bool {
	return t.PkgPath() == reflect.TypeFor[endpoint.Number]().PkgPath() && strings.HasPrefix(t.Name(), "Optional[")
}
