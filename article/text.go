package article

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text returns the plain text of the article, as a newspic has it: without pictures, with the addresses of links in
// parentheses, and with an empty line between paragraphs.
func (a *Article) Text() string {
	var t plainText
	t.children(a.body)
	return strings.TrimSpace(t.out.String())
}

// plainText writes a tree as plain text.
type plainText struct {
	out   strings.Builder
	depth int // of lists
}

// begin begins a block after so many line breaks.
func (t *plainText) begin(breaks int) {
	text := t.out.String()
	trimmed := strings.TrimRight(text, " \n")
	if trimmed == "" {
		return
	}
	if has := strings.Count(text[len(trimmed):], "\n"); has < breaks {
		t.out.WriteString(strings.Repeat("\n", breaks-has))
	}
}

func (t *plainText) children(n *html.Node) {
	for child := range n.ChildNodes() {
		t.node(child)
	}
}

func (t *plainText) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		if !isBetweenBlocks(n) {
			t.out.WriteString(n.Data)
		}
		return
	case isCheckbox(n):
		t.out.WriteString(checkbox(n))
		return
	case n.Type != html.ElementNode || isDropped(n) || isNoteNumber(n):
		return
	}
	switch kept(n) {
	case atom.Br:
		t.out.WriteByte('\n')
	case atom.Ul, atom.Ol:
		t.list(n)
	case atom.Td, atom.Th:
		t.children(n)
		t.out.WriteByte(' ')
	case atom.Thead, atom.Tbody:
		t.children(n)
	case atom.Tr:
		t.begin(1)
		t.children(n)
	case atom.A:
		t.children(n)
		if address := attributeOf(n, "href"); strings.HasPrefix(address, "http") && !isAddress(textOf(n), address) {
			t.out.WriteString(" (" + address + ")")
		}
	default:
		if isBlock(n) {
			t.begin(2)
			defer t.begin(2)
		}
		t.children(n)
	}
}

func (t *plainText) list(n *html.Node) {
	t.begin(min(2, 2-t.depth))
	number := startOf(n)
	for item := range items(n) {
		t.begin(1)
		t.out.WriteString(strings.Repeat("  ", t.depth))
		if n.DataAtom == atom.Ol {
			fmt.Fprintf(&t.out, "%d. ", number)
			number++
		} else if firstCheckbox(item) == nil {
			t.out.WriteString("• ")
		}
		t.depth++
		for child := range item.ChildNodes() {
			if child.DataAtom == atom.P {
				t.children(child)
				continue
			}
			t.node(child)
		}
		t.depth--
	}
	if t.depth == 0 {
		t.begin(2)
	}
}
