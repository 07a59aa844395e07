package xmldoc

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bounds of a document. The deepest documented push nests five levels and the
// longest holds a few hundred elements.
const (
	maxDepth    = 32
	maxElements = 10_000
)

// What markup begins and ends with.
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

// ErrDoctype refuses a DOCTYPE: it could declare entities, and the platform
// sends none.
var ErrDoctype = errors.New("xml: DOCTYPE is not allowed")

// scanner goes over a document once and notes its elements.
type scanner struct {
	source string
	pos    int
	nodes  []node
}

func (s *scanner) fail(reason string) error {
	return &SyntaxError{Offset: s.pos, Reason: reason}
}

// rest is what has not been read yet.
func (s *scanner) rest() string { return s.source[s.pos:] }

// at reports whether c comes next.
func (s *scanner) at(c byte) bool { return s.pos < len(s.source) && s.source[s.pos] == c }

func (s *scanner) document() error {
	if strings.HasPrefix(s.source, byteOrderMark) {
		s.pos = len(byteOrderMark)
	}
	if err := s.misc(); err != nil {
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
	if err := s.misc(); err != nil {
		return err
	}
	if s.pos != len(s.source) {
		return s.fail("text after the root element")
	}
	return nil
}

// misc skips white space, comments and processing instructions.
func (s *scanner) misc() error {
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

// skipMarkup skips the comment or processing instruction that s stands on.
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

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// root reads the root element and all within it; s stands on its '<'.
func (s *scanner) root() error {
	var open [maxDepth]int // the elements whose end tag is to come
	depth := 0
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
			open[depth] = n
			depth++
		}
		for child := false; !child; {
			if depth == 0 {
				return nil
			}
			if child, err = s.content(open[depth-1]); err != nil {
				return err
			}
			if !child {
				depth--
				s.nodes[open[depth]].end = len(s.nodes)
			}
		}
	}
}

// startTag notes the element that begins here and reports whether its tag
// closed itself.
func (s *scanner) startTag() (closed bool, err error) {
	s.pos++
	begin := s.pos
	if err := s.name(); err != nil {
		return false, err
	}
	s.nodes = append(s.nodes, node{})
	at := &s.nodes[len(s.nodes)-1]
	at.name, at.nameEnd, at.end = begin, s.pos, len(s.nodes)
	at.hint = hintOf(s.source[begin:s.pos])
	if s.at('>') {
		s.pos++
		return s.usual(at), nil
	}
	return s.attributes()
}

// usual reads what stands in most elements, one clean CDATA section and the end
// tag, and reports whether it did. It saves time alone: [scanner.content] reads
// this and all else.
func (s *scanner) usual(at *node) bool {
	text, ok := strings.CutPrefix(s.rest(), cdataBegin)
	if !ok {
		return false
	}
	n := max(0, strings.IndexByte(text, ']'))
	rest, ok := strings.CutPrefix(text[n:], cdataEnd+"</")
	if !ok {
		return false
	}
	rest, ok = strings.CutPrefix(rest, s.source[at.name:at.nameEnd])
	if !ok || !strings.HasPrefix(rest, ">") || !isClean(text[:n]) {
		return false
	}
	s.pos = len(s.source) - len(rest) + len(">")
	at.text.from = len(s.source) - len(text)
	at.text.to = at.text.from + n
	return true
}

// The bytes of names, by where they may stand.
const (
	inName = 1 << iota
	beginsName
)

var nameBytes = func() (table [256]uint8) {
	for c := range table {
		switch c := byte(c); {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == ':', c >= utf8.RuneSelf:
			table[c] = inName | beginsName
		case '0' <= c && c <= '9', c == '-', c == '.':
			table[c] = inName
		}
	}
	return table
}()

// name skips a name.
func (s *scanner) name() error {
	rest := s.rest()
	if rest == "" || nameBytes[rest[0]]&beginsName == 0 {
		return s.fail("a tag needs a name")
	}
	n, bits := 0, byte(0)
	for n < len(rest) && nameBytes[rest[n]] != 0 {
		bits |= rest[n]
		n++
	}
	if bits >= utf8.RuneSelf && !utf8.ValidString(rest[:n]) {
		return s.fail("a tag's name is not UTF-8")
	}
	s.pos += n
	return nil
}

// attributes skips to the end of a start tag and reports whether the tag
// closed itself.
func (s *scanner) attributes() (closed bool, err error) {
	for {
		s.space()
		if s.pos == len(s.source) {
			return false, s.fail("a tag does not end")
		}
		switch s.source[s.pos] {
		case '>':
			s.pos++
			return false, nil
		case '/':
			if s.pos++; !s.at('>') {
				return false, s.fail("a stray / in a tag")
			}
			s.pos++
			return true, nil
		}
		if err := s.attribute(); err != nil {
			return false, err
		}
	}
}

func (s *scanner) attribute() error {
	if err := s.name(); err != nil {
		return err
	}
	s.space()
	if !s.at('=') {
		return s.fail("an attribute needs a value")
	}
	s.pos++
	s.space()
	if !s.at('"') && !s.at('\'') {
		return s.fail("an attribute's value needs quotes")
	}
	quote := s.source[s.pos]
	s.pos++
	end := strings.IndexByte(s.rest(), quote)
	if end < 0 || strings.IndexByte(s.rest()[:end], '<') >= 0 {
		return s.fail("an attribute's value does not end")
	}
	s.pos += end + 1
	return nil
}

// content reads on within the open element n: up to a child's start tag, or
// past n's end tag.
func (s *scanner) content(n int) (child bool, err error) {
	leaf := n == len(s.nodes)-1 // whose text counts
	begin := s.pos
	var text span
	for {
		if !leaf {
			s.space()
		}
		if !s.at('<') {
			if err := s.bare(&text); err != nil {
				return false, err
			}
		}
		switch s.second() {
		case '/':
			if leaf {
				s.nodes[n].text = text.within(begin, s.pos)
			}
			return false, s.endTag(n)
		case '!', '?':
			if err := s.markup(&text); err != nil {
				return false, err
			}
		default:
			return true, nil
		}
	}
}

// second is the byte after the '<', which tells what begins here.
func (s *scanner) second() byte {
	if s.pos+1 < len(s.source) {
		return s.source[s.pos+1]
	}
	return 0
}

// bare adds what comes before the next '<', and checks its entities.
func (s *scanner) bare(text *span) error {
	n := strings.IndexByte(s.rest(), '<')
	if n < 0 {
		s.pos = len(s.source)
		return s.fail("an element does not end")
	}
	from, to := s.pos, s.pos+n
	for {
		i := strings.IndexByte(s.source[s.pos:to], '&')
		if i < 0 {
			break
		}
		s.pos += i
		text.joined = true
		_, length := entity(s.source[s.pos:to])
		if length == 0 {
			return s.fail("an & that begins no known entity")
		}
		s.pos += length
	}
	s.pos = to
	text.add(s.source, from, to)
	return nil
}

// markup adds a CDATA section, and skips what carries no text.
func (s *scanner) markup(text *span) error {
	if !strings.HasPrefix(s.rest(), cdataBegin) {
		return s.skipMarkup()
	}
	from := s.pos + len(cdataBegin)
	n := strings.Index(s.source[from:], cdataEnd)
	if n < 0 {
		return s.fail("a CDATA section does not end")
	}
	text.add(s.source, from, from+n)
	s.pos = from + n + len(cdataEnd)
	return nil
}

// endTag reads the end tag of the open element n.
func (s *scanner) endTag(n int) error {
	s.pos += len("</")
	name := s.source[s.nodes[n].name:s.nodes[n].nameEnd]
	if !strings.HasPrefix(s.rest(), name) {
		return s.fail("an end tag closes another element")
	}
	s.pos += len(name)
	s.space()
	if !s.at('>') {
		return s.fail("an end tag closes another element, or does not end")
	}
	s.pos++
	return nil
}
