package xmldoc

import (
	"strings"
	"unicode/utf8"
)

// startTag records the element at the current position. It reports whether the element is complete: its tag closed
// itself, or fastContent has read it.
func (s *scanner) startTag() (closed bool, err error) {
	s.pos++
	begin := s.pos
	if err := s.name(); err != nil {
		return false, err
	}
	name := s.source[begin:s.pos]
	n := node{name: uint32(begin), hint: hintOf(name), end: uint32(len(s.nodes) + 1)}
	if s.at('>') {
		s.pos++
		n.text, closed = s.fastContent(name)
	} else {
		closed, err = s.attributes()
	}
	s.nodes = append(s.nodes, n)
	return closed, err
}

// fastContent reads the content of most elements: one clean CDATA section or digits, and the end tag. It reports
// whether it succeeded. It exists only to save time: [scanner.content] can read the same.
func (s *scanner) fastContent(name string) (text span, ok bool) {
	var n int
	var after string
	content, isCDATA := strings.CutPrefix(s.rest(), cdataBegin)
	if isCDATA {
		n = max(0, strings.IndexByte(content, ']'))
		after, ok = strings.CutPrefix(content[n:], cdataEnd+"</")
	} else {
		n = countDigits(content)
		after, ok = strings.CutPrefix(content[n:], "</")
	}
	if !ok || len(after) <= len(name) || after[:len(name)] != name || after[len(name)] != '>' || !isClean(content[:n]) {
		return span{}, false
	}
	from := len(s.source) - len(content)
	s.pos = len(s.source) - len(after) + len(name) + len(">")
	return span{from: uint32(from), to: uint32(from + n)}, true
}

// countDigits returns the number of digits at the beginning of s.
func countDigits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// The classes of bytes in names.
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

// attributes skips to the end of a start tag and reports whether the tag closed itself.
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

// endTag reads the end tag of the open element n.
func (s *scanner) endTag(n int) error {
	s.pos += len("</")
	name := s.nodes[n].nameIn(s.source)
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
