package markdown

import (
	"bytes"
	"iter"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Stream is [Text] of a source that comes piece by piece, as a model writes it. Pieces may be cut anywhere. Each text
// that it yields is that of one or more blocks, and ends with an empty line; joined, they are the text of the whole:
//
//	return callback.Parts(func(yield func(reply.Reply, error) bool) {
//		for text, err := range markdown.Stream(pieces) {
//			if !yield(reply.Text(text), err) {
//				return
//			}
//		}
//	}), nil
//
// A block is a paragraph, a heading, a whole list, a table, a block of code and so on that is in no other. It is yielded
// once nothing that follows can belong to it, since half a table, half a list or half of **emphasis** means something
// else. A paragraph and a table end with an empty line, or with a line that begins another block; a heading, a block of
// code and a formula end with their last line. A list and a quote end where something else begins, after an empty line
// with its first letters; of a list that is longer than 1 KiB, the items before the last one are yielded. Where a block is
// long, its end may be found late by a sixteenth of its length.
//
// In four cases the joined texts are not those of [Text]. The definition of a link serves only the blocks that are
// yielded with it: [words][1] stay as they are typed where "[1]: https://example.com/" comes later, and so does the mark
// of a footnote. A long list has empty lines where it was yielded in parts, and counts on from the number that stands
// there. Of a source beyond 16 KiB, only a block that is longer than that is cut, and yielded in parts. Where
// quotes and lists are nested too deeply for [Text], other blocks than there may stay as they are typed.
//
// An error ends the stream, after the text of what came before.
func Stream(pieces iter.Seq2[string, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var s blocks
		for piece, err := range pieces {
			if err != nil {
				if give(string(s.pending), yield) {
					yield("", err)
				}
				return
			}
			s.add(piece)
			for source := s.next(); source != ""; source = s.next() {
				if !give(source, yield) {
					return
				}
			}
		}
		give(string(s.pending), yield)
	}
}

// give yields the text of a source, if there is any.
func give(source string, yield func(string, error) bool) (goOn bool) {
	if util.IsBlank([]byte(source)) {
		return true
	}
	text := Text(source)
	return text == "" || yield(text+"\n\n", nil)
}

// blocks finds the blocks of a source that grows.
type blocks struct {
	pending []byte // what was not given yet
	line    int    // where the line begins that is not complete
	blank   bool   // the line before that one is empty
	parsed  int    // up to where pending has been parsed
	due     int    // how long pending is when it is parsed again
}

func (s *blocks) add(piece string) {
	s.pending = append(s.pending, piece...)
	if i := strings.LastIndexByte(piece, '\n'); i >= 0 {
		s.line = len(s.pending) - len(piece) + i + 1
		before := s.pending[:s.line-1]
		s.blank = util.IsBlank(before[bytes.LastIndexByte(before, '\n')+1:])
	}
}

// next takes the complete blocks, or of one that is too long what [Text] would take; "" where there is neither.
func (s *blocks) next() (source string) {
	n := 0
	if len(s.pending) > maxPiece {
		n = s.cut()
	} else if end := s.end(); end > s.parsed && len(s.pending) >= s.due {
		n = complete(s.pending[:end])
		// What is parsed again has grown by a part of its length, so that a long block takes no time in proportion to
		// its square.
		s.parsed, s.due = end, len(s.pending)+len(s.pending)/16
	}
	if n == 0 {
		return ""
	}
	source, s.pending = string(s.pending[:n]), s.pending[n:]
	s.line, s.parsed, s.due = max(s.line-n, 0), max(s.parsed-n, 0), 0
	return source
}

// end returns the end of what can be parsed: of the complete lines or, after an empty line, of the line that goes on. Of
// that one the beginning shows whether it belongs to the block before, if it cannot become the mark of a list's item.
// Parsing it once is enough.
func (s *blocks) end() int {
	const marks = "-+*.)0123456789 \t\r\v\f"
	beginning := s.pending[s.line:min(len(s.pending), s.line+16)]
	if s.blank && s.parsed <= s.line && len(bytes.TrimLeft(beginning, marks)) > 0 {
		return len(s.pending)
	}
	return s.line
}

// cut returns the length of what is given of a source that is too long.
func (s *blocks) cut() int {
	head := s.pending[:maxPiece]
	if n := complete(head[:bytes.LastIndexByte(head, '\n')+1]); n > 0 {
		return n
	}
	piece, _ := cutPiece(string(s.pending[:maxPiece+1]))
	return len(piece)
}

// probe is a line that belongs to the block before it, whatever that is, unless the block is complete.
const probe = "    x\n"

// complete returns the length of the blocks at the beginning of a source that are complete, whatever follows.
func complete(source []byte) int {
	switch {
	case util.IsBlank(source):
		return len(source)
	case isNestedDeeply(string(source)):
		return 0
	}
	last := structure.Parse(text.NewReader(append(source[:len(source):len(source)], probe...))).LastChild()
	if last == nil { // goldmark loses a footnote that begins with another
		return 0
	}
	// There are exceptions to the probe. What is in a list or a quote may be complete while another item or line of
	// theirs follows, and the title of a link may stand in the line after its address.
	if before := last.PreviousSibling(); before != nil && last.Pos() >= len(source) {
		switch before.Kind() {
		case ast.KindList, ast.KindBlockquote, ast.KindLinkReferenceDefinition:
			last = before
		}
	}
	start := lineOf(source, last)
	if last.Kind() == ast.KindList && len(source)-start > maxList && last.LastChild() != last.FirstChild() {
		start = lineOf(source, last.LastChild())
	}
	return start
}

// maxList is how long a list is that is yielded item by item: a reader waits for it.
const maxList = 1 << 10

// lineOf returns where the line begins that a node begins in.
func lineOf(source []byte, node ast.Node) int {
	return bytes.LastIndexByte(source[:min(max(node.Pos(), 0), len(source))], '\n') + 1
}
