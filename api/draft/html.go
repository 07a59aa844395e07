package draft

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

// attribute is an attribute of a start tag.
type attribute struct {
	name       string // in lower case
	start, end int    // of its value in the HTML
	quote      byte   // around the value, 0 for none
}

// space has the white space of HTML.
const space = " \t\n\r\f"

// rawText has the elements in whose content nothing is a tag.
var rawText = map[string]bool{
	"iframe": true, "noembed": true, "noframes": true, "noscript": true, "plaintext": true, "script": true,
	"style": true, "textarea": true, "title": true, "xmp": true,
}

// forEachTag calls f with each start tag of an HTML text: its name in lower case and its attributes, of two with one
// name the first. It splits tags as browsers do. A fuzz test compares it with golang.org/x/net/html, which programs
// that use this package should not have to import.
func forEachTag(text string, f func(tag string, attributes []attribute)) {
	s := scanner{text: text}
	for s.skipTo('<') {
		switch {
		case s.atLetter():
			tag := s.readName()
			attributes, complete := s.readAttributes()
			if !complete {
				return
			}
			f(tag, attributes)
			if rawText[tag] {
				s.skipContentOf(tag)
			}
		case s.next("/"):
			s.skipEndTag()
		case s.next("!--"):
			s.skipComment()
		case s.next("!"), s.next("?"):
			s.skipTo('>')
		}
	}
}

// scanner is a place in an HTML text.
type scanner struct {
	text string
	at   int
}

// skipTo moves behind the next byte b, or returns false if there is none.
func (s *scanner) skipTo(b byte) bool {
	i := strings.IndexByte(s.text[s.at:], b)
	if i < 0 {
		s.at = len(s.text)
		return false
	}
	s.at += i + 1
	return true
}

// next moves behind prefix, or returns false if it does not follow.
func (s *scanner) next(prefix string) bool {
	if !strings.HasPrefix(s.text[s.at:], prefix) {
		return false
	}
	s.at += len(prefix)
	return true
}

// atLetter reports whether a letter follows, as in each name of a tag.
func (s *scanner) atLetter() bool {
	if s.at == len(s.text) {
		return false
	}
	c := s.text[s.at] | 0x20
	return 'a' <= c && c <= 'z'
}

// until returns the text up to the first of the bytes, which stays.
func (s *scanner) until(bytes string) string {
	i := strings.IndexAny(s.text[s.at:], bytes)
	if i < 0 {
		i = len(s.text) - s.at
	}
	s.at += i
	return s.text[s.at-i : s.at]
}

func (s *scanner) skipSpace() {
	s.at = len(s.text) - len(strings.TrimLeft(s.text[s.at:], space))
}

// readName reads the name of a tag.
func (s *scanner) readName() string { return lower(s.until(space + "/>")) }

// lower is strings.ToLower for ASCII alone, as HTML compares names.
func lower(name string) string {
	b := []byte(name)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return string(b)
}

// readAttributes reads the attributes of a tag and its end. complete is false if the text ends before.
func (s *scanner) readAttributes() (list []attribute, complete bool) {
	seen := map[string]bool{}
	for {
		s.skipSpace()
		switch {
		case s.at == len(s.text):
			return nil, false
		case s.next(">"):
			return list, true
		case s.next("/"):
			continue
		}
		a := s.readAttribute()
		if !seen[a.name] {
			seen[a.name] = true
			list = append(list, a)
		}
	}
}

func (s *scanner) readAttribute() attribute {
	start := s.at
	s.next("=") // at the beginning it belongs to the name
	s.until(space + "/>=")
	a := attribute{name: lower(s.text[start:s.at]), start: s.at, end: s.at}
	s.skipSpace()
	if !s.next("=") {
		return a
	}
	s.skipSpace()
	a.start, a.end = s.at, s.at
	switch {
	case s.next(`"`):
		a.quote = '"'
	case s.next("'"):
		a.quote = '\''
	default:
		a.end += len(s.until(space + ">"))
		return a
	}
	a.start = s.at
	a.end = a.start + len(s.until(string(a.quote)))
	s.next(string(a.quote))
	return a
}

// skipEndTag skips the rest of an end tag.
func (s *scanner) skipEndTag() {
	if !s.atLetter() {
		s.skipTo('>')
		return
	}
	s.readName()
	s.readAttributes()
}

// skipComment skips the rest of a comment.
func (s *scanner) skipComment() {
	if s.next(">") || s.next("->") {
		return
	}
	start := s.at
	for s.skipTo('>') {
		comment := s.text[start : s.at-1]
		if strings.HasSuffix(comment, "--") || strings.HasSuffix(comment, "--!") {
			return
		}
	}
}

// skipContentOf skips the content of an element up to its end tag.
func (s *scanner) skipContentOf(tag string) {
	for s.skipTo('<') {
		if tag != "plaintext" && s.next("/") && s.at+len(tag) < len(s.text) &&
			lower(s.text[s.at:s.at+len(tag)]) == tag &&
			strings.IndexByte(space+"/>", s.text[s.at+len(tag)]) >= 0 {
			s.at -= len("</")
			return
		}
	}
}

// reference matches what may be a character reference in a value, such as &amp; or &#38;.
var reference = regexp.MustCompile(`&(#[0-9]+;?|#[xX][0-9A-Fa-f]+;?|[A-Za-z0-9]+[;=]?)`)

// unknownToGo has the two names of HTML that package html lacks.
var unknownToGo = map[string]string{"&nGt;": "≫\u20d2", "&nLt;": "≪\u20d2"}

// decode returns the value of an attribute. Unlike elsewhere, a name without a semicolon is text there if it goes on: an
// address may have the parameters &copy=1 and &order=2.
func (a attribute) decode(text string) string {
	return reference.ReplaceAllStringFunc(text[a.start:a.end], func(found string) string {
		if number, ok := strings.CutPrefix(found, "&#"); ok {
			return numbered(strings.TrimSuffix(number, ";"))
		}
		if decoded, ok := unknownToGo[found]; ok {
			return decoded
		}
		decoded, characters := html.UnescapeString(found), 1
		if strings.HasSuffix(found, ";") {
			characters = 2 // some names stand for two
		}
		if strings.HasSuffix(found, "=") || utf8.RuneCountInString(decoded) > characters {
			return found // the name of no character, or of one and more
		}
		return decoded
	})
}

// numbered returns the character of a number, such as 38 or x26.
func numbered(number string) string {
	digits := strings.TrimLeft(number, "xX0")
	if len(digits) > len("1114111") {
		return string(utf8.RuneError) // package html lets a number that is too large overflow
	}
	return html.UnescapeString("&#" + number + ";")
}

// encode returns a value as it stands in place of the old one.
func (a attribute) encode(value string) string {
	value = html.EscapeString(value)
	if a.quote == 0 {
		return `"` + value + `"`
	}
	return value
}
