// Package textlink finds the links in the text of a message: the one place that says what WeChat takes for a link.
// Nothing shows that the platform refuses a text for a link that it does not understand: such a link is shown as typed.
package textlink

import (
	"iter"
	"strings"
)

// Tag is an <a ...> tag.
type Tag struct {
	// Start and End are the tag's place in the text, in bytes.
	Start, End int
	// attributes is what stands between the name and the closing bracket.
	attributes string
}

// Tags returns the text's <a ...> tags that are whole, in their order. It takes linear time: a tag has no < in it, so
// that the search goes on where a broken tag ends.
func Tags(text string) iter.Seq[Tag] {
	return func(yield func(Tag) bool) {
		for at := 0; ; {
			i := strings.IndexByte(text[at:], '<')
			if i < 0 {
				return
			}
			start := at + i
			at = start + 1
			if !opensTag(text[start:]) {
				continue
			}
			end, whole := tagEnd(text, start+len("<a"))
			at = end
			if whole && !yield(Tag{start, end, text[start+len("<a") : end-len(">")]}) {
				return
			}
		}
	}
}

// opensTag reports whether text begins with "<a" and white space.
func opensTag(text string) bool {
	return len(text) > 2 && text[1]|0x20 == 'a' && isSpace(text[2])
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// tagEnd returns where the tag ends whose attributes begin at offset at. If the tag is not whole, it returns where that
// is certain.
func tagEnd(text string, at int) (end int, whole bool) {
	quote := byte(0)
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case c == '<':
			return at, false
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"', c == '\'':
			quote = c
		case c == '>':
			return at + 1, true
		}
	}
	return at, false
}

// Attribute returns the value of an attribute, whose name is in lower case. Of two of one name the last counts.
func (t Tag) Attribute(name string) (value string, has bool) {
	for rest := t.attributes; rest != ""; {
		var n, v string
		if n, v, rest = nextAttribute(rest); strings.EqualFold(n, name) {
			value, has = v, true
		}
	}
	return value, has
}

// nextAttribute takes the first attribute off a tag's attributes. One without a value has no name either.
func nextAttribute(attributes string) (name, value, rest string) {
	i := strings.IndexByte(attributes, '=')
	if i < 0 {
		return "", "", ""
	}
	before := strings.TrimRight(attributes[:i], " \t\n\v\f\r")
	name = before[strings.LastIndexFunc(before, isNoNameRune)+1:]
	rest = strings.TrimLeft(attributes[i+1:], " \t\n\v\f\r")
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		value, rest, _ = strings.Cut(rest[1:], rest[:1])
		return name, value, rest
	}
	end := strings.IndexAny(rest, " \t\n\v\f\r\"'")
	if end < 0 {
		end = len(rest)
	}
	return name, rest[:end], rest[end:]
}

func isNoNameRune(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// IsTarget reports whether a tap on a link to href opens or sends something: href is a web address, or says what text to
// send (weixin://bizmsgmenu?).
func IsTarget(href string) bool { return IsWeb(href) || hasScheme(href, "weixin://bizmsgmenu?") }

// IsWeb reports whether href is a web address.
func IsWeb(href string) bool { return hasScheme(href, "http://") || hasScheme(href, "https://") }

func hasScheme(href, scheme string) bool {
	href = strings.TrimSpace(href)
	return len(href) > len(scheme) && strings.EqualFold(href[:len(scheme)], scheme)
}

// Link is a link that WeChat shows: a tag with a target, the words that are tapped, and </a>.
type Link struct {
	Tag
	// Target is the tag's href, without white space around it.
	Target string
	// Words is what the user sees and taps.
	Words string
}

// Links returns the text's links, in their order. A tag that nothing closes before the next tag is no link.
func Links(text string) iter.Seq[Link] {
	return func(yield func(Link) bool) {
		var open Tag // the tag before
		isOpen := false
		// closed yields the link of the open tag if the text up to end closes it.
		closed := func(end int) bool {
			if !isOpen {
				return true
			}
			href, _ := open.Attribute("href")
			words, after, ok := cutClosing(text[open.End:end])
			if !ok || !IsTarget(href) {
				return true
			}
			open.End = end - len(after)
			return yield(Link{open, strings.TrimSpace(href), words})
		}
		for tag := range Tags(text) {
			if !closed(tag.Start) {
				return
			}
			open, isOpen = tag, true
		}
		closed(len(text))
	}
}

// Unfinished returns where a link begins that does not end within text, or -1: a text that grows must not be cut behind
// it. It takes linear time.
func Unfinished(text string) (start int) {
	for start = strings.LastIndexByte(text, '<'); start >= 0; start = strings.LastIndexByte(text[:start], '<') {
		rest := text[start:]
		if rest == "<" || strings.EqualFold(rest, "<a") {
			return start
		}
		if !opensTag(rest) {
			continue
		}
		end, whole := tagEnd(text, start+len("<a"))
		if _, _, closed := cutClosing(text[end:]); whole && closed {
			return -1
		}
		if whole || end == len(text) {
			return start
		}
	}
	return -1
}

// cutClosing cuts text around its first </a>.
func cutClosing(text string) (before, after string, found bool) {
	for at := 0; ; {
		i := strings.Index(text[at:], "</")
		if i < 0 {
			return "", "", false
		}
		start := at + i
		at = start + len("</")
		if rest := text[at:]; rest != "" && rest[0]|0x20 == 'a' {
			if rest = strings.TrimLeft(rest[1:], " \t\n\v\f\r"); strings.HasPrefix(rest, ">") {
				return text[:start], rest[1:], true
			}
		}
	}
}
