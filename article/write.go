package article

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// writer writes a tree as HTML of the profile.
type writer struct {
	out       strings.Builder
	styles    map[part]string
	theme     Theme
	moved     map[string]string
	notes     map[string]*html.Node
	refs      references
	warnings  []string
	warned    map[string]bool
	colouring time.Duration // what the colours of code have taken
}

// write writes the whole article.
func (a *Article) write(moved map[string]string) *writer {
	w := &writer{styles: a.theme.styles(), theme: a.theme, moved: moved, notes: a.notes}
	w.element("section", w.styles[partArticle], nil, func() {
		w.children(a.body)
		w.writeReferences(isChinese(a.Title + textOf(a.body)))
	})
	return w
}

// warn adds a warning, once.
func (w *writer) warn(text string) {
	if w.warned[text] {
		return
	}
	if w.warned == nil {
		w.warned = map[string]bool{}
	}
	w.warned[text] = true
	w.warnings = append(w.warnings, text)
}

// inText and inAttribute escape what HTML has a meaning for. Quotes stay in a text: the platform mangles what it reads
// back of their escapes.
var (
	inText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	inAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
)

// element writes an element with its attributes, names and values in turn, and its content.
func (w *writer) element(name, style string, attributes []string, content func()) {
	w.out.WriteString("<" + name)
	if style = strings.TrimSuffix(style, ";"); style != "" {
		attributes = append(attributes, "style", style)
	}
	for i := 0; i < len(attributes); i += 2 {
		w.out.WriteString(" " + attributes[i] + `="` + inAttribute.Replace(attributes[i+1]) + `"`)
	}
	w.out.WriteByte('>')
	if content == nil { // br, hr, img
		return
	}
	content()
	w.out.WriteString("</" + name + ">")
}

// text writes a text.
func (w *writer) text(s string) { w.out.WriteString(inText.Replace(s)) }

// wide matches a Chinese character or mark.
const wide = `[\p{Han}\x{3000}-\x{303f}\x{ff00}-\x{ffef}“”‘’…—]`

// wideBreak matches a line break between two of them, where a browser would show a space.
var wideBreak = regexp.MustCompile("(" + wide + ")\n(" + wide + ")")

// prose writes a text whose line breaks are spaces.
func (w *writer) prose(s string) { w.text(wideBreak.ReplaceAllString(s, "$1$2")) }

func (w *writer) children(n *html.Node) {
	for child := range n.ChildNodes() {
		w.node(child)
	}
}

func (w *writer) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		if !isBetweenBlocks(n) {
			w.prose(n.Data)
		}
	case n.Type != html.ElementNode: // a comment
	case isCheckbox(n):
		w.text(checkbox(n))
	case isDropped(n):
		if n.DataAtom != atom.Input {
			w.warn("<" + n.Data + "> is left out with what is in it: the platform does not keep it")
		}
	default:
		w.known(n)
	}
}

// isBetweenBlocks reports whether a text is the white space around blocks, which shows nothing.
func isBetweenBlocks(n *html.Node) bool {
	return strings.TrimSpace(n.Data) == "" && (isBlock(n.Parent) || n.Parent.DataAtom == atom.Body) &&
		(n.PrevSibling == nil || isBlock(n.PrevSibling) || isDropped(n.PrevSibling)) &&
		(n.NextSibling == nil || isBlock(n.NextSibling) || isDropped(n.NextSibling))
}

// known writes an element by its kind.
func (w *writer) known(n *html.Node) {
	switch name := kept(n); name {
	case 0:
		w.children(n)
	case atom.A:
		w.link(n)
	case atom.Sup:
		if !w.note(n) {
			w.plain(n, name)
		}
	case atom.Img:
		w.picture(n)
	case atom.P:
		if !w.figures(n) {
			w.plain(n, name)
		}
	case atom.Pre:
		w.codeBlock(n)
	case atom.Ul, atom.Ol:
		w.list(n, 0)
	case atom.Li:
		w.element("section", w.styles[partItem], nil, func() { w.children(n) }) // outside of a list
	case atom.Table:
		w.table(n)
	case atom.Br, atom.Hr:
		w.element(name.String(), w.styles[part(name.String())], nil, nil)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.heading(n, name)
	default:
		w.plain(n, name)
	}
}

// plain writes an element as it is, in the theme's style and then its own.
func (w *writer) plain(n *html.Node, name atom.Atom) {
	w.element(name.String(), w.styleOf(n, name), cleanAttributes(n, name), func() { w.children(n) })
}

// styleOf returns the style of an element: the theme's, followed by the element's own.
func (w *writer) styleOf(n *html.Node, name atom.Atom) string {
	style := w.styles[part(name.String())]
	switch n.DataAtom {
	case atom.U, atom.Ins:
		style += w.styles[partUnderline]
	case atom.Mark:
		style += w.styles[partMark]
	case atom.Center:
		style += "text-align:center;"
	}
	if align := attributeOf(n, "align"); align == "left" || align == "center" || align == "right" {
		style += "text-align:" + align + ";"
	}
	return style + cleanStyle(attributeOf(n, "style"))
}

// heading writes a heading, whose words the theme may set off.
func (w *writer) heading(n *html.Node, name atom.Atom) {
	label := w.styles[partLabel]
	if label == "" || name != atom.H1 && name != atom.H2 {
		w.plain(n, name)
		return
	}
	w.element(name.String(), w.styleOf(n, name), nil, func() {
		w.element("span", label, nil, func() { w.children(n) })
	})
}

// table writes a table, which scrolls where it is wider than the screen. Its caption is below it.
func (w *writer) table(n *html.Node) {
	w.element("section", w.styles[partScroll], nil, func() {
		w.element("table", w.styleOf(n, atom.Table), nil, func() {
			for child := range n.ChildNodes() {
				if child.DataAtom != atom.Caption {
					w.node(child)
				}
			}
		})
		for child := range n.ChildNodes() {
			if child.DataAtom == atom.Caption {
				w.element("section", w.styles[partCaption], nil, func() { w.children(child) })
			}
		}
	})
}
