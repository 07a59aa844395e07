package xmldoc

import (
	"strings"
	"sync"
)

// Document is a scanned document. The texts that it returns are parts of the scanned string, or strings of their own,
// and stay valid after Release. A Document is used by one goroutine, until [Document.Release].
type Document struct {
	source string
	nodes  []node // in the document's order; the first is the root
	binder Binder // the document's binder, stored here so that binding does not allocate
}

// node is the position of an element in the source. It holds no bytes of the source, so that nodes can be reused for
// another document. It is small, so that the nodes of a push fit into a few cache lines.
type node struct {
	name uint32 // the offset of the name
	hint hint   // of the name
	text span   // empty if the element has children
	end  uint32 // the index of the node after the element and its descendants
}

// maxKeptNodes bounds the nodes of a document that is kept in the pool.
const maxKeptNodes = 1024

var documents = sync.Pool{New: func() any {
	d := &Document{nodes: make([]node, 0, 32)}
	d.binder.in = d
	return d
}}

// Scan reads a document. It drops control characters that XML forbids and replaces bad UTF-8 by U+FFFD, so that a stray
// byte in a nickname does not lose a message. It refuses a document of 16 MiB, of more than 10,000 elements or of more
// than 32 levels. An error is a [*SyntaxError] or [ErrDoctype].
func Scan(source string) (*Document, error) { return scan(source, true) }

// ScanLenient is Scan for what a user may have typed: an & outside CDATA that begins no known entity is read as it is.
func ScanLenient(source string) (*Document, error) { return scan(source, false) }

func scan(source string, strict bool) (*Document, error) {
	d := documents.Get().(*Document)
	s := scanner{source: source, strict: strict, nodes: d.nodes}
	err := s.document()
	d.source, d.nodes = source, s.nodes
	if err != nil {
		d.Release()
		return nil, err
	}
	return d, nil
}

// Release returns the document to the pool. Call it once, and do not use the document afterwards.
func (d *Document) Release() {
	d.source = ""
	if d.nodes = d.nodes[:0]; cap(d.nodes) <= maxKeptNodes {
		documents.Put(d)
	}
}

// Source returns the scanned string, unchanged.
func (d *Document) Source() string { return d.source }

// Name returns the root's name.
func (d *Document) Name() string { return d.name(0) }

// Has reports whether the root has a child called name, as [Element.Child] finds it.
func (d *Document) Has(name string) bool { return d.child(0, name, false) != 0 }

// Value returns the text of the root's child called name, or "" if there is none.
func (d *Document) Value(name string) string {
	if n := d.child(0, name, false); n != 0 {
		return d.text(n)
	}
	return ""
}

// Root returns the document as a tree.
func (d *Document) Root() Element { return d.element(0) }

func (d *Document) element(n int) Element {
	e := Element{Name: d.name(n), Text: d.text(n)}
	count := 0
	for c := n + 1; c < d.end(n); c = d.end(c) {
		count++
	}
	if count > 0 {
		e.Children = make([]Element, 0, count)
	}
	for c := n + 1; c < d.end(n); c = d.end(c) {
		e.Children = append(e.Children, d.element(c))
	}
	return e
}

func (d *Document) name(n int) string { return d.nodes[n].nameIn(d.source) }

func (d *Document) end(n int) int { return int(d.nodes[n].end) }

func (d *Document) text(n int) string { return d.nodes[n].text.of(d.source) }

// child returns the first child of parent that is called name, or 0. Unless strict is set, a name in another case
// counts if there is no exact one.
func (d *Document) child(parent int, name string, strict bool) int {
	want, other := hintOf(name), 0
	nodes := d.nodes[:d.end(parent)]
	for n := parent + 1; n < len(nodes); n = int(nodes[n].end) {
		if nodes[n].hint != want {
			continue
		}
		found := d.name(n)
		if found == name {
			return n
		}
		if other == 0 && !strict && sameName(found, name) {
			other = n
		}
	}
	return other
}

// next returns the first child of parent from node n on that is called name, or 0. Unless strict is set, the case does
// not matter.
func (d *Document) next(parent, n int, name string, strict bool) int {
	for end := d.end(parent); n < end; n = d.end(n) {
		if found := d.name(n); found == name || !strict && sameName(found, name) {
			return n
		}
	}
	return 0
}

// nameIn returns the element's name.
func (n *node) nameIn(source string) string {
	return source[n.name:][:n.hint.length()]
}

// hint is a name's length and first letter, in lower case. Names that match, in any case, have the same hint; most
// other names have another one.
type hint uint32

func (h hint) length() int { return int(h >> 8) }

func hintOf(name string) hint { return hint(len(name))<<8 | hint(name[0]|' ') }

// sameName reports whether two names differ at most in the case of letters.
func sameName(a, b string) bool { return len(a) == len(b) && strings.EqualFold(a, b) }
