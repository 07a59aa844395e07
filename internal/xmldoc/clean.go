package xmldoc

import (
	"strings"
	"unicode/utf8"
)

// Clean returns s in the form that XML allows: line ends become \n, forbidden control characters are removed, and bad
// UTF-8 becomes U+FFFD. It is applied to text when reading; see [Written] for writing.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	clean(&b, s)
	return b.String()
}

// Written returns s as the writer puts it into a document: [Clean], without an incomplete character at the end.
func Written(s string) string { return Clean(Whole(s)) }

// Whole returns s without an incomplete character at its end, which is left where a text was cut at a number of bytes.
// Other bad UTF-8 stays.
func Whole(s string) string {
	for i := len(s) - 1; i >= 0 && i > len(s)-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			if utf8.FullRuneInString(s[i:]) {
				return s
			}
			return s[:i]
		}
	}
	return s
}

// clean appends Clean(s).
func clean(b *strings.Builder, s string) {
	if isClean(s) {
		b.WriteString(s)
		return
	}
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"): // only the \n stays
		case r == '\r':
			b.WriteByte('\n')
		case legal(r):
			b.WriteRune(r)
		}
	}
}

// isClean reports whether [Clean] would not change s.
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
		eight := s[min(i, len(s)-8):] // the last eight bytes may overlap earlier ones
		w := word(eight)
		bits |= w
		// The condition is true if and only if a byte is below ' '.
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

// word returns the first eight bytes of s.
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

// isCleanUnicode checks for bad UTF-8 and for U+FFFE and U+FFFF, the two characters besides controls that XML forbids.
func isCleanUnicode(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	const last = "\xef\xbf" // the first bytes of U+FFC0 to U+FFFF
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
