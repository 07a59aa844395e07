package xmldoc_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
)

// typical has one of each thing that a push may contain.
const typical = "\ufeff<?xml version=\"1.0\"?>\n<!-- c --><xml a=\"1\" b='>'>\n" +
	"  <Content><![CDATA[ 你好 <b> ]]]]><![CDATA[> ]]></Content>\n  <Number>12</Number><Empty/><Also ></Also >\n" +
	"  <List><item>a &amp;&#x20;b</item><item><!-- x --><Deep>1</Deep></item></List>\n</xml>\n<?end?>\n"

// tree converts e to the form that encoding/xml would produce.
func tree(e xmldoc.Element) xmltest.Node {
	n := xmltest.Node{Name: e.Name, Text: e.Text}
	for _, c := range e.Children {
		n.Children = append(n.Children, tree(c))
	}
	return n
}

func parse(tb testing.TB, doc string) xmldoc.Element {
	tb.Helper()
	e, err := xmldoc.Parse([]byte(doc))
	if err != nil {
		tb.Fatalf("%q: %v", doc, err)
	}
	return e
}

func TestParse(t *testing.T) {
	t.Parallel()
	want := xmldoc.Element{Name: "xml", Children: []xmldoc.Element{
		{Name: "Content", Text: " 你好 <b> ]]> "},
		{Name: "Number", Text: "12"},
		{Name: "Empty"},
		{Name: "Also"},
		{Name: "List", Children: []xmldoc.Element{
			{Name: "item", Text: "a & b"},
			{Name: "item", Children: []xmldoc.Element{{Name: "Deep", Text: "1"}}},
		}},
	}}
	got := parse(t, typical)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff(xmltest.Tree(t, []byte(strings.TrimPrefix(typical, "\ufeff"))), tree(got)); diff != "" {
		t.Errorf("-encoding/xml +got:\n%s", diff)
	}
}

func TestParseText(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"":                             "",
		"   ":                          "   ",
		"\n\t x":                       "\n\t x",
		"<![CDATA[]]>":                 "",
		"<![CDATA[ ]]>":                " ",
		"<![CDATA[]]]]>":               "]]",
		"<![CDATA[]]]]><![CDATA[>]]>":  "]]>",
		"a<![CDATA[b]]>c<![CDATA[d]]>": "abcd",
		"<![CDATA[<![CDATA[]]>":        "<![CDATA[",
		"<![CDATA[&lt;]]>":             "&lt;",
		"&lt;&gt;&amp;&quot;&apos;":    `<>&"'`,
		"&#65;&#x1F600;&#x4F60;":       "A😀你",
		"&amp;lt;":                     "&lt;",
		"a<!-- & < ]]> -->b":           "ab",
		"a<?pi & < ?>b":                "ab",
		"a\x00b\x08c\x1fd":             "abcd",
		"&#0;&#8;x&#xFFFF;":            "x",
		"&#xD800;":                     "\ufffd", // as encoding/xml reads it
		"\xff":                         "\ufffd",
		"a\xe4\xbdb":                   "a\ufffd\ufffdb",
		"\ufffd":                       "\ufffd",
		"\uffff":                       "",
		"1\r\n2\r3\n4&#13;5":           "1\n2\n3\n4\n5",
		"<![CDATA[1\r\n2\r]]>\n":       "1\n2\n\n",
		strings.Repeat("&amp;", 3):     "&&&",
		"]]>":                          "]]>", // invalid but harmless
		"\u2028\u00a0":                 "\u2028\u00a0",
	}
	for raw, want := range tests {
		if got := parse(t, "<a>"+raw+"</a>").Text; got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}

// What [xmldoc.Scan] refuses for its & is text for [xmldoc.ScanLenient].
func TestScanLenient(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"x & y":                              "x & y",
		"x &":                                "x &",
		"&":                                  "&",
		"&&amp;&":                            "&&&",
		"a&nbsp;b":                           "a&nbsp;b",
		"a&nbsp;b&lt;c":                      "a&nbsp;b<c",
		"&;":                                 "&;",
		"&#;":                                "&#;",
		"&#x;":                               "&#x;",
		"&#+65;":                             "&#+65;",
		"&#x110000;":                         "&#x110000;",
		"&#99999999999999999999;":            "&#99999999999999999999;",
		"&AMP; &LT;":                         "&AMP; &LT;",
		"?a=1&b=2&amp;c=3":                   "?a=1&b=2&c=3",
		"a & b<![CDATA[ & c]]> & <!-- & -->": "a & b & c & ",
		"a\x00 & \xff &lt":                   "a & \ufffd &lt",
		"&a<![CDATA[mp;]]>":                  "&amp;",
	} {
		doc := "<a>" + raw + "</a>"
		if _, err := xmldoc.Scan(doc); err == nil {
			t.Errorf("%s: Scan takes it", doc)
		}
		d, err := xmldoc.ScanLenient(doc)
		if err != nil {
			t.Errorf("%s: %v", doc, err)
			continue
		}
		if got := d.Root().Text; got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
	for _, doc := range []string{"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a>&x;</b>", "&x;<a/>", "<a/>&x;", "<a>&x;", "<a>&<</a>"} {
		if _, err := xmldoc.ScanLenient(doc); err == nil {
			t.Errorf("%s was read", doc)
		}
	}
}

// The lenient reader and the strict one read the same from a document that both take. What only the lenient one takes,
// it reads as the strict one reads the document in which every & of the text that begins no entity is escaped.
func FuzzScanLenient(f *testing.F) {
	for _, seed := range []string{"&", "a & b &amp; &nbsp; &#65; &#xD800; &#", "&&&&amp", "&a\x00mp;", "]]>&lt;&\r\n"} {
		f.Add(seed)
	}
	entity := regexp.MustCompile(`^&(amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);`)
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "<") {
			return
		}
		lenient, err := xmldoc.ScanLenient("<a>" + text + "</a>")
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var escaped strings.Builder
		for i := range len(text) {
			if escaped.WriteByte(text[i]); text[i] != '&' {
				continue
			}
			known := entity.FindString(text[i:])
			if _, err := xmldoc.Scan("<a>" + known + "</a>"); known == "" || err != nil { // err: the number of a character is too big
				escaped.WriteString("amp;")
			}
		}
		strict, err := xmldoc.Scan("<a>" + escaped.String() + "</a>")
		if err != nil {
			t.Fatalf("%q, escaped as %q: %v", text, escaped.String(), err)
		}
		if lenient.Root().Text != strict.Root().Text {
			t.Errorf("%q: got %q, want %q", text, lenient.Root().Text, strict.Root().Text)
		}
	})
}

// Control characters at any position do not cause an error.
func TestParseDropsControls(t *testing.T) {
	t.Parallel()
	want := parse(t, "<a b='c'><d>x</d></a>")
	if diff := cmp.Diff(want, parse(t, "\x00<a\x01b\x02=\x03'\x04c'\x05>\x06<d\x07>\x08x\x0b</d\x0e>\x0f</a\x10>\x1f\x00")); diff != "" {
		t.Error(diff)
	}
}

func TestParseDropsTextBetweenElements(t *testing.T) {
	t.Parallel()
	want := xmldoc.Element{Name: "a", Children: []xmldoc.Element{{Name: "b", Text: "x"}}}
	if diff := cmp.Diff(want, parse(t, "<a> y <b>x</b> z </a>")); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"empty":                    "",
		"only white space":         " \n",
		"only a comment":           "<!-- x -->",
		"words":                    "success",
		"words before":             "x<a/>",
		"words after":              "<a/>x",
		"two roots":                "<a/><b/>",
		"only an end tag":          "</a>",
		"another end tag":          "<a></b>",
		"end tag in another case":  "<a></A>",
		"crossed tags":             "<a><b></a></b>",
		"no name":                  "<>x</>",
		"a digit first":            "<1a></1a>",
		"a space first":            "< a></ a>",
		"a name not in UTF-8":      "<a\xff></a\xff>",
		"end tag with attributes":  "<a></a b='c'>",
		"attribute without value":  "<a b></a>",
		"attribute without quotes": "<a b=c></a>",
		"attribute without name":   "<a ='c'></a>",
		"attribute without end":    "<a b='c></a>",
		"attribute with a tag":     "<a b='<'></a>",
		"stray slash":              "<a / ></a>",
		"bare ampersand":           "<a>x & y</a>",
		"ampersand at the end":     "<a>x &</a>",
		"unknown entity":           "<a>&nbsp;</a>",
		"empty entity":             "<a>&;</a>",
		"entity without number":    "<a>&#;</a>",
		"entity with a sign":       "<a>&#+65;</a>",
		"entity beyond Unicode":    "<a>&#x110000;</a>",
		"entity overflowing":       "<a>&#99999999999999999999;</a>",
		"open comment":             "<a><!-- x</a>",
		"open comment before":      "<!-- x",
		"open instruction":         "<a><?x</a>",
		"open instruction before":  "<?xml",
		"open CDATA":               "<a><![CDATA[x]]</a>",
		"CDATA as root":            "<![CDATA[x]]>",
		"too deep":                 strings.Repeat("<a>", 33) + strings.Repeat("</a>", 33),
		"too many":                 "<a>" + strings.Repeat("<b/>", 10_000) + "</a>",
		"bottomless":               strings.Repeat("<a>", 1_000_000),
		"UTF-16":                   "\xff\xfe<\x00a\x00/\x00>\x00",
	}
	for name, doc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := xmldoc.Parse([]byte(doc))
			if err == nil {
				t.Fatalf("read as %+v", e)
			}
			if diff := cmp.Diff(xmldoc.Element{}, e); diff != "" {
				t.Errorf("got a part as well:\n%s", diff)
			}
			if !strings.HasPrefix(err.Error(), "xml: ") {
				t.Errorf("text %q", err)
			}
			var syntax *xmldoc.SyntaxError
			if errors.As(err, &syntax) && (syntax.Offset < 0 || syntax.Offset > len(doc)) {
				t.Errorf("offset %d of %d", syntax.Offset, len(doc))
			}
		})
	}
}

func TestParseLimits(t *testing.T) {
	t.Parallel()
	parse(t, strings.Repeat("<a>", 32)+strings.Repeat("</a>", 32))
	if n := len(parse(t, "<a>"+strings.Repeat("<b/>", 9_999)+"</a>").Children); n != 9_999 {
		t.Errorf("%d children", n)
	}
}

func TestParseLength(t *testing.T) {
	t.Parallel()
	const longest = 1<<24 - 1
	doc := "<a>" + strings.Repeat("x", longest-len("<a></a>")) + "</a>"
	if n := len(parse(t, doc).Text); n != longest-len("<a></a>") {
		t.Errorf("%d bytes of text", n)
	}
	name := strings.Repeat("n", (longest-len("<></>"))/2)
	if e := parse(t, "<"+name+"></"+name+">"); e.Name != name {
		t.Errorf("a name of %d bytes became one of %d", len(name), len(e.Name))
	}
	if _, err := xmldoc.Parse([]byte(doc + " ")); err == nil {
		t.Error("a document of 16 MiB was read")
	}
}

func TestParseRefusesDoctype(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{
		`<!DOCTYPE a><a/>`,
		`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`,
		`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`,
		`<?xml version="1.0"?><!-- c --><!DOCTYPE a SYSTEM "http://example.com/x.dtd"><a/>`,
		`<!doctype a><a/>`,
		`<a><!DOCTYPE a></a>`,
		`<a><!ENTITY x "y"></a>`,
		`<a/><!DOCTYPE a>`,
	} {
		if _, err := xmldoc.Parse([]byte(doc)); !errors.Is(err, xmldoc.ErrDoctype) {
			t.Errorf("%s: %v", doc, err)
		}
	}
}

// A document that is truncated at any byte is refused, never read in part.
func TestParseTruncated(t *testing.T) {
	t.Parallel()
	end := strings.Index(typical, "</xml>") + len("</xml>")
	for i := range end {
		if e, err := xmldoc.Parse([]byte(typical[:i])); err == nil {
			t.Errorf("the first %d bytes were read as %+v", i, e)
		}
	}
	parse(t, typical[:end])
}

func TestOffset(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]int{"<a>&x;</a>": 3, "\ufeff<a>&x;</a>": 6, "<a>": 3, "": 0} {
		_, err := xmldoc.Parse([]byte(doc))
		var syntax *xmldoc.SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset != want {
			t.Errorf("%q: %v, want it at byte %d", doc, err, want)
		}
	}
}

func TestParseSharesNoMemory(t *testing.T) {
	t.Parallel()
	doc := []byte("<a><b>text</b></a>")
	e, err := xmldoc.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	clear(doc)
	if e.Name != "a" || e.Value("b") != "text" {
		t.Errorf("changed to %+v", e)
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	const source = "\ufeff<Root><MSGID>1</MSGID><MsgID>3</MsgID><a><b>x</b></a><c>&lt;</c></Root>"
	d := scan(t, source)
	if d.Name() != "Root" || d.Source() != source {
		t.Errorf("%s in %q", d.Name(), d.Source())
	}
	for name, want := range map[string]string{"MsgID": "3", "MsgId": "1", "a": "", "C": "<", "b": "", "Root": ""} {
		if got := d.Value(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if got, want := d.Has(name), name != "b" && name != "Root"; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestChild(t *testing.T) {
	t.Parallel()
	e := parse(t, "<x><MSGID>1</MSGID><msgid>2</msgid><MsgID>3</MsgID><Other>4</Other><Other>5</Other></x>")
	for name, want := range map[string]string{
		"MsgID": "3", "msgid": "2", "MsgId": "1", "Other": "4", "OTHER": "4", "none": "",
	} {
		if got := e.Value(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if e.Child("none") != nil {
		t.Error("found what is not there")
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"": "", "plain": "plain", "tab\tand\nline": "tab\tand\nline", "a\r\nb\r": "a\nb\n",
		"\x00\x0b\x7f": "\x7f", "你\x01好": "你好", "\xc3\x28": "\ufffd(", "\ufffe": "", "😀": "😀",
	} {
		if got := xmldoc.Clean(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestWritten(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"": "", "a": "a", "好": "好", "😀": "😀", "a\r\n": "a\n",
		"好"[:1]: "", "好"[:2]: "", "a好"[:3]: "a", "😀"[:1]: "", "😀"[:2]: "", "x😀"[:4]: "x", "é"[:1]: "",
		"好"[1:]: "\ufffd\ufffd", "a\xff": "a\ufffd", "a\x80": "a\ufffd", "\xe5b": "\ufffdb", "好\xe5": "好",
		"\x80\x80\x80\x80": "\ufffd\ufffd\ufffd\ufffd",
	} {
		if got := xmldoc.Written(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}
