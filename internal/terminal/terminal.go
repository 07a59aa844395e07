// Package terminal brings texts that may come from a file, a user or a foreign server into a form that does nothing to a
// terminal but show them, and tells how wide they are there.
package terminal

import (
	"strconv"
	"strings"
	"unicode"
)

// isActive reports whether a character does something to a terminal: a control character, or one that turns the direction
// of writing, with which a text could feign other output.
func isActive(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) }

// Visible returns a text with its control characters, and those that turn the direction of writing, as Go escapes. Line
// breaks and tabs stay.
func Visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && r != '\t' && isActive(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// OneLine returns a text with a space in place of each control character, line breaks too, and of each that turns the
// direction of writing. It has as many characters as before.
func OneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if isActive(r) {
			return ' '
		}
		return r
	}, text)
}

// Width returns how many columns of a terminal a text takes: a Chinese character takes two.
func Width(s string) (n int) {
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana), r >= 0x3000 && r <= 0x303e,
			r >= 0xff01 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff:
			n += 2
		default:
			n++
		}
	}
	return n
}
