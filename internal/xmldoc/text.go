package xmldoc

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// span is where a text lies in the source. Most texts are one clean piece, and
// cost nothing but their span.
type span struct {
	from, to uint32
	joined   bool // the text has to be put together from the content
}

// add takes in the piece from..to of an element's content.
func (t *span) add(source string, from, to int) {
	switch {
	case from == to || t.joined:
	case t.from == t.to && isClean(source[from:to]):
		t.from, t.to = uint32(from), uint32(to)
	default:
		t.joined = true
	}
}

// within completes the text of an element whose content is begin..end.
func (t span) within(begin, end int) span {
	if t.joined {
		t.from, t.to = uint32(begin), uint32(end)
	}
	return t
}

func (t span) of(source string) string {
	text := source[t.from:t.to]
	if t.joined {
		return join(text)
	}
	return text
}

// join puts together the text of an element without children, given all that
// stands between its tags. The scanner has checked it.
func join(content string) string {
	var b strings.Builder
	b.Grow(len(content))
	for content != "" {
		piece, rest := content, ""
		if i := strings.IndexByte(content, '<'); i >= 0 {
			piece, rest = content[:i], content[i:]
		}
		resolve(&b, piece)
		switch {
		case strings.HasPrefix(rest, cdataBegin):
			piece, rest, _ = strings.Cut(rest[len(cdataBegin):], cdataEnd)
			clean(&b, piece)
		case strings.HasPrefix(rest, commentBegin):
			_, rest, _ = strings.Cut(rest[len(commentBegin):], commentEnd)
		case rest != "":
			_, rest, _ = strings.Cut(rest, procEnd)
		}
		content = rest
	}
	return b.String()
}

// resolve adds a text with its entities resolved.
func resolve(b *strings.Builder, text string) {
	for {
		i := strings.IndexByte(text, '&')
		if i < 0 {
			clean(b, text)
			return
		}
		clean(b, text[:i])
		r, length := entity(text[i:])
		// Cleaned like the rest: a carriage return is a line end, whichever
		// way it came.
		clean(b, string(r))
		text = text[i+length:]
	}
}

// entity reads the entity that text begins with. Its length is 0 where there
// is none.
func entity(text string) (r rune, length int) {
	end := strings.IndexByte(text, ';')
	if end < 0 {
		return 0, 0
	}
	length = end + 1
	switch text[1:end] {
	case "amp":
		return '&', length
	case "lt":
		return '<', length
	case "gt":
		return '>', length
	case "quot":
		return '"', length
	case "apos":
		return '\'', length
	}
	digits, ok := strings.CutPrefix(text[1:end], "#")
	if !ok {
		return 0, 0
	}
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, 0
	}
	return rune(n), length
}

// Clean makes s what XML allows: line ends become \n, forbidden control
// characters go, bad UTF-8 becomes U+FFFD. Text passes it both ways.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	clean(&b, s)
	return b.String()
}

// clean adds s as [Clean] makes it.
func clean(b *strings.Builder, s string) {
	if isClean(s) {
		b.WriteString(s)
		return
	}
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"): // the \n alone stays
		case r == '\r':
			b.WriteByte('\n')
		case legal(r):
			b.WriteRune(r)
		}
	}
}

// isClean reports whether [Clean] has nothing to do.
func isClean(s string) bool {
	if len(s) < 8 {
		return isCleanBytes(s)
	}
	const (
		ones  = 0x0101010101010101
		highs = 0x80 * ones
	)
	bits := uint64(0)
	for i := 0; i < len(s); i += 8 {
		eight := s[min(i, len(s)-8):] // the last eight may overlap those before
		w := word(eight)
		bits |= w
		// True of a byte below ' ', and of nothing else.
		if (w-' '*ones)&^w&highs != 0 && hasForbiddenControl(eight[:8]) {
			return false
		}
	}
	return bits&highs == 0 || isCleanUnicode(s)
}

func isCleanBytes(s string) bool {
	bits := byte(0)
	for i := range len(s) {
		bits |= s[i]
	}
	return !hasForbiddenControl(s) && (bits < utf8.RuneSelf || isCleanUnicode(s))
}

// word is the first eight bytes of s.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func hasForbiddenControl(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' && c != '\n' {
			return true
		}
	}
	return false
}

// isCleanUnicode looks for bad UTF-8 and for U+FFFE and U+FFFF, the two
// characters beyond the controls that XML forbids.
func isCleanUnicode(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	const last = "\xef\xbf" // what U+FFC0 to U+FFFF begin with
	for {
		i := strings.Index(s, last)
		if i < 0 {
			return true
		}
		if s = s[i+len(last):]; s[0] >= 0xbe {
			return false
		}
	}
}

// legal reports whether XML 1.0 allows r in a document.
func legal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		(' ' <= r && r <= 0xD7FF) || (0xE000 <= r && r <= 0xFFFD) || (0x10000 <= r && r <= utf8.MaxRune)
}
