package origin

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// scan runs a page through a scanner, in the given pieces. <S> stands for the inserted script.
func scan(pieces ...string) string {
	s := scanner{
		insert: []byte("<S>"), wanted: []string{"script", "link", "meta"},
		rewrite: func(tag []byte) []byte { return fmt.Appendf(nil, "[%s]", tag) },
	}
	for _, p := range pieces {
		s.write([]byte(p))
	}
	s.end()
	return s.out.String()
}

var pages = []struct{ name, page, want string }{
	{"doctype", "<!DOCTYPE html><html><head>", "<!DOCTYPE html><S><html><head>"},
	{"legacy doctype", `<!doctype html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://x/x.dtd"><p>`, `<!doctype html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://x/x.dtd"><S><p>`},
	{"comment before the doctype", "\n<!-- a > b --><!doctype html>\n<p>", "\n<!-- a > b --><!doctype html><S>\n<p>"},
	{"XML declaration", `<?xml version="1.0"?><!DOCTYPE html><p>`, `<?xml version="1.0"?><!DOCTYPE html><S><p>`},
	{"byte order mark", "\xef\xbb\xbf<!doctype html><p>", "\xef\xbb\xbf<!doctype html><S><p>"},
	{"byte order mark alone", "\xef\xbb\xbf<p>", "\xef\xbb\xbf<S><p>"},
	{"no doctype", " <p>hi", " <S><p>hi"},
	{"text", "hello", "<S>hello"},
	{"text with <", "1 < 2 << 3 <", "<S>1 < 2 << 3 <"},
	{"nothing", "", "<S>"},
	{"comment alone", "<!-- x -->", "<!-- x --><S>"},
	{"unfinished comment", "<!-- <script>", "<!-- <script><S>"},
	{"short comments", "<!doctype html><!--><meta><!---><meta>", "<!doctype html><S><!-->[<meta>]<!--->[<meta>]"},
	{"comment that ends with !", "<!doctype html><!-- --!><meta>", "<!doctype html><S><!-- --!>[<meta>]"},
	{"tags in a comment", "<!doctype html><!-- <meta> --><meta>", "<!doctype html><S><!-- <meta> -->[<meta>]"},
	{"end tag first", "</p><meta>", "<S></p>[<meta>]"},
	{"> in an attribute", `<META content="a>b" x='>'><p>`, `<S>[<META content="a>b" x='>'>]<p>`},
	{"tags in an attribute", `<p title="<meta>"><meta>`, `<S><p title="<meta>">[<meta>]`},
	{"apostrophe in a value without quotes", `<p title=it's x><meta>`, `<S><p title=it's x>[<meta>]`},
	{"= in a value without quotes", `<a href=/?a="b><meta>`, `<S><a href=/?a="b>[<meta>]`},
	{"= without a value", `<a href= ><meta>`, `<S><a href= >[<meta>]`},
	{"another name", "<metas><linker><meta/>", "<S><metas><linker>[<meta/>]"},
	{"script", `<script>"<meta>" < </scripts> </script ><meta>`, `<S>[<script>]"<meta>" < </scripts> </script >[<meta>]`},
	{"textarea and title", "<title><meta></TITLE><textarea><meta></textarea><meta>", "<S><title><meta></TITLE><textarea><meta></textarea>[<meta>]"},
	{"unfinished tag", "<p><script src=", "<S><p><script src="},
	{"unfinished end of a script", "<script></scr", "<S>[<script>]</scr"},
}

// The result is the same wherever the page is cut into pieces, and begins where browsers would begin the head.
func TestScan(t *testing.T) {
	t.Parallel()
	for _, test := range pages {
		for i := range len(test.page) + 1 {
			if got := scan(test.page[:i], test.page[i:]); got != test.want {
				t.Errorf("%s, cut at %d:\n got %s\nwant %s", test.name, i, got, test.want)
				break
			}
		}
		if got := scan(strings.Split(test.page, "")...); test.page != "" && got != test.want && !strings.Contains(test.page, "\xef") {
			t.Errorf("%s, byte by byte:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

// A parser of the standard agrees on what is a tag, and on where the script is.
func TestScanAgreesWithParser(t *testing.T) {
	t.Parallel()
	for _, test := range pages {
		if strings.Contains(test.name, "unfinished") {
			continue
		}
		var tags int
		z := html.NewTokenizer(strings.NewReader(test.page))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			name, _ := z.TagName()
			if (kind == html.StartTagToken || kind == html.SelfClosingTagToken) && strings.Contains(" script link meta ", " "+string(name)+" ") {
				tags++
			}
		}
		if got := strings.Count(test.want, "["); got != tags {
			t.Errorf("%s: %d tags are rewritten, and a parser finds %d", test.name, got, tags)
		}
		const bom = "\xef\xbb\xbf" // browsers drop it before they parse
		doc, err := html.Parse(strings.NewReader(strings.Replace(strings.TrimPrefix(test.want, bom), "<S>", "<script src=bridge></script>", 1)))
		if err != nil {
			t.Fatal(err)
		}
		before, err := html.Parse(strings.NewReader(strings.TrimPrefix(test.page, bom)))
		if err != nil {
			t.Fatal(err)
		}
		if hasDoctype(doc) != hasDoctype(before) {
			t.Errorf("%s: the page lost its doctype", test.name)
		}
		if first := firstInHead(doc); first != "script" {
			t.Errorf("%s: the head begins with %q", test.name, first)
		}
	}
}

func hasDoctype(doc *html.Node) bool {
	for n := range doc.ChildNodes() {
		if n.Type == html.DoctypeNode {
			return true
		}
	}
	return false
}

func firstInHead(doc *html.Node) string {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "head" && n.FirstChild != nil {
			return n.FirstChild.Data
		}
	}
	return ""
}

// A tag that never ends is not held back for ever.
func TestScanBound(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"<script src=", "<" + strings.Repeat("a", 40)} {
		page := begin + strings.Repeat("x", 2*maxHeld)
		s := scanner{wanted: []string{"script"}, rewrite: func(b []byte) []byte { return b }}
		s.write([]byte(page))
		if s.out.Len() < maxHeld {
			t.Errorf("%d of %d bytes of %s… were passed on", s.out.Len(), len(page), begin)
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, test := range pages {
		f.Add(test.page, len(test.page)/2)
	}
	f.Fuzz(func(t *testing.T, page string, cut int) {
		if cut < 0 || cut > len(page) {
			cut = 0
		}
		whole := scan(page)
		if got := scan(page[:cut], page[cut:]); got != whole {
			t.Errorf("cut at %d:\n got %q\nwant %q", cut, got, whole)
		}
		same := scanner{rewrite: func(b []byte) []byte { return b }, wanted: []string{"script", "link", "meta"}}
		same.write([]byte(page))
		same.end()
		if same.out.String() != page {
			t.Errorf("%q became %q", page, same.out.String())
		}
	})
}
