package origin

import (
	"bytes"
	"slices"
)

// scanner reads a page that arrives in pieces. It inserts a script at the beginning, gives the start tags of some
// elements to a function, and passes everything else on at once. It holds back no more than an unfinished tag.
//
// It follows the states of the HTML standard's tokenizer as far as they decide what a tag is.
type scanner struct {
	insert  []byte              // what is inserted behind the doctype; nil once it is
	wanted  []string            // the elements whose start tags are rewritten
	rewrite func([]byte) []byte // gets a whole start tag

	out  bytes.Buffer
	held []byte // of the input, not yet in out
	bom  int    // how many bytes of a byte order mark were read

	state  state
	name   []byte // of the tag
	quote  byte   // in the value of an attribute: the quote that ends it
	value  value
	hold   bool // the tag is held back for rewrite
	dashes int  // in a comment: how many stand before
	bang   bool // in a comment: --! stands before
	raw    string
}

// state is where in the page the scanner is.
type state int

const (
	inText    state = iota
	atLess          // behind <
	atBang          // in <!- or the like
	inName          // in the name of a start tag
	inTag           // in the attributes of a tag
	inComment       // behind <!--
	inDoctype       // behind <!d
	inMarkup        // behind <? or another <!
	inRawText       // in an element without tags, such as a script
)

// value is where in an attribute the scanner is.
type value int

const (
	noValue value = iota
	beforeValue
	inValue
)

// rawElements are the elements whose content has no tags.
var rawElements = []string{
	"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext",
}

// maxHeld is how long a tag may be that is held back, in bytes. A longer one passes as it is.
const maxHeld = 64 << 10

const byteOrderMark = "\xef\xbb\xbf"

// write reads a piece of the page.
func (s *scanner) write(p []byte) {
	for len(p) > 0 {
		if s.insert == nil && len(s.held) == 0 && (s.state == inText || s.state == inRawText) {
			n := bytes.IndexByte(p, '<')
			if n < 0 {
				n = len(p)
			}
			s.out.Write(p[:n])
			if p = p[n:]; len(p) == 0 {
				return
			}
		}
		s.step(p[0])
		p = p[1:]
	}
}

// end says that the page is over.
func (s *scanner) end() {
	s.begin()
	s.flush()
}

// begin inserts the script, unless that is done.
func (s *scanner) begin() {
	s.out.Write(s.insert)
	s.insert = nil
}

func (s *scanner) flush() {
	s.out.Write(s.held)
	s.held = s.held[:0]
}

func (s *scanner) step(b byte) {
	switch s.state {
	case inText:
		s.text(b)
	case atLess:
		s.less(b)
	case atBang:
		s.bangs(b)
	case inName:
		s.tagName(b)
	case inTag:
		s.tag(b)
	case inComment:
		s.comment(b)
	case inDoctype, inMarkup:
		s.out.WriteByte(b)
		if b == '>' {
			if s.state == inDoctype {
				s.begin()
			}
			s.state = inText
		}
	case inRawText:
		s.rawText(b)
	}
}

func (s *scanner) text(b byte) {
	if b == '<' {
		s.held, s.state = append(s.held, b), atLess
		return
	}
	switch {
	case s.insert == nil, isSpace(b):
	case s.bom < len(byteOrderMark) && b == byteOrderMark[s.bom]:
		s.bom++
	default:
		s.begin()
	}
	s.out.WriteByte(b)
}

// less reads the character behind <.
func (s *scanner) less(b byte) {
	switch {
	case b == '!':
		s.held, s.state = append(s.held, b), atBang
	case b == '?':
		s.held, s.state = append(s.held, b), inMarkup
		s.flush()
	case isLetter(b):
		s.begin()
		s.state, s.name = inName, s.name[:0]
		s.tagName(b)
	case b == '/':
		s.begin()
		s.held = append(s.held, b)
		s.flush()
		s.enterTag(false)
	default: // the < is text
		s.begin()
		s.flush()
		s.state = inText
		s.text(b)
	}
}

// bangs reads what decides whether <! begins a comment or a doctype.
func (s *scanner) bangs(b byte) {
	const comment = "<!--"
	if b == comment[len(s.held)] {
		if s.held = append(s.held, b); len(s.held) == len(comment) {
			s.flush()
			s.state, s.dashes, s.bang = inComment, 2, false // <!--> is a whole comment
		}
		return
	}
	s.state = inMarkup
	if lower(b) == 'd' && string(s.held) == "<!" {
		s.state = inDoctype
	}
	s.flush()
	s.step(b)
}

func (s *scanner) comment(b byte) {
	s.out.WriteByte(b)
	switch {
	case b == '-' && s.bang:
		s.dashes, s.bang = 1, false
	case b == '-':
		s.dashes++
	case b == '!' && s.dashes >= 2 && !s.bang:
		s.bang = true
	case b == '>' && (s.dashes >= 2 || s.bang):
		s.state = inText
	default:
		s.dashes, s.bang = 0, false
	}
}

func (s *scanner) tagName(b byte) {
	if !isSpace(b) && b != '/' && b != '>' {
		s.held, s.name = append(s.held, b), append(s.name, lower(b))
		if len(s.held) > maxHeld {
			s.enterTag(false)
		}
		return
	}
	s.enterTag(slices.Contains(s.wanted, string(s.name)))
	if !s.hold {
		s.flush()
	}
	s.tag(b)
}

// enterTag begins to read attributes. What is held back by then stays so if hold is true.
func (s *scanner) enterTag(hold bool) {
	if s.state != inName {
		s.name = s.name[:0] // an end tag
	}
	s.state, s.hold, s.quote, s.value = inTag, hold, 0, noValue
	if !hold {
		s.flush()
	}
}

func (s *scanner) tag(b byte) {
	if s.hold {
		s.held = append(s.held, b)
		if len(s.held) > maxHeld {
			s.hold = false
			s.flush()
		}
	} else {
		s.out.WriteByte(b)
	}
	switch {
	case s.quote != 0:
		if b == s.quote {
			s.quote, s.value = 0, noValue
		}
	case b == '>':
		s.endTag()
	case s.value == beforeValue && (b == '"' || b == '\''):
		s.quote = b
	case s.value == beforeValue && !isSpace(b):
		s.value = inValue
	case s.value == inValue && isSpace(b):
		s.value = noValue
	case s.value == noValue && b == '=':
		s.value = beforeValue
	}
}

func (s *scanner) endTag() {
	if s.hold {
		s.out.Write(s.rewrite(s.held))
		s.held = s.held[:0]
	}
	s.state, s.raw = inText, ""
	if slices.Contains(rawElements, string(s.name)) {
		s.state, s.raw = inRawText, "</"+string(s.name)
	}
}

// rawText looks for the end tag of the element.
func (s *scanner) rawText(b byte) {
	switch {
	case len(s.held) == 0 && b != '<':
		s.out.WriteByte(b)
	case len(s.held) < len(s.raw) && lower(b) == s.raw[len(s.held)]:
		s.held = append(s.held, b)
	case len(s.held) == len(s.raw) && (isSpace(b) || b == '/' || b == '>'):
		s.enterTag(false)
		s.tag(b)
	default:
		s.flush()
		s.rawText(b)
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f' }

func isLetter(b byte) bool { return lower(b) >= 'a' && lower(b) <= 'z' }

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + ('a' - 'A')
	}
	return b
}
