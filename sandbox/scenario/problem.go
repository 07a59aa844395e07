package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is a mistake in a file.
type Problem struct {
	Line   int    // the line, from 1
	Column int    // the column, from 1, in characters
	Field  string // the path of the field, such as "steps[0].do"; "" for the file as a whole
	What   string // what is wrong, and the cure
}

// String returns a text such as "3:11: steps[0].user is missing: say who acts".
func (p Problem) String() string {
	return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, strings.TrimSpace(p.Field+" "+p.What))
}

// Problems is the error of a file: all mistakes, in the order of the lines.
type Problems []Problem

// maxListed is how many mistakes a text lists.
const maxListed = 20

// Error returns the first mistakes, a line each, and how many there are besides.
func (p Problems) Error() string {
	var lines []string
	for _, one := range p[:min(len(p), maxListed)] {
		lines = append(lines, one.String())
	}
	if more := len(p) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

func (p Problems) sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
