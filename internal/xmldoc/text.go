package xmldoc

import (
	"strings"
	"unicode/utf8"
)

// textBuilder joins the pieces of an element's text, cleaned. One piece, the
// usual case, costs no allocation.
type textBuilder struct {
	one  string
	many strings.Builder
}

func (t *textBuilder) add(raw string) {
	s := Clean(raw)
	switch {
	case t.many.Len() > 0:
		t.many.WriteString(s)
	case t.one == "":
		t.one = s
	default:
		t.many.WriteString(t.one)
		t.many.WriteString(s)
	}
}

func (t *textBuilder) String() string {
	if t.many.Len() > 0 {
		return t.many.String()
	}
	return t.one
}

// Clean makes s what XML allows: line ends become \n, forbidden control
// characters go, bad UTF-8 becomes U+FFFD. Text passes it both ways.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case !legal(r):
			return -1
		}
		return r
	}, s)
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < ' ' && c != '\t' && c != '\n') || c >= utf8.RuneSelf {
			return onlyLegal(s[i:])
		}
	}
	return true
}

func onlyLegal(s string) bool {
	for i, r := range s {
		if r == '\r' || !legal(r) {
			return false
		}
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			return false
		}
	}
	return true
}

// legal reports whether XML 1.0 allows r in a document.
func legal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		(' ' <= r && r <= 0xD7FF) || (0xE000 <= r && r <= 0xFFFD) || (0x10000 <= r && r <= utf8.MaxRune)
}
