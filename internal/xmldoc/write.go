package xmldoc

import (
	"strconv"
	"strings"
)

// writer builds a document. Tag names come from the code, never from input.
type writer struct{ buf []byte }

func (w *writer) open(name string) { w.buf = appendTag(w.buf, "<", name) }

func (w *writer) close(name string) { w.buf = appendTag(w.buf, "</", name) }

func appendTag(dst []byte, begin, name string) []byte {
	dst = append(dst, begin...)
	dst = append(dst, name...)
	return append(dst, '>')
}

// cdata writes text as CDATA. It splits a "]]>" inside over two sections, so that a user's text cannot end the section,
// and drops characters that XML forbids and an incomplete one at the end.
func (w *writer) cdata(name, text string) {
	text = Written(text)
	dst := appendTag(w.buf, "<", name)
	dst = append(dst, cdataBegin...)
	for {
		i := strings.IndexByte(text, ']') // rare, and faster to search than the whole end
		if i >= 0 {
			i = strings.Index(text, cdataEnd)
		}
		if i < 0 {
			break
		}
		const split = len("]]")
		dst = append(dst, text[:i+split]...)
		dst = append(dst, cdataEnd+cdataBegin...)
		text = text[i+split:]
	}
	dst = append(dst, text...)
	dst = append(dst, cdataEnd...)
	w.buf = appendTag(dst, "</", name)
}

// bare writes text outside CDATA, escaped.
func (w *writer) bare(name, text string) {
	w.open(name)
	w.buf = append(w.buf, escaper.Replace(Written(text))...)
	w.close(name)
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (w *writer) int(name string, n int64) {
	w.open(name)
	w.buf = strconv.AppendInt(w.buf, n, 10)
	w.close(name)
}

func (w *writer) float(name string, decimals int, f float64) {
	text := strconv.FormatFloat(f, 'f', decimals, 64)
	if same, err := strconv.ParseFloat(text, 64); err != nil || same != f {
		text = strconv.FormatFloat(f, 'f', -1, 64)
	}
	w.open(name)
	w.buf = append(w.buf, text...)
	w.close(name)
}
