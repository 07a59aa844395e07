package catalogue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// Pair is a field of an input by its name on the wire, such as "media_id", with its value as a text. A field within a
// field is named by its path, such as "filter.tag_id". The value of a field that is no text or number is JSON.
type Pair struct{ Name, Value string }

// Open opens a file for an upload, by the value of its pair.
type Open func(value string) (endpoint.File, error)

// Input makes an endpoint's input: first from data, the JSON of its body (or the text, where the body is one), if data
// is not nil, and then from the pairs. Members that the endpoint does not have are refused, and so is what the
// endpoint's own check refuses. The errors are of the type [*endpoint.FieldError].
func Input(e endpoint.Any, data []byte, pairs []Pair, open Open) (any, error) {
	s := e.Describe()
	refuse := field.In(s.Name)
	t, _ := e.Types()
	if t.Kind() == reflect.Interface {
		return interfaceInput(refuse, t, data, pairs)
	}
	in := reflect.New(t)
	if data != nil {
		if err := decode(refuse, s, data, in.Interface()); err != nil {
			return nil, err
		}
	}
	for _, p := range pairs {
		if err := set(refuse, in, p, open); err != nil {
			return nil, err
		}
	}
	if checked, ok := in.Interface().(interface{ Check() error }); ok {
		if err := checked.Check(); err != nil {
			return nil, err
		}
	}
	return in.Elem().Interface(), nil
}

// interfaceInput is the input of an endpoint that takes any JSON.
func interfaceInput(refuse field.In, t reflect.Type, data []byte, pairs []Pair) (any, error) {
	raw := json.RawMessage(data)
	if len(pairs) > 0 || !json.Valid(data) || !reflect.TypeOf(raw).Implements(t) {
		return nil, refuse.Field("the input", "has several forms", "give it as JSON")
	}
	return raw, nil
}

// decode decodes the body of a request.
func decode(refuse field.In, s endpoint.Spec, data []byte, in any) error {
	switch {
	case s.Body == endpoint.Text:
		for f := range endpoint.Fields(reflect.TypeOf(in)) {
			if f.Place == endpoint.InText {
				return f.Set(in, string(data))
			}
		}
	case s.Body == endpoint.Query, s.Body == endpoint.Multipart, s.Method == http.MethodGet:
		return refuse.Field("the body", "is not JSON", "give the fields one by one, as name=value")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(in)
	if _, more := d.Token(); err == nil && !errors.Is(more, io.EOF) {
		err = errors.New("there is something after the value")
	}
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return refuse.Field(wrong.Field, "is "+article(wrong.Value), "give "+article(kindOf(wrong.Type)))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return refuse.Field("the body", "ends before the JSON does", "give all of it")
	case errors.As(err, &syntax):
		line, column := position(data, syntax.Offset)
		return refuse.Field(
			"the body",
			fmt.Sprintf("is not JSON at line %d, column %d: %v", line, column, err),
			"correct it",
		)
	}
	text := strings.TrimPrefix(err.Error(), "json: ")
	if name, ok := strings.CutPrefix(text, "unknown field "); ok {
		return refuse.Field(strings.Trim(name, `"`), "is not a member that the endpoint has",
			"see its members with: wechatgo api schema "+s.Name)
	}
	return refuse.Field("the body", "is not the JSON that the endpoint takes: "+text, "correct it")
}

// position returns the line and the column of an offset, from 1.
func position(data []byte, offset int64) (line, column int) {
	before := data[:min(int(offset), len(data))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}

func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Slice:
		return "list"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Bool:
		return "bool"
	}
	return "number"
}

func article(noun string) string {
	if strings.HasPrefix(noun, "o") || strings.HasPrefix(noun, "a") {
		return "an " + noun
	}
	return "a " + noun
}

// set sets the field that a pair names.
func set(refuse field.In, in reflect.Value, p Pair, open Open) error {
	f, owner, err := resolve(refuse, in, p.Name)
	if err != nil {
		return err
	}
	if f.Type == reflect.TypeFor[endpoint.File]() {
		file, err := open(p.Value)
		if err != nil {
			return refuse.Field(p.Name, "cannot be opened: "+err.Error(), "give a file that exists").With(err)
		}
		valueAt(owner.Elem(), f.Index).Set(reflect.ValueOf(file))
		return nil
	}
	if err := f.Set(owner.Interface(), p.Value); err != nil {
		var wrong *endpoint.FieldError
		if errors.As(err, &wrong) {
			return refuse.Field(p.Name, wrong.Problem, wrong.Cure)
		}
		return err
	}
	return nil
}

// resolve returns the field with a path, and a pointer to the struct that has it.
func resolve(refuse field.In, in reflect.Value, path string) (endpoint.Field, reflect.Value, error) {
	name, rest, nested := strings.Cut(path, ".")
	var known []string
	for f := range endpoint.Fields(in.Type()) {
		// A name may have dots of its own.
		if f.Name == path || f.Name == name && !nested {
			return f, in, nil
		}
		if !slices.Contains(known, f.Name) {
			known = append(known, f.Name)
		}
		if f.Name != name {
			continue
		}
		v := valueAt(in.Elem(), f.Index)
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		if v.Kind() == reflect.Struct {
			return resolve(refuse, v.Addr(), rest)
		}
	}
	if len(known) == 0 {
		return endpoint.Field{}, in, refuse.Field(path, "is not a field: the endpoint takes none", "leave it out")
	}
	return endpoint.Field{}, in, refuse.Field(path, "is not a field here", "give one of "+strings.Join(known, ", "))
}

// valueAt returns the field at an index, and makes the embedded structs on the way to it.
func valueAt(v reflect.Value, index []int) reflect.Value {
	for n, i := range index {
		if n > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}
