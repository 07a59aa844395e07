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

// Error returns the mistakes, a line each.
func (p Problems) Error() string {
	lines := make([]string, 0, len(p))
	for _, one := range p {
		lines = append(lines, one.String())
	}
	return strings.Join(lines, "\n")
}

func (p Problems) sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
