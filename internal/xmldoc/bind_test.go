package xmldoc_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
)

// record has a field for each kind of value that a Binder binds.
type record struct {
	Text, OptText, Bare string
	Int, OptInt         int64
	Float               float64
	Time                time.Time
	Group, OptGroup     string
	List                []entry
	Ints                []int64
}

type entry struct{ Name string }

func (r *record) fields(b *xmldoc.Binder) {
	b.Text("Text", &r.Text)
	b.OptText("OptText", &r.OptText)
	b.OptBare("Bare", &r.Bare)
	b.Int("Int", &r.Int)
	b.OptInt("OptInt", &r.OptInt)
	b.Float("Float", 0, &r.Float)
	b.Time("Time", &r.Time)
	b.Group("Group", func(b *xmldoc.Binder) { b.Text("In", &r.Group) })
	b.OptGroup("OptGroup", r.OptGroup != "", func(b *xmldoc.Binder) { b.Text("In", &r.OptGroup) })
	xmldoc.List(b, "item", &r.List, func(b *xmldoc.Binder, e *entry) { b.Text("Name", &e.Name) })
	b.Ints("idx", &r.Ints)
}

const (
	full = "<xml><Text><![CDATA[t]]></Text><OptText><![CDATA[o]]></OptText><Bare>b</Bare><Int>-1</Int><OptInt>2</OptInt>" +
		"<Float>0.5</Float><Time>1348831860</Time><Group><In><![CDATA[g]]></In></Group><OptGroup><In><![CDATA[h]]></In></OptGroup>" +
		"<item><Name><![CDATA[x]]></Name></item><item><Name><![CDATA[y]]></Name></item><idx>1</idx><idx>2</idx></xml>"
	least = "<xml><Text><![CDATA[]]></Text><Int>0</Int><Float>0</Float><Time>0</Time><Group><In><![CDATA[]]></In></Group></xml>"
)

var fullRecord = record{
	Text: "t", OptText: "o", Bare: "b", Int: -1, OptInt: 2, Float: 0.5, Time: time.Unix(1348831860, 0),
	Group: "g", OptGroup: "h", List: []entry{{"x"}, {"y"}}, Ints: []int64{1, 2},
}

// scan reads doc. The test may use the document until it ends.
func scan(tb testing.TB, doc string) *xmldoc.Document {
	tb.Helper()
	d, err := xmldoc.Scan(doc)
	if err != nil {
		tb.Fatalf("%q: %v", doc, err)
	}
	return d
}

func TestEncode(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]record{full: fullRecord, least: {}} {
		if diff := cmp.Diff(want, string(xmldoc.Append(nil, r.fields))); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]record{full: fullRecord, least: {}} {
		var lenient, strict record
		if errs := scan(t, doc).Decode(lenient.fields); errs != nil {
			t.Errorf("lenient: %v", errs)
		}
		if err := scan(t, doc).DecodeStrict(strict.fields); err != nil {
			t.Errorf("strict: %v", err)
		}
		if diff := cmp.Diff([]record{want, want}, []record{lenient, strict}); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func TestDecodeForgives(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]record{
		"<xml/>": {},
		"<xml><Int/><Float> </Float><Time></Time><idx/></xml>":                                         {Ints: []int64{0}},
		"<xml><TEXT>t</TEXT><int> 7\n</int><GROUP><in>g</in></GROUP><Item><name>x</name></Item></xml>": {Text: "t", Int: 7, Group: "g", List: []entry{{"x"}}},
	} {
		var got record
		if errs := scan(t, doc).Decode(got.fields); errs != nil {
			t.Errorf("%s: %v", doc, errs)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", doc, diff)
		}
	}
	// The value of an absent element does not change.
	got := fullRecord
	if errs := scan(t, "<xml/>").Decode(got.fields); errs != nil {
		t.Error(errs)
	}
	if diff := cmp.Diff(fullRecord, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func wantField(t *testing.T, doc string, err error, want xmldoc.FieldError) {
	t.Helper()
	var e *xmldoc.FieldError
	if !errors.As(err, &e) || *e != want {
		t.Errorf("%s: got %v, want %v", doc, err, &want)
		return
	}
	if text := "xml: " + want.Field + " " + want.Reason; err.Error() != text {
		t.Errorf("text %q, want %q", err, text)
	}
}

// A number that does not fit is named and its field stays 0; all other fields are read.
func TestDecodeBadNumbers(t *testing.T) {
	t.Parallel()
	for doc, fields := range map[string][]string{
		"<xml><Int>x</Int></xml>":                                   {"Int"},
		"<xml><Int>1.5</Int></xml>":                                 {"Int"},
		"<xml><Int>9223372036854775808</Int></xml>":                 {"Int"},
		"<xml><OptInt>-</OptInt></xml>":                             {"OptInt"},
		"<xml><Float>x</Float></xml>":                               {"Float"},
		"<xml><Float>Inf</Float></xml>":                             {"Float"},
		"<xml><Float>nan</Float></xml>":                             {"Float"},
		"<xml><Float>1e309</Float></xml>":                           {"Float"},
		"<xml><Time>x</Time></xml>":                                 {"Time"},
		"<xml><Time>1.5</Time></xml>":                               {"Time"},
		"<xml><Time>9223372036854775808</Time></xml>":               {"Time"},
		"<xml><Time>9223372036854775807</Time></xml>":               {"Time"},
		"<xml><Time>-9223372036854775808</Time></xml>":              {"Time"},
		"<xml><Time>1348831860000</Time></xml>":                     {"Time"}, // milliseconds
		"<xml><Time>-62200000000</Time></xml>":                      {"Time"}, // in the year -1
		"<xml><idx>1</idx><idx>x</idx></xml>":                       {"idx[1]"},
		"<xml><Int>x</Int><Float>y</Float><OptInt>z</OptInt></xml>": {"Int", "OptInt", "Float"},
	} {
		var want []xmldoc.FieldError
		for _, field := range fields {
			want = append(want, xmldoc.FieldError{Field: field, Reason: noNumber})
		}
		doc = strings.Replace(doc, "</xml>", "<Text>kept</Text><OptGroup><In>kept</In></OptGroup></xml>", 1)
		var got record
		if diff := cmp.Diff(want, scan(t, doc).Decode(got.fields)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", doc, diff)
		}
		got.Ints = nil
		if diff := cmp.Diff(record{Text: "kept", OptGroup: "kept"}, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", doc, diff)
		}
	}
}

const noNumber = "is not a number of its kind"

func TestDecodeNestedBadNumbers(t *testing.T) {
	t.Parallel()
	var zero int64
	number := func(b *xmldoc.Binder) { b.Int("N", &zero) }
	errs := scan(t, "<xml><N>x</N><G><N>x</N><H><N>x</N></H></G><i/><i><N>x</N><G><N>x</N></G></i><N>y</N></xml>").Decode(func(b *xmldoc.Binder) {
		number(b)
		b.Group("G", func(b *xmldoc.Binder) {
			number(b)
			b.Group("H", number)
		})
		var items []entry
		xmldoc.List(b, "i", &items, func(b *xmldoc.Binder, _ *entry) {
			number(b)
			b.OptGroup("G", false, number)
		})
	})
	var got []string
	for _, e := range errs {
		got = append(got, e.Error())
	}
	want := []string{
		"xml: N " + noNumber, "xml: G.N " + noNumber, "xml: G.H.N " + noNumber, "xml: i[1].N " + noNumber, "xml: i[1].G.N " + noNumber,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A document with many bad numbers has few errors, and those of a document are not seen in the next one.
func TestDecodeBoundsErrors(t *testing.T) {
	t.Parallel()
	var got record
	errs := scan(t, "<xml>"+strings.Repeat("<idx>x</idx>", 1_000)+"<Text>kept</Text></xml>").Decode(got.fields)
	if len(errs) != 16 || errs[15].Field != "idx[15]" || len(got.Ints) != 1_000 || got.Text != "kept" {
		t.Errorf("%d errors, %d numbers, text %q", len(errs), len(got.Ints), got.Text)
	}
	for range 3 {
		d := scan(t, "<xml><Int>x</Int></xml>")
		if errs := d.Decode(got.fields); len(errs) != 1 {
			t.Errorf("%d errors", len(errs))
		}
		if errs := d.Decode(func(*xmldoc.Binder) {}); errs != nil {
			t.Errorf("errors of the declaration before: %v", errs)
		}
		d.Release()
	}
}

func TestDecodeStrict(t *testing.T) {
	t.Parallel()
	const before = "<xml><Text/><Int>0</Int><Float>0</Float><Time>0</Time>"
	tests := map[string]xmldoc.FieldError{
		"<xml/>":                                         {Field: "Text", Reason: "is missing"},
		"<xml><TEXT/></xml>":                             {Field: "Text", Reason: "is missing"},
		"<xml><Text/></xml>":                             {Field: "Int", Reason: "is missing"},
		"<xml><Text/><Int/></xml>":                       {Field: "Int", Reason: "is empty"},
		"<xml><Text/><Int>1</Int></xml>":                 {Field: "Float", Reason: "is missing"},
		before + "</xml>":                                {Field: "Group", Reason: "is missing"},
		before + "<Group/></xml>":                        {Field: "Group.In", Reason: "is missing"},
		before + "<Group><In/></Group><OptGroup/></xml>": {Field: "OptGroup.In", Reason: "is missing"},
		before + "<Group><In/></Group><item><Name/></item><item/></xml>": {Field: "item[1].Name", Reason: "is missing"},
		before + "<Group><In/></Group><idx/></xml>":                      {Field: "idx[0]", Reason: "is empty"},
	}
	for doc, want := range tests {
		var got record
		wantField(t, doc, scan(t, doc).DecodeStrict(got.fields), want)
	}
	var got record
	if err := scan(t, before+"<Group><In/></Group><ITEM/><IDX/></xml>").DecodeStrict(got.fields); err != nil || len(got.List)+len(got.Ints) != 0 {
		t.Errorf("other spellings count: %+v, %v", got, err)
	}
}

// A record is the same after a round trip, except for characters that XML forbids, and encoding/xml reads the same
// texts.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(\]|>|<|!|\[|CDATA|&|amp;|x){0,12}`))
	rapid.Check(t, func(t *rapid.T) {
		want := record{
			Text: text.Draw(t, "text"), OptText: text.Draw(t, "optText"), Bare: text.Draw(t, "bare"),
			Int: rapid.Int64().Draw(t, "int"), OptInt: rapid.Int64().Draw(t, "optInt"),
			Float: rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64).Draw(t, "float"),
			Time:  time.Unix(rapid.Int64Range(1, 253370764800).Draw(t, "time"), 0),
			Group: text.Draw(t, "group"), OptGroup: text.Draw(t, "optGroup"),
			Ints: rapid.SliceOfN(rapid.Int64(), 1, 4).Draw(t, "ints"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			want.List = append(want.List, entry{text.Draw(t, "name")})
		}
		doc := xmldoc.Append(nil, want.fields)
		for _, p := range []*string{&want.Text, &want.OptText, &want.Bare, &want.Group, &want.OptGroup} {
			*p = xmldoc.Written(*p)
		}
		for i := range want.List {
			want.List[i].Name = xmldoc.Written(want.List[i].Name)
		}
		read, err := xmldoc.Scan(string(doc))
		if err != nil {
			t.Fatalf("%v\n%s", err, doc)
		}
		var got record
		if errs := read.Decode(got.fields); errs != nil {
			t.Fatalf("%v\n%s", errs, doc)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-want +got:\n%s\n%s", diff, doc)
		}
		std, err := xmltest.Parse(doc)
		if err != nil {
			t.Fatalf("%v\n%s", err, doc)
		}
		if diff := cmp.Diff(std, tree(read.Root())); diff != "" {
			t.Fatalf("-encoding/xml +got:\n%s", diff)
		}
	})
}

// No text can end its CDATA section early.
func TestCDATA(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":          "<![CDATA[]]>",
		"a":         "<![CDATA[a]]>",
		"]]>":       "<![CDATA[]]]]><![CDATA[>]]>",
		"]]>]]>":    "<![CDATA[]]]]><![CDATA[>]]]]><![CDATA[>]]>",
		"]]\x00>":   "<![CDATA[]]]]><![CDATA[>]]>", // joined when the NUL is dropped
		"a\r\nb":    "<![CDATA[a\nb]]>",
		"<a>&amp;]": "<![CDATA[<a>&amp;]]]>",
	} {
		got := xmldoc.Append(nil, func(b *xmldoc.Binder) { b.Text("a", &text) })
		if want := "<xml><a>" + want + "</a></xml>"; string(got) != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// Numbers are written in the platform's form, and exactly.
func TestEncodeFloat(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		f        float64
		decimals int
		want     string
	}{
		{119.38504, 6, "119.385040"},
		{-23, 6, "-23.000000"},
		{0.057, 0, "0.057"},
		{113.35242512345678, 6, "113.35242512345678"},
		{1e-9, 6, "0.000000001"},
	} {
		got := xmldoc.Append(nil, func(b *xmldoc.Binder) { b.Float("a", test.decimals, &test.f) })
		if want := "<xml><a>" + test.want + "</a></xml>"; string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestBareIsEscaped(t *testing.T) {
	t.Parallel()
	text := "</Bare><x>&\x00]]>"
	doc := xmldoc.Append(nil, func(b *xmldoc.Binder) { b.OptBare("Bare", &text) })
	want := xmltest.Node{Name: "xml", Children: []xmltest.Node{{Name: "Bare", Text: "</Bare><x>&]]>"}}}
	if diff := cmp.Diff(want, xmltest.Tree(t, doc)); diff != "" {
		t.Error(diff)
	}
}
