package xmldoc_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
)

// What both this package and encoding/xml take, both read alike; nothing
// panics.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		typical, "<a>&#13;\r\n<![CDATA[\r]]>\n&#xD800;</a>", "<a>x<!-- y -->z<?p?></a>", "<a:b c:d='e'><f.g-h/></a:b>",
		"<a><![CDATA[]]]]><![CDATA[>]]></a>", "<!DOCTYPE a><a/>", "<a>\x00\xff\ufffe</a>", "<a/><b/>", "<a><b></a></b>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		e, err := xmldoc.Parse(doc)
		if err != nil {
			return
		}
		want, err := xmltest.Parse(doc)
		if err != nil {
			return
		}
		if diff := cmp.Diff(asRead(want), prefixless(tree(e))); diff != "" {
			t.Errorf("%q\n-encoding/xml +got:\n%s", doc, diff)
		}
	})
}

// asRead applies the one difference on purpose: a carriage return is a line
// end even where it was written as a number.
func asRead(n xmltest.Node) xmltest.Node {
	n.Text = strings.ReplaceAll(n.Text, "\r", "\n")
	for i := range n.Children {
		n.Children[i] = asRead(n.Children[i])
	}
	return n
}

// prefixless drops name spaces as encoding/xml does, since the platform has
// none.
func prefixless(n xmltest.Node) xmltest.Node {
	if space, local, ok := strings.Cut(n.Name, ":"); ok && space != "" && local != "" {
		n.Name = local
	}
	for i := range n.Children {
		n.Children[i] = prefixless(n.Children[i])
	}
	return n
}

// A tree survives being written and read again.
func FuzzRewrite(f *testing.F) {
	f.Add("plain", "]]>")
	f.Add("\x00\xff\r", "<![CDATA[")
	f.Fuzz(func(t *testing.T, cdata, bare string) {
		doc := xmldoc.Encode(func(b *xmldoc.Binder) {
			b.Text("a", &cdata)
			b.OptBare("b", &bare)
		})
		root, err := xmldoc.Parse(doc)
		if err != nil {
			t.Fatalf("%v\n%q", err, doc)
		}
		if root.Value("a") != xmldoc.Clean(cdata) || root.Value("b") != xmldoc.Clean(bare) {
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
