package endpoint_test

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// These types have every kind of field.
type (
	Inner struct {
		Kind string `query:"kind" json:"-"`
		Name string `json:"name"`
		Deep string `json:"deep,omitempty"`
	}
	Pointed struct {
		Lang string `query:"lang,omitempty" json:"-"`
	}
	outer struct {
		Inner
		*Pointed
		Media  endpoint.File   `form:"media"`
		Day    endpoint.Date   `query:"day,omitempty" json:"day,omitzero"`
		Open   endpoint.Flag   `query:"open" json:"open"`
		Since  endpoint.Time   `query:"since" json:"-"`
		Max    uint8           `query:"max" json:"-"`
		Loud   bool            `query:"loud" json:"-"`
		N      endpoint.Number `query:"n" json:"-"`
		Tags   []string        `query:"tags,omitempty" json:"-"`
		Body   string          `body:"text"`
		Name   string          `json:"name"` // hides Name of Inner
		Bare   int
		Hidden string `json:"-"`
		secret string
		Named  Inner `json:"named"`
	}
	selfEmbedding struct {
		*selfEmbedding        //nolint:unused // Fields must walk into it
		A              string `json:"a"`
	}
)

// These are types for which encoding/json has special rules.
type (
	left  struct{ Same, Left string }
	right struct {
		Same string
		Up   string `json:"Left"` // named by a tag, so it hides the other field
	}
	ambiguous struct {
		left
		right
	}
	oddNames struct {
		Dash   string `json:"-,"`    //nolint:staticcheck // odd on purpose
		Quoted string `json:"a'b\\"` //nolint:staticcheck // odd on purpose
		Spaced string `json:"a b,omitempty"`
		Umlaut string `json:"名"`
	}
	viaQuery struct {
		Inner `query:"-"`
		Other string `query:"-"`
	}
	Word    string
	ownName struct {
		Word `json:",omitempty"`
	}
)

func TestFields(t *testing.T) {
	t.Parallel()
	type row struct {
		name     string
		place    endpoint.Place
		optional bool
		index    string
	}
	var got []row
	for f := range endpoint.Fields(reflect.TypeFor[*outer]()) {
		if direct := reflect.TypeFor[outer]().FieldByIndex(f.Index); direct.Type != f.Type {
			t.Errorf("%s has type %v, its index leads to %v", f.Name, f.Type, direct.Type)
		}
		index, _ := json.Marshal(f.Index)
		got = append(got, row{f.Name, f.Place, f.Optional, string(index)})
	}
	want := []row{
		{"kind", endpoint.InQuery, false, "[0,0]"},
		{"deep", endpoint.InJSON, true, "[0,2]"},
		{"lang", endpoint.InQuery, true, "[1,0]"},
		{"media", endpoint.InForm, false, "[2]"},
		{"day", endpoint.InQuery, true, "[3]"},
		{"day", endpoint.InJSON, true, "[3]"},
		{"open", endpoint.InQuery, false, "[4]"},
		{"open", endpoint.InJSON, false, "[4]"},
		{"since", endpoint.InQuery, false, "[5]"},
		{"max", endpoint.InQuery, false, "[6]"},
		{"loud", endpoint.InQuery, false, "[7]"},
		{"n", endpoint.InQuery, false, "[8]"},
		{"tags", endpoint.InQuery, true, "[9]"},
		{"text", endpoint.InText, false, "[10]"},
		{"name", endpoint.InJSON, false, "[11]"},
		{"Bare", endpoint.InJSON, false, "[12]"},
		{"named", endpoint.InJSON, false, "[15]"},
	}
	if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
	_ = outer{}.secret
}

// The JSON fields are the ones that encoding/json writes.
func TestFieldsAgreeWithJSON(t *testing.T) {
	t.Parallel()
	for _, v := range []any{
		outer{Inner: Inner{Name: "a", Deep: "b"}, Day: endpoint.Date{Year: 2026, Month: 1, Day: 2}},
		selfEmbedding{A: "a"},
		Inner{},
		infoOut{},
		endpoint.Batch[string]{},
		ambiguous{},
		oddNames{},
		viaQuery{},
		ownName{},
	} {
		raw, err := json.Marshal(v)
		var members map[string]any
		if err != nil || json.Unmarshal(raw, &members) != nil {
			t.Fatal(err)
		}
		for f := range endpoint.Fields(reflect.TypeOf(v)) {
			if _, ok := members[f.Name]; f.Place == endpoint.InJSON && !ok && !f.Optional {
				t.Errorf("%T: %s is not a member of %s", v, f.Name, raw)
			}
			if f.Place == endpoint.InJSON {
				delete(members, f.Name)
			}
		}
		for name := range members {
			if name != "Media" && name != "Body" { // these travel elsewhere, in endpoints without a JSON body
				t.Errorf("%T: %s is not a field", v, name)
			}
		}
	}
}

func TestTypesWithoutFields(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[map[string]string](), reflect.TypeFor[endpoint.None](), nil} {
		for f := range endpoint.Fields(typ) {
			t.Errorf("%v has the field %s", typ, f.Name)
		}
	}
}

// The values that are written into a query are read back from it.
func TestFieldRoundTrip(t *testing.T) {
	t.Parallel()
	in := outer{
		Inner: Inner{Kind: "a&b"}, Pointed: &Pointed{"zh_CN"}, Day: endpoint.Date{Year: 2026, Month: 11, Day: 26}, Open: true,
		Since: endpoint.At(time.Unix(1_700_000_000, 0)), Max: 255, Loud: true, N: -5,
	}
	rec, c := record(t, 200, ok)
	e := endpoint.Get[outer, endpoint.None]("x.y", "/x", "")
	if _, err := endpoint.Call(t.Context(), c, e, in); err != nil {
		t.Fatal(err)
	}
	query := rec.one(t).Query
	want := url.Values{
		"access_token": {"T0"}, "kind": {"a&b"}, "lang": {"zh_CN"}, "day": {"2026-11-26"}, "open": {"1"},
		"since": {"1700000000"}, "max": {"255"}, "loud": {"true"}, "n": {"-5"},
	}
	if diff := gocmp.Diff(want, query); diff != "" {
		t.Fatal(diff)
	}
	var back outer
	for f := range endpoint.Fields(reflect.TypeFor[outer]()) {
		if f.Place == endpoint.InQuery && query.Has(f.Name) {
			if err := f.Set(&back, query.Get(f.Name)); err != nil {
				t.Error(err)
			}
		}
	}
	if diff := gocmp.Diff(in, back, gocmp.AllowUnexported(outer{}, selfEmbedding{})); diff != "" {
		t.Error(diff)
	}
}

func TestFieldParseErrors(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"day": "26.11.2026", "open": "yes", "since": "now", "max": "256", "loud": "perhaps", "n": "x", "tags": "a,b",
	} {
		in := outer{Max: 7, N: 7, Tags: []string{"old"}}
		for f := range endpoint.Fields(reflect.TypeFor[outer]()) {
			if f.Place != endpoint.InQuery || f.Name != name {
				continue
			}
			got := as[*endpoint.FieldError](t, f.Set(&in, text))
			if got.Path != name || got.Cure == "" || strings.Contains(got.Error(), text+" ") {
				t.Errorf("%s: %v", name, got)
			}
			if diff := gocmp.Diff(outer{Max: 7, N: 7, Tags: []string{"old"}}, in, gocmp.AllowUnexported(outer{})); diff != "" {
				t.Errorf("%s was changed: %s", name, diff)
			}
		}
	}
	var in outer
	for f := range endpoint.Fields(reflect.TypeFor[outer]()) {
		if f.Name == "media" {
			if err := f.Set(&in, `{"Name":"a.jpg"}`); err == nil || in.Media.Name != "" {
				t.Errorf("a file from a text: %+v, %v", in.Media, err)
			}
		}
		if f.Name == "tags" {
			if err := f.Set(&in, `["a","b"]`); err != nil || len(in.Tags) != 2 {
				t.Errorf("a list from JSON: %v, %v", in.Tags, err)
			}
		}
	}
}

// unset has fields of which some can be set from a text and some cannot.
type unset struct {
	*left
	*Pointed
	Raw json.RawMessage `query:"raw"`
	Max uint8           `query:"max"`
}

// Deep is reached through a pointer.
type Deep struct {
	N endpoint.Number `query:"n"`
}

// Setting a field that cannot be set is an error, and allocates no pointer on the way to the field.
func TestUnsettableFields(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"Same": "a", "raw": "{", "max": "256"} {
		for f := range endpoint.Fields(reflect.TypeFor[unset]()) {
			if f.Name != name {
				continue
			}
			var in unset
			as[*endpoint.FieldError](t, f.Set(&in, text))
			if in.left != nil || in.Pointed != nil || in.Raw != nil || in.Max != 0 {
				t.Errorf("%s: got %+v", name, in)
			}
		}
	}
	for f := range endpoint.Fields(reflect.TypeFor[struct{ *Deep }]()) {
		in := struct{ *Deep }{}
		if err := f.Set(&in, "x"); err == nil || in.Deep != nil {
			t.Errorf("%s: got %+v, %v", f.Name, in, err)
		}
	}
}

// word has its own text form.
type word string

func (w word) MarshalText() ([]byte, error) { return []byte(strings.ToUpper(string(w))), nil }

// A query contains a type's own text form, and omits a value that the type calls zero.
func TestTextMarshalersInAQuery(t *testing.T) {
	t.Parallel()
	type in struct {
		Word  word           `query:"word"`
		Since endpoint.Time  `query:"since,omitzero"`
		Never *endpoint.Time `query:"never,omitzero"`
	}
	rec, c := record(t, 200, ok)
	e := endpoint.Get[in, endpoint.None]("x.y", "/x", "")
	if err := endpoint.Do(t.Context(), c, e, in{Word: "a", Since: endpoint.Time{Time: time.Time{}.In(endpoint.China)}}); err != nil {
		t.Fatal(err)
	}
	if got := rec.one(t).Query.Encode(); got != "access_token=T0&word=A" {
		t.Errorf("sent %s", got)
	}
}

// A field that has only a query tag would also appear in a JSON body, under its Go name.
func TestQueryFieldInAJSONBody(t *testing.T) {
	t.Parallel()
	type in struct {
		OpenID string `query:"openid"`
	}
	f, requests := answering(ok)
	err := endpoint.Do(t.Context(), f.client(), endpoint.Post[in, endpoint.None]("x.y", "/x", ""), in{"o1"})
	if err == nil || !strings.Contains(err.Error(), `field openid would go in the body as well`) || *requests != 0 {
		t.Errorf("got %v after %d requests", err, *requests)
	}
}

// The platform's dates have years of four digits.
func TestDateYearOutOfRange(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]bool{1: true, 9999: true, 10000: false, -1: false} {
		if _, err := (endpoint.Date{Year: year, Month: 1, Day: 1}).MarshalText(); (err == nil) != want {
			t.Errorf("%d: %v", year, err)
		}
	}
}
