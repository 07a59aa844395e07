package xmldoc

import (
	"strings"
	"unicode/utf8"
)

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
