package xmldoc

import (
	"strings"
	"sync"
)

// Document is a scanned document. The texts that it hands out are parts of the
// string that was scanned, or strings of their own, and outlive it. It is for
// one goroutine, until [Document.Release].
type Document struct {
	source string
	nodes  []node // in the document's order; the first is the root
	binder Binder // of this document, here, so that binding costs no allocation
}

// node says where an element lies in the source. It holds no bytes of it, so
// that nodes can be used again for another document, and is small, so that the
// nodes of a push fit into a few lines of the cache.
type node struct {
	name uint32 // where it begins
	hint hint   // of the name
	text span   // empty where the element has children
	end  uint32 // the node that follows the element and all within it
}

// maxKeptNodes bounds what a rare long document leaves in the pool.
const maxKeptNodes = 1024

var documents = sync.Pool{New: func() any {
	d := &Document{nodes: make([]node, 0, 32)}
	d.binder.in = d
	return d
}}

// Scan reads a document. Control characters that XML forbids are dropped and
// bad UTF-8 becomes U+FFFD, so that a nickname with a stray byte never loses a
// message. A document of 16 MiB, of more than 10,000 elements or of more than
// 32 levels is refused. An error is a [*SyntaxError] or [ErrDoctype].
func Scan(source string) (*Document, error) {
	d := documents.Get().(*Document)
	s := scanner{source: source, nodes: d.nodes}
	err := s.document()
	d.source, d.nodes = source, s.nodes
	if err != nil {
		d.Release()
		return nil, err
	}
	return d, nil
}

// Release gives the document back, once; it must not be used after.
func (d *Document) Release() {
	d.source, d.binder.err = "", nil
	if d.nodes = d.nodes[:0]; cap(d.nodes) <= maxKeptNodes {
		documents.Put(d)
	}
}

// Source returns what was scanned, as it came.
func (d *Document) Source() string { return d.source }

// Name returns the root's name.
func (d *Document) Name() string { return d.name(0) }

// Has tells whether the root has a child called name, as [Element.Child] finds
// it.
func (d *Document) Has(name string) bool { return d.child(0, name, false) != 0 }

// Value returns the text of the root's child called name, or "" where there is
// none.
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

// child returns the first child of parent that is called name, or 0. Unless
// strict, a name in another case does where no name is exact.
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

// next returns the first child of parent from n on that is called name, or 0.
// Unless strict, the case does not matter.
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

// hint is a name's length and first letter. Whatever the case, names that
// match have the same, and most others have not.
type hint uint32

func (h hint) length() int { return int(h >> 8) }

func hintOf(name string) hint { return hint(len(name))<<8 | hint(name[0]|' ') }

// sameName reports whether two names differ at most in the case of letters.
func sameName(a, b string) bool { return len(a) == len(b) && strings.EqualFold(a, b) }
