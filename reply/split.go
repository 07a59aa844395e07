package reply

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/internal/grapheme"
	"github.com/wechatgo/wechatgo/internal/textlink"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Split cuts a text into parts that fit a message each: every part has at most limit bytes. A limit of 0 means
// [MaxTextBytes]; one below 4 counts as 4, so that each character fits. A text that fits is the only part; one in which
// nothing is written has none.
//
// A part ends where its reader pauses: at the last paragraph that fits, else at the last line, sentence, clause or word,
// unless that would leave it less than a quarter full, or half full with a clause; else between two characters as a reader sees them, so that
// combining marks, flags and emoji that are joined or have a skin tone stay whole. A character that is longer than the
// limit is cut between its code points.
//
// Links (<a href="...">...</a>) and the codes of WeChat's faces, such as /::) and [Smile], are not cut. A link that is
// longer than the limit loses its tag: its words are followed by its web address, and both are cut like other text. A
// link that sends a text (weixin://bizmsgmenu) leaves only its words.
//
// The parts are the text as it is written in a message: see [Text]. Joined, they lack white space where they were cut
// and nothing else. Split takes linear time.
func Split(text string, limit int) []string {
	limit = orDefault(limit)
	text = xmldoc.Written(text)
	if len(text) <= limit && text != "" {
		return []string{text}
	}
	s := newSplitter(text, limit)
	var parts []string
	for len(s.text)-s.from > limit {
		end := s.cut(limit, limit/4)
		if part := trimEnd(s.text[s.from:end]); part != "" {
			parts = append(parts, part)
		}
		s.skipTo(end)
	}
	if rest := s.text[s.from:]; strings.TrimSpace(rest) != "" {
		parts = append(parts, rest)
	}
	return parts
}

// Shorten returns the text as it is written in a message, with at most limit bytes. A longer text is cut where [Split]
// would cut it, though only where that leaves it at least seven eighths full, and ends with more, such as "…" or
// "\n(continued in the next message)"; a mark that is longer than the limit is left out. A limit of 0 means
// [MaxTextBytes]; one below 4 counts as 4.
func Shorten(text string, limit int, more string) string {
	limit = orDefault(limit)
	text = xmldoc.Written(text)
	if len(text) <= limit {
		return text
	}
	more = xmldoc.Written(more)
	if len(more) > limit {
		more = ""
	}
	room := limit - len(more)
	s := newSplitter(text, room)
	if len(s.text) <= limit {
		return trimEnd(s.text) // a link lost its tag
	}
	return trimEnd(s.text[:s.cut(room, room-room/8)]) + more
}

func orDefault(limit int) int {
	if limit <= 0 {
		return MaxTextBytes
	}
	return max(limit, utf8.UTFMax)
}

// splitter cuts one text after the other off a text.
type splitter struct {
	text  string
	from  int    // where the rest of the text begins
	links []span // the links in the rest and behind it that are not cut
}

// span is a part of the text, in bytes.
type span struct{ start, end int }

// newSplitter finds the links in a text. The text loses the tags of those that are longer than limit.
func newSplitter(text string, limit int) *splitter {
	s := &splitter{text: text}
	var b strings.Builder // the text with the changes so far
	copied := 0
	for link := range textlink.Links(text) {
		if link.End-link.Start <= limit {
			shift := b.Len() - copied
			s.links = append(s.links, span{link.Start + shift, link.End + shift})
			continue
		}
		b.WriteString(text[copied:link.Start])
		b.WriteString(untagged(link))
		copied = link.End
	}
	if copied > 0 {
		b.WriteString(text[copied:])
		s.text = b.String()
	}
	return s
}

// untagged returns a link without its tag.
func untagged(link textlink.Link) string {
	switch {
	case !textlink.IsWeb(link.Target), link.Words == link.Target:
		return link.Words
	case link.Words == "":
		return link.Target
	}
	return link.Words + " " + link.Target
}

// skipTo continues with the text at offset at, without the white space there. Spaces that indent a line stay.
func (s *splitter) skipTo(at int) {
	s.from = at + spaceAt(s.text[at:])
	if line := strings.LastIndexByte(s.text[at:s.from], '\n'); line >= 0 && s.from < len(s.text) {
		s.from = at + line + len("\n")
	}
	for len(s.links) > 0 && s.links[0].end <= s.from {
		s.links = s.links[1:]
	}
}

// cut returns where the first part of the rest ends: at the best boundary that leaves it between least and most bytes.
func (s *splitter) cut(most, least int) int {
	rest := s.text[s.from:]
	var best boundary
	end := 0
	for i := s.outsideLink(most); i >= max(least, 1) && best < paragraph; i = s.outsideLink(i) {
		b := boundaryAt(rest, i)
		if b == clause && i < most/2 {
			b = word
		}
		if b > best && faceStart(rest, i) == i {
			best, end = b, i
		}
		if best >= sentence { // only the end of a line is better
			i = len(trimEnd(rest[:strings.LastIndexByte(rest[:i], '\n')+1]))
			continue
		}
		_, size := utf8.DecodeLastRuneInString(rest[:i])
		i -= size
	}
	if end == 0 {
		end = s.cutCharacter(rest, most)
	}
	return s.from + end
}

// linksBefore returns the number of links that begin before offset i in the rest.
func (s *splitter) linksBefore(i int) int {
	n, _ := slices.BinarySearchFunc(s.links, s.from+i, func(l span, at int) int { return cmp.Compare(l.start, at) })
	return n
}

// outsideLink returns i, an offset in the rest, or where the link begins that i is inside of.
func (s *splitter) outsideLink(i int) int {
	if n := s.linksBefore(i); n > 0 && s.links[n-1].end > s.from+i {
		return max(s.links[n-1].start-s.from, 0)
	}
	return i
}

// linkEnd returns where the last link ends that begins before offset i in the rest, or 0.
func (s *splitter) linkEnd(i int) int {
	if n := s.linksBefore(i); n > 0 {
		return s.links[n-1].end - s.from
	}
	return 0
}

// cutCharacter returns the last place, at most bytes away, that is inside no character, face or link.
func (s *splitter) cutCharacter(rest string, most int) int {
	if i := s.outsideLink(most); i > 0 && i < most {
		return i
	}
	from := s.linkEnd(most)
	if i := from + grapheme.Last(rest[from:], most-from); i > 0 {
		return cmp.Or(faceStart(rest, i), i)
	}
	end := most
	for !utf8.RuneStart(rest[end]) {
		end--
	}
	return end
}
