package scenario

import (
	"regexp"
	"slices"
	"strings"
)

// changing are parts of a text that another run of the session has otherwise: times, dates, and ids.
var changing = []struct{ part, pattern string }{
	{`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}`, `\d{4}[-/.]\d{1,2}[-/.]\d{1,2}`},
	{`\d{4}年\d{1,2}月\d{1,2}日`, `\d{4}年\d{1,2}月\d{1,2}日`},
	{`\d{1,2}:\d{2}(?::\d{2})?`, `\d{1,2}:\d{2}(:\d{2})?`},
	{`\b[A-Za-z0-9_-]*\d[A-Za-z0-9_-]{19,}`, `[A-Za-z0-9_-]+`},
	{`\d{10,}`, `\d+`},
}

// Generalise returns what a recorded text must be in another run: the text itself, or a regular expression if it has a
// time or an id. Those of keep are the same in every run.
func Generalise(text string, keep ...string) Text {
	parts := make([]string, 0, len(changing))
	for _, c := range changing {
		parts = append(parts, "("+c.part+")")
	}
	changes := regexp.MustCompile(strings.Join(parts, "|"))
	var b strings.Builder
	last, found := 0, false
	for _, at := range changes.FindAllStringSubmatchIndex(text, -1) {
		if slices.Contains(keep, text[at[0]:at[1]]) {
			continue
		}
		b.WriteString(regexp.QuoteMeta(text[last:at[0]]))
		for i, c := range changing {
			if at[2*i+2] >= 0 {
				b.WriteString(c.pattern)
			}
		}
		last, found = at[1], true
	}
	if !found {
		return Text{Is: &text}
	}
	b.WriteString(regexp.QuoteMeta(text[last:]))
	return Text{Matches: `^` + b.String() + `$`}
}
