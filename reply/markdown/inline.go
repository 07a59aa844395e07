package markdown

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"github.com/wechatgo/wechatgo/internal/textlink"
)

// inline returns the text of a block's inline content.
func (w *writer) inline(n ast.Node) string {
	t := inlineText{source: w.source}
	t.children(n)
	return strings.TrimSpace(t.out.String())
}

// inlineText writes inline content.
type inlineText struct {
	source []byte
	out    strings.Builder
	inLink bool // what is written is the words of a link, which holds no other
}

func (t *inlineText) children(n ast.Node) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		t.node(child)
	}
}

func (t *inlineText) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		t.text(n)
	case *ast.String:
		t.out.Write(n.Value)
	case *ast.CodeSpan:
		t.code(n)
	case *ast.AutoLink:
		t.out.Write(n.Label(t.source))
	case *ast.RawHTML:
		t.out.WriteString(breakLines(string(n.Segments.Value(t.source))))
	case *ast.Link:
		t.link(n, string(n.Destination))
	case *ast.Image:
		t.link(n, string(n.Destination))
	case *east.FootnoteLink:
		t.out.WriteString(footnoteMark(n.Index))
	case *east.FootnoteBacklink, *east.TaskCheckBox:
	default: // emphasis
		t.children(n)
	}
}

func footnoteMark(index int) string { return "[" + strconv.Itoa(index) + "]" }

func (t *inlineText) text(n *ast.Text) {
	value := string(n.Segment.Value(t.source))
	if !n.IsRaw() {
		value = unescape(value)
	}
	t.out.WriteString(value)
	switch {
	case !n.SoftLineBreak() && !n.HardLineBreak():
	case t.inLink:
		t.out.WriteByte(' ')
	default:
		t.out.WriteByte('\n')
	}
}

// code writes a code span, whose line breaks are spaces.
func (t *inlineText) code(n *ast.CodeSpan) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if text, ok := child.(*ast.Text); ok {
			t.out.WriteString(strings.ReplaceAll(string(text.Segment.Value(t.source)), "\n", " "))
		}
	}
}

// link writes a link or an image.
func (t *inlineText) link(n ast.Node, address string) {
	if t.inLink {
		t.children(n)
		return
	}
	words := inlineText{source: t.source, inLink: true}
	words.children(n)
	t.out.WriteString(linkText(strings.TrimSpace(words.out.String()), unescape(address)))
}

// linkText returns a link as WeChat shows it.
func linkText(words, address string) string {
	_, unschemed, _ := strings.Cut(address, ":")
	switch {
	case words == "" || words == address:
		return address
	case address == "" || words == unschemed:
		return words
	case textlink.IsWeb(address) && !strings.Contains(words, "</") && !strings.Contains(words, "<a"):
		return `<a href="` + addressEscaper.Replace(address) + `">` + words + "</a>"
	}
	return words + " (" + address + ")"
}

// addressEscaper escapes what would end a link's address.
var addressEscaper = strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E", " ", "%20", "\n", "", "\t", "")

// escape matches a backslash before punctuation, and an HTML entity.
var escape = regexp.MustCompile(
	"\\\\[!-/:-@\\[-`{-~]|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});",
)

// unescape resolves the escapes of Markdown.
func unescape(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		if e[0] == '\\' {
			return e[1:]
		}
		if u := html.UnescapeString(e); u == ";" || !strings.HasSuffix(u, ";") {
			return u
		}
		return e // at most its beginning is an entity
	})
}

var lineBreak = regexp.MustCompile(`(?i)<br\s*/?>\n?`)

// breakLines replaces <br> in HTML.
func breakLines(s string) string { return lineBreak.ReplaceAllString(s, "\n") }
