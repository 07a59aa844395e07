package markdown

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxColumns is how many columns a table has at most: goldmark fills short rows with empty cells, so that rows of a few
// bytes below a header of thousands of columns would take time in proportion to the square.
const maxColumns = 64

// tableTransformer makes tables of paragraphs as goldmark does, but keeps the cells of a row beyond the header's: they are
// part of the answer, and a model that miscounts its columns must not lose them.
type tableTransformer struct{}

func (tableTransformer) Transform(paragraph *ast.Paragraph, reader text.Reader, pc parser.Context) {
	source := reader.Source()
	lines := paragraph.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		value := bytes.Trim(line.Value(source), "| \t\n")
		if len(bytes.Trim(value, "|-: \t")) == 0 && bytes.Count(value, []byte("|")) >= maxColumns {
			return
		}
	}
	before, parent := paragraph.PreviousSibling(), paragraph.Parent()
	extension.NewTableParagraphTransformer().Transform(paragraph, reader, pc)
	table := parent.FirstChild()
	if before != nil {
		table = before.NextSibling()
	}
	if table == ast.Node(paragraph) {
		table = table.NextSibling()
	}
	if table, ok := table.(*east.Table); ok {
		for row := table.FirstChild(); row != nil; row = row.NextSibling() {
			appendSurplus(row, source)
		}
	}
}

// appendSurplus appends the cells to a row that stand in its line behind those which goldmark took.
func appendSurplus(row ast.Node, source []byte) {
	last := row.LastChild()
	if last == nil || last.Lines().Len() == 0 {
		return
	}
	stop := last.Lines().At(0).Stop
	line, _, _ := bytes.Cut(source[stop:], []byte("\n"))
	if rest := bytes.TrimSpace(line); len(rest) < 2 || rest[0] != '|' {
		return
	}
	start := stop + bytes.IndexByte(line, '|') + 1
	end := stop + len(bytes.TrimRight(line, " \t\r|"))
	if start >= end {
		return
	}
	for cell := range bytes.SplitSeq(source[start:end], []byte("|")) {
		node := east.NewTableCell()
		segment := text.NewSegment(start, start+len(cell))
		segment = segment.TrimLeftSpace(source)
		node.Lines().Append(segment.TrimRightSpace(source))
		row.AppendChild(row, node)
		start += len(cell) + 1
	}
}

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
		if i > 0 && i < len(columns) && columns[i] != "" {
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
