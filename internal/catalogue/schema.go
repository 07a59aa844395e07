package catalogue

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/samples"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Description says what an endpoint takes and answers.
type Description struct {
	Entry
	// Input and Output are JSON Schemas, with what the source says about each field. A field that does not travel in
	// JSON has the member "x-in": "query", "form", or "body" for the whole body as plain text. The input requires what is
	// always sent; a number of the output may come as a string, as the platform's answers have it.
	Input  Schema `json:"input"`
	Output Schema `json:"output"`
	// Request and Response are the documented sample, if there is one.
	Request  json.RawMessage `json:"request,omitempty"`
	Response json.RawMessage `json:"response,omitempty"`
	// Example has the fields of the sample that travel outside of JSON.
	Example []Pair `json:"-"`
}

// Schema is a JSON Schema.
type Schema map[string]any

// Describe describes an endpoint.
func Describe(e endpoint.Any) Description {
	in, out := e.Types()
	d := Description{Entry: entryOf(e, sandbox.Fidelities()), Input: schemaOf(in, true), Output: schemaOf(out, false)}
	for _, s := range samples.Of(e.Name()) {
		d.Request, d.Response = known(s.Request), known(s.Response)
		d.Example = pairsOf(in, s)
		break
	}
	return d
}

// pairsOf returns the fields of a sample that travel outside of JSON.
func pairsOf(in reflect.Type, s samples.Sample) (list []Pair) {
	for f := range endpoint.Fields(in) {
		value, ok := map[endpoint.Place]map[string]string{endpoint.InQuery: s.Query, endpoint.InForm: s.Form}[f.Place][f.Name]
		if f.Place == endpoint.InText {
			value, ok = s.Text, true
		}
		if ok && f.Name != "secret" && f.Name != "appsecret" {
			list = append(list, Pair{f.Name, value})
		}
	}
	return list
}

// known returns raw, or nil for null.
func known(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// schemaOf returns the schema of an input or an output.
func schemaOf(t reflect.Type, input bool) Schema {
	d := schemas{defs: map[string]Schema{}, input: input}
	root := d.of(t)
	if ref, ok := root["$ref"].(string); ok { // the root is written out, unless it is in itself
		name := strings.TrimPrefix(ref, "#/$defs/")
		root = d.defs[name]
		if !d.repeated[name] {
			delete(d.defs, name)
		}
	}
	if len(d.defs) > 0 {
		with := Schema{"$defs": d.defs}
		for key, value := range root {
			with[key] = value
		}
		root = with
	}
	return root
}

// schemas makes the schemas of a type and of those within it.
type schemas struct {
	input    bool
	defs     map[string]Schema
	repeated map[string]bool // those that are referred to a second time
}

// special has the types whose JSON is not that of their kind.
var special = map[reflect.Type]Schema{
	reflect.TypeFor[endpoint.Number]():    {"type": "integer"},
	reflect.TypeFor[endpoint.Decimal]():   {"type": "number"},
	reflect.TypeFor[endpoint.Flag]():      {"enum": []int{0, 1}},
	reflect.TypeFor[endpoint.Time]():      {"type": "integer", "description": "Unix seconds"},
	reflect.TypeFor[endpoint.Date]():      {"type": "string", "format": "date"},
	reflect.TypeFor[endpoint.File]():      {"type": "string", "format": "binary"},
	reflect.TypeFor[*endpoint.Download](): {"type": "string", "format": "binary"},
	reflect.TypeFor[json.RawMessage]():    {},
	reflect.TypeFor[[]byte]():             {"type": "string", "contentEncoding": "base64"},
}

// encoded returns the schema of a type that writes itself as a string or a number, whatever its kind is.
func encoded(t reflect.Type) (Schema, bool) {
	if !t.Implements(reflect.TypeFor[json.Marshaler]()) && !t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return nil, false
	}
	raw, err := json.Marshal(reflect.Zero(t).Interface())
	switch {
	case err != nil:
		return nil, false
	case raw[0] == '"':
		return Schema{"type": "string"}, true
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return Schema{"type": "number"}, true
	}
	return nil, false
}

func (d *schemas) of(t reflect.Type) Schema {
	if s, ok := special[t]; ok {
		copied := Schema{}
		for key, value := range s {
			copied[key] = value
		}
		if !d.input && (t == reflect.TypeFor[endpoint.Number]() || t == reflect.TypeFor[endpoint.Decimal]()) {
			copied["type"] = []any{copied["type"], "string"}
		}
		return copied
	}
	if t.Kind() == reflect.Pointer {
		return d.of(t.Elem())
	}
	if value, ok := optionalOf(t); ok {
		return d.of(value)
	}
	if s, ok := encoded(t); ok {
		return s
	}
	switch t.Kind() {
	case reflect.Bool:
		return Schema{"type": "boolean"}
	case reflect.String:
		return Schema{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return Schema{"type": "number"}
	case reflect.Slice, reflect.Array:
		return Schema{"type": "array", "items": d.of(t.Elem())}
	case reflect.Map:
		return Schema{"type": "object", "additionalProperties": d.of(t.Elem())}
	case reflect.Struct:
		return d.object(t)
	case reflect.Interface:
		return Schema{}
	}
	return Schema{"type": "integer"}
}

// optionalOf returns the type within an endpoint.Optional.
func optionalOf(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct || t.PkgPath() != reflect.TypeFor[endpoint.Flag]().PkgPath() ||
		!strings.HasPrefix(t.Name(), "Optional[") {
		return nil, false
	}
	f, ok := t.FieldByName("Value")
	return f.Type, ok
}

// object returns a reference to the schema of a struct.
func (d *schemas) object(t reflect.Type) Schema {
	name := nameOf(t)
	ref := Schema{"$ref": "#/$defs/" + name}
	if _, made := d.defs[name]; made {
		if d.repeated == nil {
			d.repeated = map[string]bool{}
		}
		d.repeated[name] = true
		return ref
	}
	s := Schema{"type": "object"}
	d.defs[name] = s
	properties, required := Schema{}, []string{}
	for f := range endpoint.Fields(t) {
		field := d.of(f.Type)
		if d.input && f.Place != endpoint.InJSON {
			field["x-in"] = f.Place.String()
		}
		if text := textOf(t, f); text != "" {
			if unit, ok := field["description"].(string); ok {
				text += " (" + unit + ")"
			}
			field["description"] = text
		}
		properties[f.Name] = field
		if !f.Optional {
			required = append(required, f.Name)
		}
	}
	if len(properties) > 0 {
		s["properties"] = properties
	}
	if d.input && len(required) > 0 {
		s["required"] = required
	}
	return ref
}

// nameOf returns the name of a struct with its area, such as "menu.Button".
func nameOf(t reflect.Type) string {
	name := t.String()
	if i := strings.IndexByte(name, '['); i >= 0 { // of a generic type, without the path of its argument's package
		argument := strings.TrimSuffix(name[i+1:], "]")
		name = name[:i] + "-" + argument[strings.LastIndexByte(argument, '/')+1:]
	}
	return name
}
