package xmldoc

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// span is the position of a text in the source. Most texts are one clean piece and need nothing but their span.
type span struct {
	from, to uint32
	joined   bool // the text consists of several pieces and has to be assembled
}

// add adds the piece from..to of an element's content.
func (t *span) add(source string, from, to int) {
	switch {
	case from == to || t.joined:
	case t.from == t.to && isClean(source[from:to]):
		t.from, t.to = uint32(from), uint32(to)
	default:
		t.joined = true
	}
}

// within completes the span of an element whose content is begin..end.
func (t span) within(begin, end int) span {
	if t.joined {
		t.from, t.to = uint32(begin), uint32(end)
	}
	return t
}

func (t span) of(source string) string {
	text := source[t.from:t.to]
	if t.joined {
		return join(text)
	}
	return text
}

// join assembles the text of an element without children from all that is between its tags. The scanner has already
// checked it: an & that begins no entity may be there.
func join(content string) string {
	var b strings.Builder
	b.Grow(len(content))
	for content != "" {
		piece, rest := content, ""
		if i := strings.IndexByte(content, '<'); i >= 0 {
			piece, rest = content[:i], content[i:]
		}
		resolve(&b, piece)
		switch {
		case strings.HasPrefix(rest, cdataBegin):
			piece, rest, _ = strings.Cut(rest[len(cdataBegin):], cdataEnd)
			clean(&b, piece)
		case strings.HasPrefix(rest, commentBegin):
			_, rest, _ = strings.Cut(rest[len(commentBegin):], commentEnd)
		case rest != "":
			_, rest, _ = strings.Cut(rest, procEnd)
		}
		content = rest
	}
	return b.String()
}

// resolve appends a text with its entities resolved.
func resolve(b *strings.Builder, text string) {
	for {
		i := strings.IndexByte(text, '&')
		if i < 0 {
			clean(b, text)
			return
		}
		clean(b, text[:i])
		r, length := entity(text[i:])
		if length == 0 {
			r, length = '&', len("&")
		}
		// The character is cleaned like the rest: a carriage return is a line end in any notation.
		clean(b, string(r))
		text = text[i+length:]
	}
}

// entity decodes the entity at the beginning of text, which is an &. The length is 0 if there is none. It does not look
// beyond the next &, so that a text of many costs no more than another one.
func entity(text string) (r rune, length int) {
	end := 1
	for end < len(text) && text[end] != ';' && text[end] != '&' {
		end++
	}
	if end == len(text) || text[end] == '&' {
		return 0, 0
	}
	length = end + 1
	switch text[1:end] {
	case "amp":
		return '&', length
	case "lt":
		return '<', length
	case "gt":
		return '>', length
	case "quot":
		return '"', length
	case "apos":
		return '\'', length
	}
	digits, ok := strings.CutPrefix(text[1:end], "#")
	if !ok {
		return 0, 0
	}
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, 0
	}
	return rune(n), length
}
