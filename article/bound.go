package article

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Some sources take goldmark far more time and memory than their size says. What follows bounds them. No article that the
// platform takes is near.
const (
	maxCells = 100_000 // of all tables: a short row is filled up to the table's width
	maxMarks = 10_000  // * and _ between two empty lines: each may be compared with each
	maxNotes = 5_000   // footnotes and references to them: each is looked up in the list of all
)

// parseBounded parses a source, and refuses one that grows too much.
func parseBounded(source []byte) (ast.Node, error) {
	if n := bytes.Count(source, []byte("[^")); n > maxNotes {
		return nil, refuse.Amount("source", n, 0, maxNotes, "footnotes and references to them")
	}
	marks := 0
	for line := range bytes.Lines(source) {
		if len(bytes.TrimSpace(line)) == 0 {
			marks = 0
		}
		marks += bytes.Count(line, []byte("*")) + bytes.Count(line, []byte("_"))
		if marks > maxMarks {
			return nil, refuse.Field("source", fmt.Sprintf("has a paragraph with more than %d of * and _", maxMarks),
				"put empty lines between")
		}
	}
	pc := parser.NewContext()
	document := converter.Parser().Parse(text.NewReader(source), parser.WithContext(pc))
	if n, _ := pc.Get(cellsKey).(int); n > maxCells {
		return nil, refuse.Amount("source", n, 0, maxCells, "cells of tables")
	}
	if n := addressBytes(document); n > MaxSource {
		return nil, refuse.Amount("source", n, 0, MaxSource, "bytes in the addresses of links")
	}
	return document, nil
}

// addressBytes returns how many bytes the addresses and titles of a document's links and pictures have. References to one
// long address make them many times as large as the source.
func addressBytes(document ast.Node) (n int) {
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Link:
			n += len(node.Destination) + len(node.Title)
		case *ast.Image:
			n += len(node.Destination) + len(node.Title)
		}
		return ast.WalkContinue, nil
	})
	return n
}

// cellsKey is the key of the number of cells so far.
var cellsKey = parser.NewContextKey()

// beforeTables is the priority of what sees a paragraph before it becomes a table.
const beforeTables = 199

// cellCounter counts the cells that tables will have. A table that is too large stays out.
type cellCounter struct{}

// Transform counts the cells of a paragraph that may become a table.
func (cellCounter) Transform(p *ast.Paragraph, reader text.Reader, pc parser.Context) {
	n, _ := pc.Get(cellsKey).(int)
	lines, cells := p.Lines(), 0
	for i := range lines.Len() {
		segment := lines.At(i)
		line := segment.Value(reader.Source())
		if bytes.IndexByte(line, '-') >= 0 && len(bytes.Trim(line, " \t\r\n|:-")) == 0 {
			cells = max(cells, (bytes.Count(line, []byte("|"))+1)*(lines.Len()-i))
		}
	}
	n += cells
	pc.Set(cellsKey, n)
	if n > maxCells {
		p.Parent().RemoveChild(p.Parent(), p)
	}
}
