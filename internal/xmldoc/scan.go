package xmldoc

import (
	"errors"
	"fmt"
	"strings"
)

// Bounds of a document. The deepest documented push nests five levels and the longest holds a few hundred elements.
const (
	maxDepth    = 32
	maxElements = 10_000
	maxLength   = 1<<24 - 1 // in bytes; the length of a name must fit a hint, and an offset must fit a node
)

// The beginnings and ends of markup.
const (
	byteOrderMark = "\ufeff"
	cdataBegin    = "<![CDATA["
	cdataEnd      = "]]>"
	commentBegin  = "<!--"
	commentEnd    = "-->"
	procBegin     = "<?"
	procEnd       = "?>"
)

// SyntaxError says why a document could not be read, and where.
type SyntaxError struct {
	Offset int    // in bytes, from the start of the document
	Reason string // never quotes the document
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("xml: byte %d: %s", e.Offset, e.Reason)
}

// ErrDoctype refuses a DOCTYPE: it could declare entities, and the platform sends none.
var ErrDoctype = errors.New("xml: DOCTYPE is not allowed")

// scanner reads a document once and records its elements.
type scanner struct {
	source string
	strict bool // an & must begin an entity
	pos    int
	nodes  []node
}

func (s *scanner) fail(reason string) error {
	return &SyntaxError{Offset: s.pos, Reason: reason}
}

// rest returns the unread part of the source.
func (s *scanner) rest() string { return s.source[s.pos:] }

// at reports whether c comes next.
func (s *scanner) at(c byte) bool { return s.pos < len(s.source) && s.source[s.pos] == c }

func (s *scanner) document() error {
	if len(s.source) > maxLength {
		return s.fail("longer than 16 MiB")
	}
	if strings.HasPrefix(s.source, byteOrderMark) {
		s.pos = len(byteOrderMark)
	}
	if err := s.skipMisc(); err != nil {
		return err
	}
	switch {
	case s.pos == len(s.source):
		return s.fail("no root element")
	case !s.at('<'):
		return s.fail("want an element")
	}
	if err := s.root(); err != nil {
		return err
	}
	if err := s.skipMisc(); err != nil {
		return err
	}
	if s.pos != len(s.source) {
		return s.fail("text after the root element")
	}
	return nil
}

// skipMisc skips white space, comments and processing instructions.
func (s *scanner) skipMisc() error {
	for {
		s.space()
		rest := s.rest()
		if !strings.HasPrefix(rest, "<!") && !strings.HasPrefix(rest, procBegin) {
			return nil
		}
		if err := s.skipMarkup(); err != nil {
			return err
		}
	}
}

// skipMarkup skips the comment or processing instruction at the current position.
func (s *scanner) skipMarkup() error {
	switch rest := s.rest(); {
	case strings.HasPrefix(rest, procBegin):
		return s.skipPast(procEnd)
	case strings.HasPrefix(rest, commentBegin):
		s.pos += len(commentBegin)
		return s.skipPast(commentEnd)
	}
	return ErrDoctype
}

func (s *scanner) skipPast(end string) error {
	i := strings.Index(s.rest(), end)
	if i < 0 {
		return s.fail("no " + end)
	}
	s.pos += i + len(end)
	return nil
}

func (s *scanner) space() {
	for s.pos < len(s.source) && isSpace(s.source[s.pos]) {
		s.pos++
	}
}

// isSpace reports whether c is white space, or a control character. In places where only white space may be, control
// characters are ignored.
func isSpace(c byte) bool { return c <= ' ' }

// root reads the root element and all its descendants. The current position must be its '<'.
func (s *scanner) root() error {
	open, depth := 0, 0 // the innermost open element
	for {
		switch {
		case depth == maxDepth:
			return s.fail("nested too deep")
		case len(s.nodes) == maxElements:
			return s.fail("too many elements")
		}
		n := len(s.nodes)
		closed, err := s.startTag()
		if err != nil {
			return err
		}
		if !closed {
			s.nodes[n].end = uint32(open) // the parent, as long as the element is open
			open = n
			depth++
		}
		for child := false; !child; {
			if depth == 0 {
				return nil
			}
			if child, err = s.content(open); err != nil {
				return err
			}
			if !child {
				at := &s.nodes[open]
				open, at.end = int(at.end), uint32(len(s.nodes))
				depth--
			}
		}
	}
}
