package article

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ownHost is the host of the platform's articles. Links to it work in every article; most accounts may have no others.
const ownHost = "mp.weixin.qq.com"

// references are what the text has numbers for: links to other sites, and footnotes, in the order of their numbers.
type references struct {
	list   []reference
	number map[string]int // by the address of a link, or the id of a footnote
}

// reference is a link or a footnote.
type reference struct {
	words, address string
	note           *html.Node // of a footnote
}

// numberOf returns the number of a reference, a new one if the key has none.
func (r *references) numberOf(key string, ref reference) int {
	if n, ok := r.number[key]; ok {
		return n
	}
	if r.number == nil {
		r.number = map[string]int{}
	}
	r.list = append(r.list, ref)
	r.number[key] = len(r.list)
	return len(r.list)
}

// link writes a link: as one if it leads to an article of the platform, and else as words with a number.
func (w *writer) link(n *html.Node) {
	address := strings.TrimSpace(attributeOf(n, "href"))
	words := strings.Join(strings.Fields(textOf(n)), " ")
	u, err := url.Parse(address)
	switch {
	case address == "" || strings.HasPrefix(address, "#"):
		w.children(n)
	case err != nil:
		w.warn(fmt.Sprintf("the link %q cannot be parsed: its words stay", short(address)))
		w.children(n)
	case u.Scheme == "mailto" || u.Scheme == "tel":
		w.children(n)
		if to := unescaped(u.Opaque); !strings.Contains(words, to) {
			w.text(" (" + to + ")")
		}
	case u.Scheme != "http" && u.Scheme != "https":
		w.warn(fmt.Sprintf("the link %q is no address on the web: its words stay", short(address)))
		w.children(n)
	case strings.EqualFold(u.Hostname(), ownHost):
		w.element("a", w.styles["a"], []string{"href", address}, func() { w.children(n) })
	case isAddress(words, address):
		w.element("span", w.styles[partLink], nil, func() { w.children(n) })
	default:
		w.element("span", w.styles[partLink], nil, func() { w.children(n) })
		w.writeNumber(w.refs.numberOf(address, reference{words: words, address: address}))
	}
}

// isAddress reports whether the words of a link are its address, with or without the scheme.
func isAddress(words, address string) bool {
	trim := func(s string) string {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
		return strings.TrimSuffix(s, "/")
	}
	return unescaped(trim(words)) == unescaped(trim(address))
}

// unescaped returns an address with its Chinese as it was typed: goldmark escapes it.
func unescaped(address string) string {
	if s, err := url.PathUnescape(address); err == nil && utf8.ValidString(s) {
		return s
	}
	return address
}

func (w *writer) writeNumber(n int) {
	w.element("sup", w.styles[partNumber], nil, func() { w.text(fmt.Sprintf("[%d]", n)) })
}

// note writes the number of a footnote, or returns false for any other sup.
func (w *writer) note(sup *html.Node) bool {
	if !isNoteNumber(sup) || sup.FirstChild == nil {
		return false
	}
	id, ok := strings.CutPrefix(attributeOf(sup.FirstChild, "href"), "#")
	note := w.notes[id]
	if !ok || note == nil {
		return false
	}
	w.writeNumber(w.refs.numberOf("#"+id, reference{note: note}))
	return true
}

// writeReferences writes the list of the references at the end. A footnote may add others.
func (w *writer) writeReferences(chinese bool) {
	if len(w.refs.list) == 0 {
		return
	}
	title := "References"
	if chinese {
		title = "参考资料"
	}
	w.element("section", w.styles[partReferences], nil, func() {
		w.element("p", w.styles["h4"], nil, func() { w.text(title) })
		for i := 0; i != len(w.refs.list); i++ { // it grows meanwhile
			w.element("section", w.styles[partReference], nil, func() { w.reference(i) })
		}
	})
}

func (w *writer) reference(i int) {
	ref := w.refs.list[i]
	w.text(fmt.Sprintf("[%d] ", i+1))
	if ref.note == nil {
		if ref.words != "" {
			w.text(ref.words + ": ")
		}
		w.text(ref.address)
		return
	}
	first := true
	for child := range ref.note.ChildNodes() {
		switch {
		case child.Data == "p" && first:
			w.noteParagraph(child)
			first = false
		case child.Data == "p":
			w.element("br", "", nil, nil)
			w.noteParagraph(child)
		case isBackLink(child): // behind a list
		default:
			w.node(child)
		}
	}
}

// noteParagraph writes a paragraph of a footnote without the links back to the text.
func (w *writer) noteParagraph(p *html.Node) {
	for child := range p.ChildNodes() {
		switch {
		case isBackLink(child):
		case child.Type == html.TextNode && child.NextSibling != nil && isBackLink(child.NextSibling):
			w.text(strings.TrimRight(child.Data, " \u00a0"))
		default:
			w.node(child)
		}
	}
}

// isNoteNumber reports whether a node is the number of a footnote in the text.
func isNoteNumber(n *html.Node) bool {
	return n.DataAtom == atom.Sup && strings.HasPrefix(attributeOf(n, "id"), "fnref")
}

func isBackLink(n *html.Node) bool { return attributeOf(n, "class") == "footnote-backref" }

// short shortens an address for an error.
func short(address string) string {
	const most = 80
	if r := []rune(address); len(r) > most {
		return string(r[:most]) + "…"
	}
	return address
}
