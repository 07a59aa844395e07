package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// maxMath bounds a formula within a line, so that many signs that open one cost no more than that each.
const maxMath = 500

// mathParser keeps formulas within a line as they are typed.
type mathParser struct{}

func (mathParser) Trigger() []byte { return []byte{'$', '\\'} }

func (mathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	n := mathLength(line[:min(len(line), maxMath)])
	if n == 0 {
		return nil
	}
	block.Advance(n)
	return ast.NewRawTextSegment(segment.WithStop(segment.Start + n))
}

// mathLength returns the length of the formula that begins the line, or 0.
func mathLength(line []byte) int {
	for _, pair := range []struct{ open, end string }{{"$$", "$$"}, {`\(`, `\)`}, {`\[`, `\]`}} {
		if bytes.HasPrefix(line, []byte(pair.open)) {
			if i := bytes.Index(line[len(pair.open):], []byte(pair.end)); i > 0 {
				return len(pair.open) + i + len(pair.end)
			}
			return 0
		}
	}
	if len(line) < 3 || line[0] != '$' || line[1] == ' ' {
		return 0
	}
	for i := 2; i < len(line); i++ {
		if line[i] != '$' || line[i-1] == ' ' || line[i-1] == '\\' {
			continue
		}
		if i+1 == len(line) || line[i+1] < '0' || line[i+1] > '9' { // otherwise a price
			return i + 1
		}
	}
	return 0
}

// mathBlock is a formula of several lines.
type mathBlock struct {
	ast.BaseBlock
	end []byte
}

var kindMathBlock = ast.NewNodeKind("MathBlock")

func (*mathBlock) Kind() ast.NodeKind { return kindMathBlock }

func (*mathBlock) IsRaw() bool { return true }

func (n *mathBlock) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// mathBlockParser keeps formulas of several lines as they are typed: from a line that begins with $$ or \[ to one that
// ends with $$ or \].
type mathBlockParser struct{}

func (mathBlockParser) Trigger() []byte { return []byte{'$', '\\'} }

func (mathBlockParser) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	line = bytes.TrimSpace(line)
	n := &mathBlock{}
	switch {
	case bytes.HasPrefix(line, []byte("$$")):
		n.end = []byte("$$")
	case bytes.HasPrefix(line, []byte(`\[`)):
		n.end = []byte(`\]`)
	default:
		return nil, parser.NoChildren
	}
	if bytes.Contains(line[2:], n.end) {
		return nil, parser.NoChildren // a formula within a line
	}
	n.Lines().Append(segment)
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

func (mathBlockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, segment := reader.PeekLine()
	n, _ := node.(*mathBlock)
	n.Lines().Append(segment)
	reader.AdvanceToEOL()
	if bytes.HasSuffix(bytes.TrimSpace(line), n.end) {
		return parser.Close
	}
	return parser.Continue | parser.NoChildren
}

func (mathBlockParser) Close(ast.Node, text.Reader, parser.Context) {}

func (mathBlockParser) CanInterruptParagraph() bool { return true }

func (mathBlockParser) CanAcceptIndentedLine() bool { return false }
