package xmldoc

import "strings"

// content continues to read the open element n, up to the start tag of a child or past n's end tag.
func (s *scanner) content(n int) (child bool, err error) {
	leaf := n == len(s.nodes)-1 // only a leaf's text is kept
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

// second returns the byte after the '<', which tells the kind of markup.
func (s *scanner) second() byte {
	if s.pos+1 < len(s.source) {
		return s.source[s.pos+1]
	}
	return 0
}

// bare adds the text up to the next '<' and checks its entities.
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
		_, length := entity(s.source[s.pos:to])
		switch {
		case length > 0:
			text.joined = true
		case s.strict:
			return s.fail("an & that begins no known entity")
		default:
			length = len("&") // it is a part of the text
		}
		s.pos += length
	}
	s.pos = to
	text.add(s.source, from, to)
	return nil
}

// markup adds a CDATA section, or skips markup without text.
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
