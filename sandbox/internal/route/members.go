package route

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// exactMembers returns a JSON body without the members that the Go type t does not have under exactly that name, and
// the names of the removed members. The platform ignores these members and distinguishes upper and lower case;
// encoding/json does not.
func exactMembers(t reflect.Type, body []byte) (exact []byte, unknown []string, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber() // an id has more digits than a float64
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, errors.New("there is something after the value")
	}
	unknown = prune(t, value)
	slices.Sort(unknown)
	exact, err = json.Marshal(value)
	return exact, unknown, err
}

// prune removes from value the members that a t does not have, and returns their names.
func prune(t reflect.Type, value any) (unknown []string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return nil // the type decodes itself, as a number does
	}
	switch value := value.(type) {
	case []any:
		for i := 0; t.Kind() == reflect.Slice && i < len(value); i++ {
			unknown = append(unknown, prune(t.Elem(), value[i])...)
		}
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return nil
		}
		known := members(t)
		for name, member := range value {
			if field, ok := known[name]; ok {
				unknown = append(unknown, prune(field, member)...)
				continue
			}
			delete(value, name)
			unknown = append(unknown, name)
		}
	}
	return unknown
}

// members returns the JSON members of a struct with the types of their fields.
func members(t reflect.Type) map[string]reflect.Type {
	list := map[string]reflect.Type{}
	for f := range endpoint.Fields(t) {
		if f.Place == endpoint.InJSON {
			list[f.Name] = f.Type
		}
	}
	return list
}

// unknownMembers returns a warning about members that the platform ignores, or nil. Often the name is misspelt.
func (c *call) unknownMembers() *record.Problem {
	if len(c.unknown) == 0 {
		return nil
	}
	name, in := core.Short(c.unknown[0]), c.route.Spec.Name
	return &record.Problem{
		EN: fmt.Sprintf(
			"The platform ignores %q, a member that %s does not have. Is it misspelt? Upper and lower case differ.",
			name,
			in,
		),
		ZH: fmt.Sprintf("平台会忽略 %q：%s 没有该字段，请检查拼写，区分大小写。", name, in),
	}
}
