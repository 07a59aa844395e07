package markdown

import (
	"iter"
	"strings"
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
// A block is yielded once the empty line after it is there, since half a table, half an item of a list or half of
// **emphasis** means something else; a list whose items are apart and a footnote are so yielded in parts. A block that
// is longer than 16 KiB is cut like a source of [Text]. An error ends the stream, after the text of what came before.
func Stream(pieces iter.Seq2[string, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var s blocks
		for piece, err := range pieces {
			if err != nil {
				if give(s.pending, yield) {
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
		give(s.pending, yield)
	}
}

// give yields the text of a source, if there is any.
func give(source string, yield func(string, error) bool) (goOn bool) {
	text := Text(source)
	return text == "" || yield(text+"\n\n", nil)
}

// blocks finds the blocks of a source that grows.
type blocks struct {
	pending string // what was not given yet
	read    int    // where the first line begins that has not been looked at
	end     int    // where the last complete block ends: behind an empty line that is not in a fenced block of code
	fence   string // the marks that began the block of code at read; "" outside of one
}

func (s *blocks) add(piece string) {
	s.pending += piece
	for line := range strings.Lines(s.pending[s.read:]) {
		if !strings.HasSuffix(line, "\n") {
			break
		}
		s.read += len(line)
		text := strings.TrimSpace(line)
		switch mark := fenceOf(text); {
		case text == "" && s.fence == "":
			s.end = s.read
		case mark != "" && s.fence == "":
			s.fence = mark
		case mark != "" && strings.HasPrefix(mark, s.fence) && mark == text:
			s.fence = ""
		}
	}
}

// next takes the complete blocks, or of one that is too long what [Text] would take; "" where there is neither.
func (s *blocks) next() (source string) {
	switch {
	case s.end > 0:
		source, s.pending = s.pending[:s.end], s.pending[s.end:]
	case len(s.pending) > maxPiece:
		source, s.pending = cutPiece(s.pending)
	default:
		return ""
	}
	s.read, s.end = max(s.read-len(source), 0), 0
	return source
}

// fenceOf returns the marks, three or more, with which a line begins or ends a block of code.
func fenceOf(line string) string {
	for _, mark := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, mark)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}
