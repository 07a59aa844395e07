package article

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// bullets are drawn before the items of lists, by the depth of the list.
var bullets = []string{"•", "◦", "–"}

// list writes a list. One whose items are lines is a list of HTML. Clients break others, so that they are sections with
// bullets drawn as text.
func (w *writer) list(n *html.Node, depth int) {
	if depth == 0 && isFlat(n) {
		name := n.DataAtom.String()
		w.element(name, w.styles[part(name)]+cleanStyle(attributeOf(n, "style")), nil, func() {
			for item := range items(n) {
				w.element(
					"li",
					w.styles["li"]+cleanStyle(attributeOf(item, "style")),
					nil,
					func() { w.itemParagraph(item) },
				)
			}
		})
		return
	}
	style := w.styles[partList]
	if depth > 0 {
		style = "margin:6px 0 0;"
	}
	w.element("section", style, nil, func() {
		number := startOf(n)
		for item := range items(n) {
			bullet, width := bullets[min(depth, len(bullets)-1)], 1.25
			if n.DataAtom == atom.Ol {
				bullet = strconv.Itoa(number) + "."
				width = 0.65 + 0.6*float64(len(bullet)-1)
				number++
			}
			if box := firstCheckbox(item); box != nil {
				bullet, width = checkbox(box), 1.5
			}
			w.item(item, bullet, width, depth)
		}
	})
}

// item writes an item of a list that is drawn as text. The bullet hangs in a margin of that width, in em.
func (w *writer) item(item *html.Node, bullet string, width float64, depth int) {
	w.element("section", fmt.Sprintf("%spadding-left:%.2fem;", w.styles[partItem], width), nil, func() {
		style := fmt.Sprintf("%swidth:%.2fem;margin-left:-%.2fem;", w.styles[partBullet], width, width)
		w.element("span", style, nil, func() { w.text(bullet) })
		first := true // the first paragraph is in the line of the bullet
		for child := range item.ChildNodes() {
			switch {
			case isCheckbox(child), child.Type == html.TextNode && strings.TrimSpace(child.Data) == "" && first:
			case child.Type == html.TextNode:
				w.itemText(child)
				first = false
			case child.DataAtom == atom.P && first:
				w.itemParagraph(child)
				first = false
			case child.DataAtom == atom.Ul || child.DataAtom == atom.Ol:
				w.list(child, depth+1)
				first = false
			default:
				w.node(child)
				first = false
			}
		}
	})
}

// itemParagraph writes the content of an item, or of its first paragraph, without its box.
func (w *writer) itemParagraph(p *html.Node) {
	for child := range p.ChildNodes() {
		switch {
		case isCheckbox(child):
		case child.Type == html.TextNode:
			w.itemText(child)
		default:
			w.node(child)
		}
	}
}

// itemText writes a text of an item, without the white space at the item's ends, before blocks and behind a box.
func (w *writer) itemText(n *html.Node) {
	text := n.Data
	if n.PrevSibling == nil || isBlock(n.PrevSibling) || isCheckbox(n.PrevSibling) {
		text = strings.TrimLeft(text, " \n")
	}
	if n.NextSibling == nil || isBlock(n.NextSibling) {
		text = strings.TrimRight(text, " \n")
	}
	w.prose(text)
}

// items yields the items of a list.
func items(n *html.Node) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for child := range n.ChildNodes() {
			if child.DataAtom == atom.Li && !yield(child) {
				return
			}
		}
	}
}

// isFlat reports whether a list has lines as its items, counted from 1 if they are.
func isFlat(n *html.Node) bool {
	if n.DataAtom == atom.Ol && startOf(n) != 1 {
		return false
	}
	for item := range items(n) {
		for child := range item.Descendants() {
			if isBlock(child) || child.DataAtom == atom.Input {
				return false
			}
		}
	}
	return true
}

// startOf returns the number of a list's first item.
func startOf(n *html.Node) int {
	start, err := strconv.ParseUint(attributeOf(n, "start"), 10, 16)
	if err != nil {
		return 1
	}
	return int(start)
}

// isCheckbox reports whether a node is the box of a task.
func isCheckbox(n *html.Node) bool {
	return n.Type == html.ElementNode && n.DataAtom == atom.Input && attributeOf(n, "type") == "checkbox"
}

// firstCheckbox returns the box at the beginning of an item, or nil.
func firstCheckbox(item *html.Node) *html.Node {
	for child := range item.ChildNodes() {
		switch {
		case isCheckbox(child):
			return child
		case child.DataAtom == atom.P:
			return firstCheckbox(child)
		case strings.TrimSpace(textOf(child)) != "":
			return nil
		}
	}
	return nil
}

// checkbox draws the box of a task.
func checkbox(n *html.Node) string {
	for _, a := range n.Attr {
		if a.Key == "checked" {
			return "☑"
		}
	}
	return "☐"
}
