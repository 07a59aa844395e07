package catalogue

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/samples"
)

func TestEntries(t *testing.T) {
	t.Parallel()
	all := Entries("")
	for _, e := range all {
		if e.Name == "" || e.Method == "" || e.Path == "" || e.Group == "" || e.Title == "" || e.Doc == "" || e.Effect == "" ||
			len(e.Kinds) != len(endpoint.AccountKinds()) || e.Fidelity != "stateful" && e.Fidelity != "sample" || e.Left != nil {
			t.Errorf("%+v", e)
		}
	}
	var grouped int
	for _, group := range Groups() {
		grouped += len(Entries(group))
	}
	if grouped != len(all) || len(Entries("none")) != 0 {
		t.Errorf("%d entries in groups, %d in all", grouped, len(all))
	}
	want := Entry{
		Name: "menu.create", Method: "POST", Path: "/cgi-bin/menu/create", Group: "menu", Title: "创建自定义菜单",
		Doc: all[0].Doc, Quota: Quota{1000, 0}, Effect: "write", Fidelity: "stateful",
		Kinds: map[string]string{"personal": "no", "subscription": "yes", "service-unverified": "likely yes", "service": "yes", "test": "yes"},
	}
	for _, e := range Entries("menu") {
		if e.Name == want.Name {
			want.Doc, want.Quota, want.Kinds = e.Doc, e.Quota, e.Kinds
			if diff := cmp.Diff(want, e); diff != "" {
				t.Error(diff)
			}
		}
	}
	var paths int
	for _, left := range api.Left() {
		paths += len(left.Paths)
	}
	if left := Left(""); len(left) != paths || left[0].Left.EN == "" || left[0].Left.ZH == "" || left[0].Path == "" {
		t.Errorf("%d are left out, want %d: %+v", len(left), paths, left[0])
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	if e, ok := Find("menu.create"); !ok || e.Name() != "menu.create" {
		t.Error("menu.create is not found")
	}
	if e, ok := At("POST", "/cgi-bin/menu/create"); !ok || e.Name() != "menu.create" {
		t.Error("menu.create is not found by its path")
	}
	if _, ok := Find("menu.none"); ok {
		t.Error("menu.none is found")
	}
	for name, want := range map[string]string{"menu.creat": "menu.create", "Draft.Add": "draft.add", "uploadimg": "material.media_uploadimg", "menu.x": "menu.create", "tags.create": "user.tags_create"} {
		if got := Like(name); !slices.Contains(got, want) || len(got) > 5 {
			t.Errorf("%s is like %v", name, got)
		}
	}
	if got := Like("zzz"); got != nil {
		t.Errorf("zzz is like %v", got)
	}
}

// Every schema is JSON, refers only to what it defines, and describes the members of the documented sample.
func TestSchemas(t *testing.T) {
	t.Parallel()
	for e := range api.All() {
		d := Describe(e)
		for _, s := range []Schema{d.Input, d.Output} {
			raw, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			var decoded map[string]any
			_ = json.Unmarshal(raw, &decoded)
			for part := range strings.SplitSeq(string(raw), `"#/$defs/`) {
				name, _, _ := strings.Cut(part, `"`)
				if defs, _ := decoded["$defs"].(map[string]any); !strings.HasPrefix(part, "{") && defs[name] == nil {
					t.Errorf("%s: %s is not defined", e.Name(), name)
				}
			}
		}
		for _, s := range samples.Of(e.Name()) {
			var members map[string]any
			if s.Form != nil || json.Unmarshal(s.Request, &members) != nil {
				continue
			}
			properties, _ := d.Input["properties"].(Schema)
			for name := range members {
				if properties != nil && properties[name] == nil {
					t.Errorf("%s: the schema of the input lacks %s", e.Name(), name)
				}
			}
		}
	}
}

// The documented answers fit the schemas of the outputs.
func TestSchemasOfOutputs(t *testing.T) {
	t.Parallel()
	for e := range api.All() {
		raw, err := json.Marshal(Describe(e).Output)
		if err != nil {
			t.Fatal(err)
		}
		var schema map[string]any
		_ = json.Unmarshal(raw, &schema)
		defs, _ := schema["$defs"].(map[string]any)
		for _, s := range samples.Of(e.Name()) {
			var answer any
			if s.Response != nil && json.Unmarshal(s.Response, &answer) == nil && answer != nil {
				checkFits(t, e.Name(), schema, defs, answer)
			}
		}
	}
}

// checkFits checks the type of a value, and of those within it, against a schema.
func checkFits(t *testing.T, path string, schema, defs map[string]any, value any) {
	t.Helper()
	if ref, ok := schema["$ref"].(string); ok {
		schema, _ = defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	var kind string
	switch v := value.(type) {
	case string:
		kind = "string"
	case bool:
		kind = "boolean"
	case float64:
		if kind = "number"; v == float64(int64(v)) {
			kind = "integer"
		}
	case []any:
		kind = "array"
		items, _ := schema["items"].(map[string]any)
		for _, item := range v {
			checkFits(t, path+"[]", items, defs, item)
		}
	case map[string]any:
		kind = "object"
		properties, _ := schema["properties"].(map[string]any)
		for name, member := range v {
			if property, ok := properties[name].(map[string]any); ok {
				checkFits(t, path+"."+name, property, defs, member)
			}
		}
	default:
		return // null
	}
	fits := func(want any) bool { return want == kind || want == "number" && kind == "integer" }
	switch want := schema["type"].(type) {
	case []any:
		if !slices.ContainsFunc(want, fits) {
			t.Errorf("%s is %s, want one of %v", path, kind, want)
		}
	case string:
		if !fits(want) {
			t.Errorf("%s is %s, want %s", path, kind, want)
		}
	}
}

// inner and input are the types of TestSchema.
type (
	inner struct {
		Text string `json:"text"`
		More *inner `json:"more,omitempty"`
	}
	input struct {
		Kind  string                     `query:"kind" json:"-"`
		Day   endpoint.Date              `json:"day"`
		On    endpoint.Optional[bool]    `json:"on,omitzero"`
		Sizes map[string]endpoint.Number `json:"sizes"`
		List  []inner                    `json:"list,omitempty"`
		Rate  float64                    `json:"rate"`
		Batch endpoint.Batch[inner]      `json:"batch,omitzero"`
	}
)

func TestSchema(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(schemaOf(reflect.TypeFor[input](), true))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"$defs":{"catalogue.inner":{"properties":{"more":{"$ref":"#/$defs/catalogue.inner"},"text":{"type":"string"}},"required":["text"],"type":"object"},` +
		`"endpoint.Batch-catalogue.inner":{"properties":{"item":{"description":"Items are the items on the page.","items":{"$ref":"#/$defs/catalogue.inner"},"type":"array"},"item_count":{"description":"Count is how many items are on the page.","type":"integer"},"total_count":{"description":"Total is how many items the list has, 0 if the answer does not say.","type":"integer"}},"required":["total_count","item_count","item"],"type":"object"}},` +
		`"properties":{"batch":{"$ref":"#/$defs/endpoint.Batch-catalogue.inner"},"day":{"format":"date","type":"string"},"kind":{"type":"string","x-in":"query"},"list":{"items":{"$ref":"#/$defs/catalogue.inner"},"type":"array"},` +
		`"on":{"type":"boolean"},"rate":{"type":"number"},"sizes":{"additionalProperties":{"type":"integer"},"type":"object"}},"required":["kind","day","sizes","rate"],"type":"object"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestInput(t *testing.T) {
	t.Parallel()
	open := func(value string) (endpoint.File, error) {
		if value != "a.jpg" {
			return endpoint.File{}, errors.New("no such file")
		}
		return endpoint.File{Name: "a.jpg", Content: strings.NewReader("x")}, nil
	}
	for _, tt := range []struct {
		name  string
		e     endpoint.Any
		data  string
		pairs []Pair
		want  any    // nil if it is refused
		err   string // in the error
	}{
		{"pairs", draft.BatchGet, "", []Pair{{"offset", "5"}, {"count", "20"}, {"no_content", "1"}}, draft.BatchGetIn{Window: endpoint.Window{Offset: 5, Count: 20}, NoContent: true}, ""},
		{"a page without a size", draft.BatchGet, "", nil, draft.BatchGetIn{Window: endpoint.Window{Count: 20}}, ""},
		{"a page of a size", draft.BatchGet, `{"count":5}`, nil, draft.BatchGetIn{Window: endpoint.Window{Count: 5}}, ""},
		{"a size that its check needs", comment.List, "", []Pair{{"msg_data_id", "1"}}, comment.ListIn{Article: comment.Article{MsgDataID: 1}, Count: 20}, ""},
		{"query", draft.Switch, "", []Pair{{"checkonly", "1"}}, draft.SwitchIn{CheckOnly: true}, ""},
		{"nested", kf.Send, "", []Pair{{"touser", "o"}, {"msgtype", "text"}, {"text.content", "a=b"}}, kf.SendIn{ToUser: "o", MsgType: "text", Text: &kf.TextContent{Content: "a=b"}}, ""},
		{"JSON in a field", kf.Send, "", []Pair{{"text", `{"content":"x"}`}}, kf.SendIn{Text: &kf.TextContent{Content: "x"}}, ""},
		{"body", kf.Send, `{"touser":"o","msgtype":"text","text":{"content":"x"}}`, []Pair{{"touser", "p"}}, kf.SendIn{ToUser: "p", MsgType: "text", Text: &kf.TextContent{Content: "x"}}, ""},
		{"nothing", draft.Count, "", nil, endpoint.None{}, ""},
		{"unknown field", draft.BatchGet, "", []Pair{{"ofset", "5"}}, nil, "draft.batchget: ofset is not a field here: give one of offset, count, no_content"},
		{"unknown nested field", kf.Send, "", []Pair{{"text.contents", "5"}}, nil, "kf.send: text.contents is not a field here: give one of content"},
		{"field of none", draft.Count, "", []Pair{{"x", "5"}}, nil, "draft.count: x is not a field: the endpoint takes none"},
		{"no number", draft.BatchGet, "", []Pair{{"offset", "five"}}, nil, "draft.batchget: offset is not a whole number: give it as digits"},
		{"nested no number", kf.Send, "", []Pair{{"aimsgcontext.is_ai_msg", "x"}}, nil, "kf.send: aimsgcontext.is_ai_msg is not"},
		{"unknown member", kf.Send, `{"to":"o"}`, nil, nil, "kf.send: to is not a member that the endpoint has"},
		{"broken", kf.Send, "{\n  \"touser\": x}", nil, nil, "kf.send: the body is not JSON at line 2, column 13"},
		{"two values", kf.Send, `{} {}`, nil, nil, "something after the value"},
		{"wrong type", kf.Send, `{"touser":[1]}`, nil, nil, "kf.send: touser is an array: give a text"},
		{"wrong nested type", kf.Send, `{"text":5}`, nil, nil, "kf.send: text is a number: give an object"},
		{"member of none", draft.Count, `{"x":1}`, nil, nil, "draft.count: x is not a"},
		{"all of a GET", user.Info, `{"openid":"o","lang":"en"}`, nil, user.InfoIn{OpenID: "o", Lang: "en"}, ""},
		{"unknown member of a GET", user.Info, `{"open_id":"o"}`, nil, nil, "user.info: open_id is not a field here: give one of openid, lang"},
		{"query in a POST", material.AddMaterial, `{"type":"image"}`, nil, nil, "material.add_material: media has no file: give media=@ and the path of one"},
		{"byte order mark", kf.Send, "\xef\xbb\xbf" + `{"touser":"o"}`, nil, kf.SendIn{ToUser: "o"}, ""},
		{"UTF-16", kf.Send, "\xff\xfe{\x00", nil, nil, "kf.send: the body is UTF-16: save it as UTF-8"},
		{"GBK", kf.Send, "{\"touser\":\"\xbd\xf1\"}", nil, nil, "kf.send: the body is not UTF-8"},
		{"GBK in a field", kf.Send, "", []Pair{{"touser", "\xbd\xf1"}}, nil, "kf.send: touser is not UTF-8"},
		{"null", kf.Send, "null", nil, nil, "kf.send: the body is null: give an object"},
		{"twice", kf.Send, "", []Pair{{"touser", "a"}, {"touser", "b"}}, nil, "kf.send: touser is given twice"},
		{"unknown member in a field", kf.Send, "", []Pair{{"text", `{"contents":"x"}`}}, nil, "kf.send: text.contents is not a member that the endpoint has: see its members with: wechatgo api schema kf.send"},
		{"wrong type in a field", kf.Send, "", []Pair{{"text", `{"content":5}`}}, nil, "kf.send: text.content is a number: give a text"},
		{"no JSON in a field", draft.Add, "", []Pair{{"articles", "x"}}, nil, "draft.add: articles is not JSON at line 1, column 1"},
		{"field of a list", draft.Add, "", []Pair{{"articles.0.title", "x"}}, nil, "draft.add: articles is a list without fields of its own: give it as JSON"},
		{"field of a text", kf.Send, "", []Pair{{"touser.x", "x"}}, nil, "kf.send: touser is a text without fields of its own: give it as a whole"},
		{"missing file", material.AddMaterial, "", []Pair{{"media", "@b.jpg"}}, nil, "material.add_material: media cannot be opened: no such file"},
		{"its own check", draft.Add, `{"articles":[]}`, nil, nil, "draft: articles is empty"},
		{"no file", material.AddMaterial, "", []Pair{{"type", "image"}, {"media", "a.jpg"}}, nil, "material.add_material: media is a file: give media=@ and its path"},
	} {
		var data []byte
		if tt.data != "" {
			data = []byte(tt.data)
		}
		got, err := Input(tt.e, data, tt.pairs, open)
		if tt.want == nil {
			if _, ok := errors.AsType[*endpoint.FieldError](err); !ok || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: got %+v, %v; want %q", tt.name, got, err, tt.err)
			}
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
	got, err := Input(material.AddMaterial, nil, []Pair{{"type", "image"}, {"media", "@a.jpg"}}, open)
	if in, ok := got.(material.AddIn); err != nil || !ok || in.Media.Name != "a.jpg" || in.Type != "image" {
		t.Errorf("a file: %+v, %v", got, err)
	}
}

// The documented input of every endpoint is one that the endpoint takes, so that an example made of it can be run.
func TestExamples(t *testing.T) {
	t.Parallel()
	open := func(path string) (endpoint.File, error) {
		return endpoint.File{Name: path, Content: strings.NewReader("x")}, nil
	}
	for e := range api.All() {
		d := Describe(e)
		if _, err := Input(e, d.Request, d.Example, open); err != nil {
			t.Errorf("%s: %v", e.Name(), err)
		}
	}
}

func TestInputFields(t *testing.T) {
	t.Parallel()
	var got []string
	for _, f := range InputFields(kf.Send) {
		if strings.HasPrefix(f.Path, "t") || strings.HasPrefix(f.Path, "news.") {
			got = append(got, f.Path+": "+f.Kind)
		}
	}
	want := []string{
		"touser: text", "text: object, optional", "text.content: text", "news.articles: list of objects",
		"news.articles[].title: text", "news.articles[].description: text", "news.articles[].url: text",
		"news.articles[].picurl: text",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
