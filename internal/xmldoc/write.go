package xmldoc

import "strings"

// writer builds a document. Tag names come from code, never from input.
type writer struct{ buf []byte }

func (w *writer) open(name string) {
	w.buf = append(append(append(w.buf, '<'), name...), '>')
}

func (w *writer) close(name string) {
	w.buf = append(append(append(w.buf, "</"...), name...), '>')
}

func (w *writer) cdata(name, text string) {
	w.open(name)
	w.buf = AppendCDATA(w.buf, text)
	w.close(name)
}

// bare writes text outside CDATA, escaped.
func (w *writer) bare(name, text string) {
	w.open(name)
	w.buf = append(w.buf, escaper.Replace(Clean(text))...)
	w.close(name)
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// AppendCDATA appends text as CDATA. A "]]>" within is split over two
// sections, so that user text cannot break out; what XML forbids is dropped.
func AppendCDATA(dst []byte, text string) []byte {
	text = Clean(text)
	dst = append(dst, "<![CDATA["...)
	for {
		i := strings.Index(text, "]]>")
		if i < 0 {
			break
		}
		dst = append(dst, text[:i+2]...)
		dst = append(dst, "]]><![CDATA["...)
		text = text[i+2:]
	}
	dst = append(dst, text...)
	return append(dst, "]]>"...)
}
