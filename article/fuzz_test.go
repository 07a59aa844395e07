package article_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wechatgo/wechatgo/article"
)

// allowed are the elements of the platform's practice and their attributes beside style.
var allowed = map[string][]string{
	"section": nil, "p": nil, "span": nil, "br": nil, "hr": nil, "blockquote": nil, "strong": nil, "em": nil, "del": nil,
	"sup": nil, "sub": nil, "h1": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil, "ul": nil, "ol": nil, "li": nil,
	"pre": nil, "code": nil, "table": nil, "thead": nil, "tbody": nil, "tr": nil,
	"th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "img": {"src", "alt"}, "a": {"href"},
}

// checkProfile fails if HTML has what the platform does not keep.
func checkProfile(t *testing.T, text string) {
	t.Helper()
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(text), body)
	if err != nil {
		if strings.Contains(err.Error(), "512") {
			return // lists and quotes in quotes, deeper than a browser goes
		}
		t.Fatal(err)
	}
	if len(nodes) != 1 || nodes[0].Data != "section" {
		t.Errorf("%d nodes instead of a section: %s", len(nodes), text)
	}
	for _, n := range nodes {
		checkNode(t, n)
		for child := range n.Descendants() {
			checkNode(t, child)
		}
	}
}

func checkNode(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Type == html.TextNode {
		return
	}
	attributes, ok := allowed[n.Data]
	if n.Type != html.ElementNode || n.Namespace != "" || !ok {
		t.Fatalf("the HTML has %q", n.Data)
	}
	for _, a := range n.Attr {
		value := strings.ToLower(a.Val)
		switch {
		case a.Key == "style":
			if strings.ContainsAny(value, `'"\<>{}@/*`) && !strings.Contains(value, "rgb") && !strings.Contains(value, "hsl") || strings.Contains(value, "url(") ||
				strings.Contains(value, "var(") || strings.Contains(value, "calc(") || strings.Contains(value, "position") || strings.Contains(value, "flex") {
				t.Errorf("the style %q", a.Val)
			}
		case !slices.Contains(attributes, a.Key):
			t.Fatalf("%s has the attribute %q", n.Data, a.Key)
		case a.Key == "href" && !strings.Contains(value, "mp.weixin.qq.com"), a.Key == "href" && !strings.HasPrefix(value, "http"):
			t.Fatalf("a link to %q", a.Val)
		case a.Key == "src":
			if scheme, _, ok := strings.Cut(value, ":"); ok && !strings.ContainsAny(scheme, "/?#%") && scheme != "http" && scheme != "https" {
				t.Fatalf("a picture at %q", a.Val)
			}
		}
	}
}

// Whatever the source is, the HTML has the elements and attributes of the profile alone, and the text is UTF-8.
func FuzzRender(f *testing.F) {
	f.Add(everything)
	f.Fuzz(func(t *testing.T, source string) {
		a, err := article.Parse([]byte(source))
		if err != nil {
			return
		}
		checkProfile(t, a.HTML(nil))
		for _, text := range append(a.Warnings(), a.Text()) {
			if !utf8.ValidString(text) {
				t.Errorf("%q is not UTF-8", text)
			}
		}
		for _, address := range a.Pictures() {
			if address == "" {
				t.Error("a picture without an address")
			}
		}
	})
}
