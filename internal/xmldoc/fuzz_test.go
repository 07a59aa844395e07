package xmldoc_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
)

// If this package and encoding/xml both accept a document, they read the same content. This package accepts every
// document within its bounds that encoding/xml accepts. Nothing panics.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		typical, "<a>&#13;\r\n<![CDATA[\r]]>\n&#xD800;</a>", "<a>x<!-- y -->z<?p?></a>", "<a:b c:d='e'><f.g-h/></a:b>",
		"<a><![CDATA[]]]]><![CDATA[>]]></a>", "<!DOCTYPE a><a/>", "<a>\x00\xff\ufffe</a>", "<a/><b/>", "<a><b></a></b>",
		"<a>\xe4<![CDATA[\xbd\xa0]]>&#x4f60;</a>", "<a>x<b>y</b>&lt;<![CDATA[z]]></a>", "<a><b>\n<!---->\n</b><B/></a>",
	} {
		f.Add([]byte(seed))
	}
	for _, h := range hostile {
		f.Add([]byte(h.make(100)))
	}
	f.Fuzz(func(t *testing.T, doc []byte) { compare(t, doc) })
}

// compare compares the content of doc with what encoding/xml reads.
func compare(t *testing.T, doc []byte) {
	t.Helper()
	got, err := xmldoc.Parse(doc)
	want, stdErr := xmltest.Parse(bytes.TrimPrefix(doc, []byte("\ufeff")))
	switch {
	case stdErr != nil:
	case err == nil:
		// cmp.Diff takes time that is exponential in the depth.
		if want, got := asRead(want), prefixless(tree(got)); !reflect.DeepEqual(got, want) {
			t.Errorf("%q\ngot  %+v\nwant %+v", doc, got, want)
		}
	case depth(want) <= 32 && count(want) <= 10_000 && !errors.Is(err, xmldoc.ErrDoctype): // includes a CDATA section outside the root
		t.Errorf("%q: %v, and encoding/xml reads it", doc, err)
	}
}

func depth(n xmltest.Node) int {
	deepest := 0
	for _, c := range n.Children {
		deepest = max(deepest, depth(c))
	}
	return deepest + 1
}

func count(n xmltest.Node) int {
	sum := 1
	for _, c := range n.Children {
		sum += count(c)
	}
	return sum
}

// asRead applies the one intended difference: a carriage return is a line end even if it was written as a character
// reference.
func asRead(n xmltest.Node) xmltest.Node {
	n.Text = strings.ReplaceAll(n.Text, "\r", "\n")
	for i := range n.Children {
		n.Children[i] = asRead(n.Children[i])
	}
	return n
}

// prefixless drops name spaces as encoding/xml does, since the platform uses none.
func prefixless(n xmltest.Node) xmltest.Node {
	if space, local, ok := strings.Cut(n.Name, ":"); ok && space != "" && local != "" {
		n.Name = local
	}
	for i := range n.Children {
		n.Children[i] = prefixless(n.Children[i])
	}
	return n
}

// A document has the same content after it is written and read again.
func FuzzRewrite(f *testing.F) {
	f.Add("plain", "]]>")
	f.Add("\x00\xff\r", "<![CDATA[")
	f.Fuzz(func(t *testing.T, cdata, bare string) {
		doc := xmldoc.Append(nil, func(b *xmldoc.Binder) {
			b.Text("a", &cdata)
			b.OptBare("b", &bare)
		})
		root, err := xmldoc.Parse(doc)
		if err != nil {
			t.Fatalf("%v\n%q", err, doc)
		}
		if root.Value("a") != xmldoc.Written(cdata) || root.Value("b") != xmldoc.Written(bare) {
			t.Errorf("%q, %q became %+v", cdata, bare, root)
		}
		want, err := xmltest.Parse(doc)
		if err != nil {
			t.Fatalf("%v\n%q", err, doc)
		}
		if diff := cmp.Diff(want, tree(root)); diff != "" {
			t.Errorf("-encoding/xml +got:\n%s", diff)
		}
	})
}
