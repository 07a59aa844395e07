package article

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	renderer "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wechatgo/wechatgo/internal/emphasis"
)

// converter makes HTML of Markdown. What the source has of HTML stays in it until the profile cleans all of it.
var converter = goldmark.New(
	goldmark.WithExtensions(
		extension.Table, extension.Strikethrough, extension.TaskList, extension.Linkify, extension.Footnote,
	),
	goldmark.WithParserOptions(
		parser.WithInlineParsers(util.Prioritized(emphasis.Parser{}, emphasis.Priority)),
		parser.WithParagraphTransformers(util.Prioritized(cellCounter{}, beforeTables)),
	),
	goldmark.WithRendererOptions(renderer.WithUnsafe()),
)

// parseMarkdown returns the tree of a Markdown source.
func parseMarkdown(source []byte) (*html.Node, error) {
	document, err := parseBounded(source)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := converter.Renderer().Render(&b, source, document); err != nil {
		return nil, err
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(&b, body)
	if err != nil { // such as more than 512 levels
		return nil, refuse.Field("source", "cannot be read: "+err.Error(), "nest less deeply")
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return body, nil
}

// takeNotes removes the list of the footnotes, as goldmark writes it, from the text.
func takeNotes(body *html.Node) map[string]*html.Node {
	notes := map[string]*html.Node{}
	for n := body.LastChild; n != nil; n = n.PrevSibling {
		if n.Data != "div" || attributeOf(n, "class") != "footnotes" {
			continue
		}
		for item := range n.Descendants() {
			if id := attributeOf(item, "id"); item.Data == "li" && strings.HasPrefix(id, "fn:") {
				notes[id] = item
			}
		}
		if end := n.NextSibling; end != nil { // the end of the line
			body.RemoveChild(end)
		}
		body.RemoveChild(n)
		break
	}
	return notes
}

// sortedNotes returns the footnotes in an order that does not change.
func (a *Article) sortedNotes() (list []*html.Node) {
	for _, id := range slices.Sorted(maps.Keys(a.notes)) {
		list = append(list, a.notes[id])
	}
	return list
}

// attributeOf returns the value of a node's attribute, "" without one.
func attributeOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf returns the text in a node, without what the profile drops and the numbers of footnotes.
func textOf(n *html.Node) string {
	var b strings.Builder
	var add func(*html.Node)
	add = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case isDropped(n), isNoteNumber(n):
			return
		case n.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
		for child := range n.ChildNodes() {
			add(child)
		}
	}
	add(n)
	return b.String()
}
