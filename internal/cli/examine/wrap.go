package examine

import (
	"strings"

	"github.com/wechatgo/wechatgo/internal/terminal"
)

// wrap breaks a text into lines that are no wider than columns on a terminal. What has no place to break stays whole.
func wrap(s string, columns int) (lines []string) {
	line := ""
	for _, p := range pieces(s) {
		if line != "" && terminal.Width(strings.TrimRight(line+p, " ")) > columns {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += p
	}
	return append(lines, strings.TrimRight(line, " "))
}

// The punctuation after which no line ends, and that with which none begins.
const (
	opening = "“‘（《【「([{<\"'"
	closing = "”’）》】」，。、；：！？…,.;:!?)]}>\"'"
)

// pieces splits a text where a line may end: after spaces, and beside a character that is two columns wide.
func pieces(s string) (list []string) {
	runes, start := []rune(s), 0
	for i := 1; i < len(runes); i++ {
		before, after := runes[i-1], runes[i]
		beside := (wide(before) || wide(after)) && !strings.ContainsRune(opening, before) &&
			!strings.ContainsRune(closing, after)
		if after != ' ' && (before == ' ' || beside) {
			list = append(list, string(runes[start:i]))
			start = i
		}
	}
	return append(list, string(runes[start:]))
}

func wide(r rune) bool { return terminal.Width(string(r)) == 2 }
