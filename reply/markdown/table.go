package markdown

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// table writes a table as a phone can show it: its rows of two cells as pairs, longer rows as a list.
func (w *writer) table(n *east.Table) {
	columns := w.cells(n.FirstChild()) // goldmark gives every table a header
	var rows [][]string
	for row := n.FirstChild().NextSibling(); row != nil; row = row.NextSibling() {
		if cells := w.cells(row); strings.Join(cells, "") != "" {
			rows = append(rows, cells)
		}
	}
	switch {
	case len(rows) == 0: // as in the middle of a stream
		w.lines(strings.TrimRight(strings.Join(columns, " | "), " |"))
	case len(columns) <= 2:
		w.pair(columns)
		for _, row := range rows {
			w.pair(row)
		}
	default:
		for _, row := range rows {
			w.row(columns, row)
		}
	}
}

// cells returns the texts of a row.
func (w *writer) cells(row ast.Node) (cells []string) {
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		cells = append(cells, strings.ReplaceAll(w.inline(cell), "\n", " "))
	}
	return cells
}

// pair writes cells in one line. Empty ones are left out.
func (w *writer) pair(cells []string) {
	line := ""
	for _, cell := range cells {
		if cell == "" {
			continue
		}
		if line != "" {
			line += colon(line, cell)
		}
		line += cell
	}
	if line != "" {
		w.line(line)
	}
}

// row writes a row as an item of a list: the first cell, and below it the others with the names of their columns.
func (w *writer) row(columns, cells []string) {
	mark := "• "
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if i > 0 && columns[i] != "" {
			cell = columns[i] + colon(columns[i], cell) + cell
		}
		w.line(mark + cell)
		mark = "  "
	}
}

// colon returns what stands between two texts: a wide colon if one of them is Chinese.
func colon(a, b string) string {
	for _, r := range a + b {
		if unicode.Is(unicode.Han, r) {
			return "："
		}
	}
	return ": "
}
