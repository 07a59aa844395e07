package menufile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// Problem is something in a file that cannot be right.
type Problem struct {
	// Line and Column say where, from 1; the column counts characters.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Path is the path of the field, such as "conditional[0].button[2].name"; "" if it is the file as a whole.
	Path string `json:"path"`
	// What is wrong, such as "has 21 bytes", and the cure.
	What string `json:"problem"`
	Cure string `json:"cure"`
	// Code is the code with which the platform would refuse the menu, 0 if that is not known.
	Code endpoint.Code `json:"code,omitempty"`
	// Excerpt is the line with a mark below the place. It ends with a newline.
	Excerpt string `json:"-"`
}

// String returns a text such as "3:11: button[0].name has 21 bytes: give 1 to 16 (40018)".
func (p Problem) String() string {
	text := strings.TrimSpace(p.Path+" "+p.What) + ": " + p.Cure
	if p.Code != 0 {
		text += fmt.Sprintf(" (%d)", int(p.Code))
	}
	return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, text)
}

// Problems is the error of a file with mistakes: all of them, in the order of the lines.
type Problems []Problem

// Error returns the problems, a line each.
func (p Problems) Error() string {
	var lines []string
	for _, one := range p {
		lines = append(lines, one.String())
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the codes, so that errors.Is finds them.
func (p Problems) Unwrap() (codes []error) {
	for _, one := range p {
		if one.Code != 0 {
			codes = append(codes, one.Code)
		}
	}
	return codes
}

func (p Problems) sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// place is a place in a file.
type place struct{ line, column int }

// maxExcerpt is how many characters of a line an excerpt has; a JSON file may be one line.
const maxExcerpt = 100

// excerpt returns the line of a place with a mark below it.
func excerpt(lines []string, at place) string {
	if at.line < 1 || at.line > len(lines) {
		return ""
	}
	line := []rune(lines[at.line-1])
	column := min(at.column-1, len(line))
	if from := column - maxExcerpt/2; len(line) > maxExcerpt && from > 0 {
		line, column = line[from:], maxExcerpt/2
	}
	line = []rune(terminal.OneLine(string(line[:min(len(line), maxExcerpt)])))
	var mark strings.Builder
	for _, r := range line[:min(column, len(line))] {
		// A wide space is as wide as a Chinese character, or an emoji.
		mark.WriteString(map[bool]string{true: "\u3000", false: " "}[r >= 0x2e80])
	}
	number := fmt.Sprintf("%4d | ", at.line)
	return number + string(line) + "\n" + strings.Repeat(" ", len(number)-2) + "| " + mark.String() + "^\n"
}
