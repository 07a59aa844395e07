package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// emphasisParser parses * and ** next to Chinese punctuation, where CommonMark sees none: it asks for white space that
// Chinese does not have, as in **注意：**请看 and 请看**《须知》**一文. To it, a * between Latin letters or digits, as in
// 2*3*4, marks no emphasis.
type emphasisParser struct{}

func (emphasisParser) Trigger() []byte { return []byte{'*'} }

func (emphasisParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
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
	node := parser.ScanDelimiter(line, before, 1, emphasisProcessor{})
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

// emphasisProcessor matches delimiters as CommonMark's does.
type emphasisProcessor struct{}

func (emphasisProcessor) IsDelimiter(b byte) bool { return b == '*' }

func (emphasisProcessor) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (emphasisProcessor) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }
