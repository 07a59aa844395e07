package web

import (
	"errors"
	"html/template"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// whole returns the HTML of an article so that the rest of the page stays outside it: an open textarea would take in the
// comments, and a surplus </div> would move them. HTML whose elements are all closed is returned as it is.
func whole(content string) template.HTML {
	if isWhole(content) {
		return template.HTML(content)
	}
	div := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(content), div)
	var b strings.Builder
	for _, n := range nodes {
		err = errors.Join(err, html.Render(&b, n))
	}
	if err != nil { // such as too many levels
		return template.HTML(html.EscapeString(content))
	}
	return template.HTML(b.String())
}

// void are the elements without an end.
var void = []string{"br", "hr", "img", "wbr", "area", "col", "source", "track", "input", "param"}

// isWhole reports whether each element ends, in the opposite order of the beginnings.
func isWhole(content string) bool {
	var open []string
	z := html.NewTokenizer(strings.NewReader(content))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		name, _ := z.TagName()
		last := len(open) - 1
		switch {
		case kind == html.TextToken || slices.Contains(void, string(name)):
		case kind == html.StartTagToken:
			open = append(open, string(name))
		case kind == html.EndTagToken && last >= 0 && open[last] == string(name):
			open = open[:last]
		default:
			return false
		}
	}
	return len(open) == 0
}
