package catalogue

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/wechatgo/wechatgo/endpoint"
)

// fieldsJSON has what the source says about each field, by package, type and field, such as "draft.Article.Title". A
// test makes it from the comments.
//
//go:embed fields.json
var fieldsJSON []byte

var fieldTexts = sync.OnceValue(func() map[string]string {
	texts := map[string]string{}
	if err := json.Unmarshal(fieldsJSON, &texts); err != nil {
		panic(err) // cannot happen: a test writes the file
	}
	return texts
})

// textOf returns what the source says about a field of t, "" if it says nothing.
func textOf(t reflect.Type, f endpoint.Field) string {
	owner, name := t, ""
	for i, at := range f.Index {
		if owner.Kind() == reflect.Pointer {
			owner = owner.Elem()
		}
		field := owner.Field(at)
		if name = field.Name; i < len(f.Index)-1 {
			owner = field.Type
		}
	}
	if owner.Kind() == reflect.Pointer {
		owner = owner.Elem()
	}
	typeName, _, _ := strings.Cut(owner.Name(), "[")
	pkg := owner.PkgPath()
	return fieldTexts()[pkg[strings.LastIndexByte(pkg, '/')+1:]+"."+typeName+"."+name]
}
