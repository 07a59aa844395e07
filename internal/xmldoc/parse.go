package xmldoc

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a document. The deepest documented push nests five levels and the
// longest holds a few hundred elements.
const (
	maxDepth    = 32
	maxElements = 10_000
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

// Parse reads doc into its root element. Control characters that XML forbids
// are dropped and bad UTF-8 becomes U+FFFD, so that a nickname with a stray
// byte never loses a message. The result shares no memory with doc: its texts
// lie in one copy.
func Parse(doc []byte) (Element, error) {
	p := parser{doc: string(doc)}
	root, err := p.document()
	if err != nil {
		return Element{}, err
	}
	return root, nil
}

type parser struct {
	doc   string
	pos   int
	count int
}

func (p *parser) fail(reason string) error {
	return &SyntaxError{Offset: p.pos, Reason: reason}
}

// rest is what has not been read yet.
func (p *parser) rest() string { return p.doc[p.pos:] }

func (p *parser) document() (Element, error) {
	if strings.HasPrefix(p.doc, "\ufeff") {
		p.pos = len("\ufeff")
	}
	if err := p.misc(); err != nil {
		return Element{}, err
	}
	if p.pos == len(p.doc) {
		return Element{}, p.fail("no root element")
	}
	root, err := p.element(1)
	if err != nil {
		return Element{}, err
	}
	if err := p.misc(); err != nil {
		return Element{}, err
	}
	if p.pos != len(p.doc) {
		return Element{}, p.fail("text after the root element")
	}
	return root, nil
}

// misc skips white space, comments and processing instructions.
func (p *parser) misc() error {
	for {
		p.space()
		switch rest := p.rest(); {
		case strings.HasPrefix(rest, "<?"):
			if err := p.skipPast("?>"); err != nil {
				return err
			}
		case strings.HasPrefix(rest, "<!--"):
			if err := p.comment(); err != nil {
				return err
			}
		case strings.HasPrefix(rest, "<!"):
			return ErrDoctype
		default:
			return nil
		}
	}
}

func (p *parser) comment() error {
	p.pos += len("<!--")
	return p.skipPast("-->")
}

func (p *parser) skipPast(end string) error {
	i := strings.Index(p.rest(), end)
	if i < 0 {
		return p.fail("no " + end)
	}
	p.pos += i + len(end)
	return nil
}

func (p *parser) space() {
	for p.pos < len(p.doc) && isSpace(p.doc[p.pos]) {
		p.pos++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (p *parser) name() (string, error) {
	start := p.pos
	for p.pos < len(p.doc) && isName(p.doc[p.pos], p.pos == start) {
		p.pos++
	}
	if p.pos == start {
		return "", p.fail("a tag needs a name")
	}
	name := p.doc[start:p.pos]
	if !utf8.ValidString(name) {
		return "", p.fail("a tag's name is not UTF-8")
	}
	return name, nil
}

func isName(c byte, first bool) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == ':', c >= utf8.RuneSelf:
		return true
	case '0' <= c && c <= '9', c == '-', c == '.':
		return !first
	}
	return false
}

// element reads one element; p stands on its '<'.
func (p *parser) element(depth int) (Element, error) {
	if depth > maxDepth {
		return Element{}, p.fail("nested too deep")
	}
	if p.count++; p.count > maxElements {
		return Element{}, p.fail("too many elements")
	}
	if p.doc[p.pos] != '<' {
		return Element{}, p.fail("want an element")
	}
	p.pos++
	name, err := p.name()
	if err != nil {
		return Element{}, err
	}
	e := Element{Name: name}
	closed, err := p.attributes()
	if err != nil || closed {
		return e, err
	}
	return e, p.content(&e, depth)
}

// attributes skips to the end of a start tag and reports whether the tag
// closed itself.
func (p *parser) attributes() (closed bool, err error) {
	for {
		p.space()
		if p.pos == len(p.doc) {
			return false, p.fail("a tag does not end")
		}
		switch p.doc[p.pos] {
		case '>':
			p.pos++
			return false, nil
		case '/':
			if !strings.HasPrefix(p.rest(), "/>") {
				return false, p.fail("a stray / in a tag")
			}
			p.pos += 2
			return true, nil
		}
		if err := p.attribute(); err != nil {
			return false, err
		}
	}
}

func (p *parser) attribute() error {
	if _, err := p.name(); err != nil {
		return err
	}
	p.space()
	if p.pos == len(p.doc) || p.doc[p.pos] != '=' {
		return p.fail("an attribute needs a value")
	}
	p.pos++
	p.space()
	if p.pos == len(p.doc) || (p.doc[p.pos] != '"' && p.doc[p.pos] != '\'') {
		return p.fail("an attribute's value needs quotes")
	}
	quote := p.doc[p.pos]
	p.pos++
	end := strings.IndexByte(p.rest(), quote)
	if end < 0 || strings.IndexByte(p.rest()[:end], '<') >= 0 {
		return p.fail("an attribute's value does not end")
	}
	p.pos += end + 1
	return nil
}

// content reads what stands between e's tags, and the end tag.
func (p *parser) content(e *Element, depth int) error {
	var text textBuilder
	for {
		i := strings.IndexByte(p.rest(), '<')
		if i < 0 {
			return p.fail("an element does not end")
		}
		if i > 0 {
			if err := p.entities(&text, p.rest()[:i]); err != nil {
				return err
			}
			p.pos += i
		}
		switch rest := p.rest(); {
		case strings.HasPrefix(rest, "</"):
			if len(e.Children) == 0 {
				e.Text = text.String()
			}
			return p.endTag(e.Name)
		case strings.HasPrefix(rest, "<![CDATA["):
			p.pos += len("<![CDATA[")
			end := strings.Index(p.rest(), "]]>")
			if end < 0 {
				return p.fail("a CDATA section does not end")
			}
			text.add(p.rest()[:end])
			p.pos += end + len("]]>")
		case strings.HasPrefix(rest, "<!--"):
			if err := p.comment(); err != nil {
				return err
			}
		case strings.HasPrefix(rest, "<?"):
			if err := p.skipPast("?>"); err != nil {
				return err
			}
		case strings.HasPrefix(rest, "<!"):
			return ErrDoctype
		default:
			child, err := p.element(depth + 1)
			if err != nil {
				return err
			}
			e.Children = append(e.Children, child)
		}
	}
}

func (p *parser) endTag(want string) error {
	p.pos += len("</")
	name, err := p.name()
	if err != nil {
		return err
	}
	if name != want {
		return p.fail("an end tag closes another element")
	}
	p.space()
	if p.pos == len(p.doc) || p.doc[p.pos] != '>' {
		return p.fail("an end tag does not end")
	}
	p.pos++
	return nil
}

// entities adds raw to text with its entities resolved.
func (p *parser) entities(text *textBuilder, raw string) error {
	for {
		i := strings.IndexByte(raw, '&')
		if i < 0 {
			text.add(raw)
			return nil
		}
		text.add(raw[:i])
		raw = raw[i+1:]
		end := strings.IndexByte(raw, ';')
		if end < 0 {
			return p.fail("an entity does not end")
		}
		r, ok := entity(raw[:end])
		if !ok {
			return p.fail("an unknown entity")
		}
		// Cleaned like the rest: a carriage return is a line end, whichever
		// way it came.
		text.add(string(r))
		raw = raw[end+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}
