// Package emphasis parses * and ** in Markdown next to Chinese punctuation, as in **注意：**请看, where CommonMark sees no
// emphasis.
package emphasis

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Priority is that of [Parser] among goldmark's inline parsers: before CommonMark's parser of emphasis.
const Priority = 450

// Parser parses * and ** next to Chinese punctuation, where CommonMark sees none: it asks for white space that
// Chinese does not have, as in **注意：**请看 and 请看**《须知》**一文. To it, a * between Latin letters or digits, as in
// 2*3*4, marks no emphasis.
type Parser struct{}

// Trigger returns the byte at which goldmark asks the parser.
func (Parser) Trigger() []byte { return []byte{'*'} }

// Parse parses a run of *, or leaves it to CommonMark.
func (Parser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	length := 0
	for length < len(line) && line[length] == '*' {
		length++
	}
	before := block.PrecendingCharacter()
	after, _ := utf8.DecodeRune(line[length:])
	switch {
	case length == 1 && isASCIIWord(before) && isASCIIWord(after):
		block.Advance(length)
		return ast.NewTextSegment(segment.WithStop(segment.Start + length))
	case isWideMark(after) && !unicode.IsSpace(before):
		before = '.' // to the rules, this may open before punctuation
	case isWideMark(before):
		before = 'a' // to the rules, this may close before a letter
	default:
		return nil // as in CommonMark
	}
	node := parser.ScanDelimiter(line, before, 1, processor{})
	node.Segment = segment.WithStop(segment.Start + node.OriginalLength)
	block.Advance(node.OriginalLength)
	pc.PushDelimiter(node)
	return node
}

// isWideMark reports whether r is punctuation outside ASCII.
func isWideMark(r rune) bool {
	return r > unicode.MaxASCII && (unicode.IsPunct(r) || unicode.IsSymbol(r))
}

func isASCIIWord(r rune) bool {
	return r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// processor matches delimiters as CommonMark's does.
type processor struct{}

func (processor) IsDelimiter(b byte) bool { return b == '*' }

func (processor) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (processor) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }
