package catalogue

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// Pair is a field of an input by its name on the wire, such as "media_id", with its value as a text. A field within a
// field is named by its path, such as "filter.tag_id". The value of a field that is no text or number is JSON.
type Pair struct{ Name, Value string }

// Open opens a file for an upload, by its path.
type Open func(path string) (endpoint.File, error)

// Input makes an endpoint's input: first from data, the whole input as JSON (or the text, where the body is one), if
// data is not nil, and then from the pairs. The page of a list has 20 items where neither says how many. Members that the endpoint does not have are refused, and so is what the
// endpoint's own check refuses. The errors are of the type [*endpoint.FieldError].
func Input(e endpoint.Any, data []byte, pairs []Pair, open Open) (any, error) {
	s := e.Describe()
	refuse := field.In(s.Name)
	data, err := plain(refuse, data)
	if err != nil {
		return nil, err
	}
	if err := distinct(refuse, pairs); err != nil {
		return nil, err
	}
	t, _ := e.Types()
	if t.Kind() == reflect.Interface {
		return interfaceInput(refuse, t, data, pairs)
	}
	in := reflect.New(t)
	if IsList(e) {
		sized(in)
	}
	if data != nil {
		if err := decode(refuse, s, data, in); err != nil {
			return nil, err
		}
	}
	for _, p := range pairs {
		if err := set(refuse, in, p, open); err != nil {
			return nil, err
		}
	}
	for f := range endpoint.Fields(t) {
		if f.Type == fileType && !f.Optional && valueAt(in.Elem(), f.Index).IsZero() {
			return nil, refuse.Field(f.Name, "has no file", "give "+f.Name+"=@ and the path of one")
		}
	}
	if checked, ok := in.Interface().(interface{ Check() error }); ok {
		if err := checked.Check(); err != nil {
			return nil, err
		}
	}
	return in.Elem().Interface(), nil
}

var fileType = reflect.TypeFor[endpoint.File]()

// plain returns data without the byte order mark of UTF-8. It refuses other encodings: what is no UTF-8 would be sent
// with its characters replaced.
func plain(refuse field.In, data []byte) ([]byte, error) {
	const cure = "save it as UTF-8"
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return nil, refuse.Field("the body", "is UTF-16", cure)
	case !utf8.Valid(data):
		return nil, refuse.Field("the body", "is not UTF-8", cure)
	}
	return data, nil
}

// distinct refuses two pairs of one name, and a value that is not UTF-8.
func distinct(refuse field.In, pairs []Pair) error {
	given := map[string]bool{}
	for _, p := range pairs {
		switch {
		case given[p.Name]:
			return refuse.Field(p.Name, "is given twice", "give it once, a list as JSON")
		case !utf8.ValidString(p.Value):
			return refuse.Field(p.Name, "is not UTF-8", "give UTF-8")
		}
		given[p.Name] = true
	}
	return nil
}

// interfaceInput is the input of an endpoint that takes any JSON.
func interfaceInput(refuse field.In, t reflect.Type, data []byte, pairs []Pair) (any, error) {
	raw := json.RawMessage(data)
	if len(pairs) > 0 || !json.Valid(data) || !reflect.TypeOf(raw).Implements(t) {
		return nil, refuse.Field("the input", "has several forms", "give it as JSON")
	}
	return raw, nil
}

// decode decodes the whole input, whose members may travel in the query and in a form as well.
func decode(refuse field.In, s endpoint.Spec, data []byte, in reflect.Value) error {
	t := in.Type().Elem()
	elsewhere := map[string]endpoint.Field{}
	for f := range endpoint.Fields(t) {
		switch f.Place {
		case endpoint.InText:
			return f.Set(in.Interface(), string(data))
		case endpoint.InQuery, endpoint.InForm:
			elsewhere[f.Name] = f
		case endpoint.InJSON:
		}
	}
	if t.Kind() == reflect.Struct && string(bytes.TrimSpace(data)) == "null" {
		return refuse.Field("the body", "is null", "give an object")
	}
	var members map[string]json.RawMessage
	if len(elsewhere) == 0 || json.Unmarshal(data, &members) != nil {
		return strict(refuse, s, "", data, in.Interface())
	}
	moved := false
	for name, raw := range members {
		f, ok := elsewhere[name]
		if !ok {
			continue
		}
		if err := set(refuse, in, Pair{name, Text(raw)}, fileInJSON); err != nil {
			return err
		}
		delete(members, f.Name)
		moved = true
	}
	if s.Body == endpoint.Query || s.Body == endpoint.Multipart || s.Method == http.MethodGet {
		for name := range members {
			_, _, err := resolve(refuse, in, name, "")
			return err
		}
		return nil
	}
	if !moved {
		return strict(refuse, s, "", data, in.Interface())
	}
	rest, err := endpoint.EncodeJSON(members)
	if err != nil {
		return err
	}
	return strict(refuse, s, "", rest, in.Interface())
}

// fileInJSON refuses a file in JSON.
func fileInJSON(string) (endpoint.File, error) {
	return endpoint.File{}, errors.New("JSON holds no file: give it beside, as a field")
}

// Text returns the text in a JSON string, or the JSON itself.
func Text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// strict decodes the JSON of the field with a path, or of the body if path is "". It refuses members that v does not
// have.
func strict(refuse field.In, s endpoint.Spec, path string, data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if _, more := d.Token(); err == nil && !errors.Is(more, io.EOF) {
		err = errors.New("there is something after the value")
	}
	what := cmp.Or(path, "the body")
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		at := cmp.Or(strings.Trim(path+"."+wrong.Field, "."), what)
		return refuse.Field(at, "is "+article(wrong.Value), "give "+article(kindOf(wrong.Type)))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return refuse.Field(what, "ends before the JSON does", "give all of it")
	case errors.As(err, &syntax):
		line, column := position(data, syntax.Offset-1)
		return refuse.Field(what, fmt.Sprintf("is not JSON at line %d, column %d: %v", line, column, err), "correct it")
	}
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "json: "), "endpoint: ")
	if name, ok := strings.CutPrefix(text, "unknown field "); ok {
		return refuse.Field(
			strings.Trim(path+"."+strings.Trim(name, `"`), "."),
			"is not a member that the endpoint has",
			"see its members with: wechatgo api schema "+s.Name,
		)
	}
	return refuse.Field(what, "is not the JSON that the endpoint takes: "+text, "correct it")
}

// position returns the line and the column of the byte at an offset, from 1.
func position(data []byte, offset int64) (line, column int) {
	before := data[:max(0, min(int(offset), len(data)))]
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
	f, owner, err := resolve(refuse, in, p.Name, "")
	if err != nil {
		return err
	}
	if f.Type == fileType {
		path, ok := strings.CutPrefix(p.Value, "@")
		if !ok || path == "" {
			return refuse.Field(p.Name, "is a file", "give "+p.Name+"=@ and its path")
		}
		file, err := open(path)
		if err != nil {
			return refuse.Field(p.Name, "cannot be opened: "+err.Error(), "give a file that can be read").With(err)
		}
		valueAt(owner.Elem(), f.Index).Set(reflect.ValueOf(file))
		return nil
	}
	if takesJSON(f.Type) {
		v := reflect.New(f.Type)
		if err := strict(
			refuse,
			endpoint.Spec{Name: string(refuse)},
			p.Name,
			[]byte(p.Value),
			v.Interface(),
		); err != nil {
			return err
		}
		valueAt(owner.Elem(), f.Index).Set(v.Elem())
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

// takesJSON reports whether the text of a field is JSON: a list, an object, or a pointer to one.
func takesJSON(t reflect.Type) bool {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return false
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Array, reflect.Map, reflect.Interface:
		return true
	}
	return false
}

// resolve returns the field with a path below a struct, whose own path is above, and a pointer to the struct that has it.
func resolve(refuse field.In, in reflect.Value, path, above string) (endpoint.Field, reflect.Value, error) {
	name, rest, nested := strings.Cut(path, ".")
	full := above + path
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
		if v.Kind() == reflect.Struct && takesJSON(v.Type()) {
			return resolve(refuse, v.Addr(), rest, above+name+".")
		}
		cure := "give it as a whole"
		if takesJSON(v.Type()) {
			cure = "give it as JSON"
		}
		return endpoint.Field{}, in, refuse.Field(
			above+name,
			"is "+article(kindOf(v.Type()))+" without fields of its own",
			cure,
		)
	}
	if len(known) == 0 {
		return endpoint.Field{}, in, refuse.Field(full, "is not a field: the endpoint takes none", "leave it out")
	}
	return endpoint.Field{}, in, refuse.Field(full, "is not a field here", "give one of "+strings.Join(known, ", "))
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
