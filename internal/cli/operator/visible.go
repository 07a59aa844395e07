package operator

import (
	"strconv"
	"strings"
	"unicode"
)

// Visible returns a text that may come from a file or from the platform as a terminal can show it: control characters
// and those that turn the direction of writing, with which it could feign other output, are written as Go escapes.
// Line breaks and tabs stay.
func Visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control)) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
