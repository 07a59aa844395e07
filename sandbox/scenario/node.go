package scenario

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a file. The parser takes time by the square of a line's length, of an object's fields and of the documents,
// and memory by the square of the depth.
const (
	maxSize  = 4 << 20 // pictures may be in it
	maxLine  = 64 << 10
	maxDepth = 50
	maxName  = 100    // bytes of a field's name
	maxItems = 20_000 // items of lists and fields of objects, all in all
)

// node is a value of a file.
type node struct {
	line, column int
	text         string // of a scalar
	null         bool
	isList       bool
	list         []*node
	fields       []field // of an object; nil if it is none
}

type field struct {
	name  string
	at    *node // where the name stands
	value *node
}

func (n *node) isObject() bool { return n.fields != nil }
func (n *node) isScalar() bool { return !n.isList && !n.isObject() }

// read reads YAML into a tree. It returns nil if the file has a problem.
func read(raw []byte) (*node, *Problem) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")) // the parser miscounts the lines of the other form
	switch {
	case len(raw) > maxSize:
		return nil, &Problem{Line: 1, Column: 1, What: "the file has more than 4 MB: leave the pictures out"}
	case !utf8.Valid(raw):
		return nil, &Problem{Line: 1, Column: 1, What: "the file is not UTF-8: save it as UTF-8"}
	}
	for i, line := range strings.Split(string(raw), "\n") {
		if len(line) > maxLine {
			return nil, &Problem{Line: i + 1, Column: 1, What: "the line has more than 64 KB: break it"}
		}
	}
	tokens := lexer.Tokenize(string(raw))
	if t := tooMuch(tokens); t != nil {
		return nil, &Problem{
			Line: t.Position.Line, Column: t.Position.Column,
			What: "the values here are too deep or too many, or a name is too long: a scenario needs neither",
		}
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntax(err)
	}
	var r nodes
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if r.root != nil {
			at := r.node(doc.Body, 0)
			return nil, &Problem{
				Line:   at.line,
				Column: at.column,
				What:   "the file has a second document: give one scenario a file",
			}
		}
		r.root = r.node(doc.Body, 0)
	}
	switch {
	case r.problem != nil:
		return nil, r.problem
	case r.root == nil:
		return nil, &Problem{Line: 1, Column: 1, What: "the file is empty: give version and steps"}
	}
	return r.root, nil
}

// tooMuch returns the token at which the file has what the parser cannot take, or nil. Values that are within each
// other by their indentation need no bound, since each needs a longer line.
func tooMuch(tokens token.Tokens) *token.Token {
	brackets, line, marks, items, documents := 0, 0, 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, marks = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType:
			marks++
			items++
		case token.DocumentHeaderType:
			if documents++; documents > 2 { // the second one gets an error of its own
				return t
			}
		case token.MappingValueType:
			items++
			if t.Prev != nil && len(t.Prev.Value) > maxName {
				return t.Prev
			}
		}
		if max(brackets, marks) > maxDepth || items > maxItems {
			return t
		}
	}
	return nil
}

// syntax returns the problem of a file that is no YAML.
func syntax(err error) *Problem {
	p := &Problem{Line: 1, Column: 1, What: "the file is no YAML"}
	var wrong yaml.Error
	if errors.As(err, &wrong) {
		p.What = "is no YAML: " + wrong.GetMessage()
		if t := wrong.GetToken(); t != nil {
			p.Line, p.Column = max(t.Position.Line, 1), max(t.Position.Column, 1)
		}
	}
	return p
}

// nodes makes nodes of the parser's.
type nodes struct {
	root    *node
	problem *Problem // the first
}

func (r *nodes) node(from ast.Node, depth int) *node {
	n := &node{line: 1, column: 1}
	if from == nil {
		n.null = true
		return n
	}
	if t := from.GetToken(); t != nil {
		n.line, n.column = t.Position.Line, t.Position.Column
	}
	if depth > maxDepth {
		r.refuse(n, "the values are too deep")
		return n
	}
	switch from := from.(type) {
	case *ast.MappingNode:
		n.fields = []field{}
		names := make(map[string]bool, len(from.Values))
		for _, v := range from.Values {
			r.field(n, v, depth)
			name := n.fields[len(n.fields)-1]
			if names[name.name] {
				r.refuse(name.at, "is given twice: "+name.name)
			}
			names[name.name] = true
		}
	case *ast.MappingValueNode:
		n.fields = []field{}
		r.field(n, from, depth)
	case *ast.SequenceNode:
		n.isList = true
		for _, v := range from.Values {
			n.list = append(n.list, r.node(v, depth+1))
		}
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		r.refuse(n, "is an anchor, an alias or a tag: write the value itself")
	case *ast.NullNode:
		n.null = true
	case *ast.LiteralNode:
		n.text = from.Value.Value
	case ast.ScalarNode:
		if t := from.GetToken(); t != nil {
			n.text = t.Value
		}
	default:
		r.refuse(n, "is nothing that a scenario has: write a text, a list or an object")
	}
	return n
}

func (r *nodes) field(n *node, from *ast.MappingValueNode, depth int) {
	key := r.node(from.Key, depth+1)
	value := r.node(from.Value, depth+1)
	if len(n.fields) == 0 {
		n.line, n.column = key.line, key.column
	}
	if value.null {
		value.line, value.column = key.line, key.column
	}
	n.fields = append(n.fields, field{key.text, key, value})
}

func (r *nodes) refuse(at *node, what string) {
	if r.problem == nil {
		r.problem = &Problem{Line: at.line, Column: at.column, What: what}
	}
}
