package catalogue

import (
	"reflect"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// FieldInfo is a field of an input, for a reader.
type FieldInfo struct {
	Path string // such as "text.content", or "articles[].title" within a list
	Kind string // such as "text", "list of objects" or "file", with "optional"
	Text string // what the source says about it
}

// InputFields lists the fields of an endpoint's input, each before those within it.
func InputFields(e endpoint.Any) []FieldInfo {
	in, _ := e.Types()
	return fieldsWithin(in, "", nil)
}

func fieldsWithin(t reflect.Type, above string, within []reflect.Type) (list []FieldInfo) {
	for f := range endpoint.Fields(t) {
		info := FieldInfo{Path: above + f.Name, Text: textOf(t, f)}
		inner, below := f.Type, info.Path+"."
		for inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if value, ok := optionalOf(inner); ok {
			inner = value
		}
		info.Kind = kindName(inner)
		if inner.Kind() == reflect.Slice {
			inner, below = inner.Elem(), info.Path+"[]."
			for inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
		}
		if f.Optional {
			info.Kind += ", optional"
		}
		list = append(list, info)
		if kindName(inner) == "object" && !slices.Contains(within, inner) {
			list = append(list, fieldsWithin(inner, below, append(slices.Clone(within), t, inner))...)
		}
	}
	return list
}

// kindName returns what a reader is to give for a value of type t.
func kindName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case fileType:
		return "file"
	case reflect.TypeFor[endpoint.Date]():
		return "date"
	case reflect.TypeFor[endpoint.Time]():
		return "Unix seconds"
	case reflect.TypeFor[endpoint.Flag]():
		return "0 or 1"
	}
	switch {
	case !takesJSON(t):
		if t.Kind() == reflect.Struct || t.Kind() == reflect.Slice {
			return "text"
		}
		return kindOf(t)
	case t.Kind() == reflect.Slice:
		if inner := kindName(t.Elem()); !strings.Contains(inner, " ") {
			return "list of " + strings.TrimSuffix(inner, "s") + "s"
		}
		return "list"
	case t.Kind() == reflect.Interface:
		return "JSON"
	}
	return kindOf(t)
}
