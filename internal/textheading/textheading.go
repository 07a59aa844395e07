// Package textheading says what a heading looks like in WeChat's plain text: a line of its own in 【】.
package textheading

import "strings"

const (
	left  = "【"
	right = "】"
)

// Of writes a heading.
func Of(title string) string { return left + title + right }

// Ends reports whether the last line of text is a heading, which belongs to what follows.
func Ends(text string) bool {
	line := strings.TrimSpace(text)
	line = line[strings.LastIndexByte(line, '\n')+1:]
	title, ok := strings.CutPrefix(strings.TrimSpace(line), left)
	title, closed := strings.CutSuffix(title, right)
	return ok && closed && title != "" && !strings.Contains(title, left)
}
