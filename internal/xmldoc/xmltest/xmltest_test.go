package xmltest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc/xmltest"
)

func TestTree(t *testing.T) {
	t.Parallel()
	doc := "<?xml version=\"1.0\"?><xml>\n <a> x<![CDATA[<b>]]>&amp;</a>\n <l><i>1</i><i/></l>\n</xml>\n"
	want := xmltest.Node{Name: "xml", Children: []xmltest.Node{
		{Name: "a", Text: " x<b>&"},
		{Name: "l", Children: []xmltest.Node{{Name: "i", Text: "1"}, {Name: "i"}}},
	}}
	if diff := cmp.Diff(want, xmltest.Tree(t, []byte(doc))); diff != "" {
		t.Error(diff)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	want := xmltest.Node{Name: "xml", Children: []xmltest.Node{{Name: "a", Text: " <b>&\n\t]]>"}, {Name: "l", Children: []xmltest.Node{{Name: "i"}}}}}
	if diff := cmp.Diff(want, xmltest.Tree(t, xmltest.Write(want))); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{"", "text", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<!DOCTYPE a><a/>"} {
		if root, err := xmltest.Parse([]byte(doc)); err == nil {
			t.Errorf("%q: read as %+v", doc, root)
		}
	}
}
