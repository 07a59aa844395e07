package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/internal/grapheme"
	"github.com/wechatgo/wechatgo/internal/textheading"
)

// A boundary is a place where a text may be cut, the better the higher.
type boundary int

const (
	none boundary = iota
	word
	clause
	sentence
	line
	paragraph
)

// mark is what a character says about the places before and after it.
type mark uint8

const (
	// endsSentence and endsClause do so if white space or a Chinese character follows. Alone, they are also parts of
	// numbers and addresses.
	endsSentence mark = 1 << iota
	endsClause
	// wide marks end a sentence or a clause whatever comes next.
	wide
	// closing marks belong to what comes before them, as quotes after a full stop.
	closing
	// opening marks belong to what follows.
	opening
	// staying characters do not begin a line in Chinese and Japanese.
	staying
)

var marks = func() map[rune]mark {
	all := map[rune]mark{}
	for _, m := range []struct {
		characters string
		mark       mark
	}{
		{"。！？｡…‼⁇⁈⁉", endsSentence | wide},
		{".!?", endsSentence},
		{"，、；：､", endsClause | wide},
		{",;:", endsClause},
		{"”’»›」』】》〉）］｝〕\"')]}*_~`", closing},
		{"“‘«‹「『【《〈（［｛〔([{#＃@$¥￥", opening},
		{"ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ—·・%％‰°℃", staying},
	} {
		for _, r := range m.characters {
			all[r] = m.mark
		}
	}
	return all
}()

// asciiMarks are the marks of ASCII, which are looked up most often.
var asciiMarks = func() (ascii [utf8.RuneSelf]mark) {
	for r := range rune(utf8.RuneSelf) {
		ascii[r] = marks[r]
	}
	return ascii
}()

func markOf(r rune) mark {
	switch {
	case r < utf8.RuneSelf:
		return asciiMarks[r]
	case r > 0x30ff && r < 0xff00:
		return 0 // most of Chinese
	}
	return marks[r]
}

// boundaryAt returns what ends at offset i of a text, where a character begins. White space is cut at its beginning.
func boundaryAt(text string, i int) boundary {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i:])
	if unicode.IsSpace(before) {
		return none
	}
	if n := spaceAt(text[i:]); n > 0 {
		if textheading.Ends(text[:i]) {
			return word
		}
		return max(boundaryOfSpace(text[i:], n), pauseBefore(text[:i], true))
	}
	if markOf(after)&^opening != 0 || grapheme.Extends(after) {
		return none
	}
	afterWide := isEastAsian(after)
	if pause := pauseBefore(text[:i], afterWide); pause > none {
		return pause
	}
	if (afterWide || isEastAsian(before)) && markOf(before)&opening == 0 && !grapheme.JoinsNext(before) {
		return word
	}
	return none
}

// spaceAt returns the length of the white space at the beginning of text. A space that carries a combining mark does not
// count.
func spaceAt(text string) int {
	n := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	if after, _ := utf8.DecodeRuneInString(text[n:]); n == 0 || n == len(text) || !grapheme.Extends(after) {
		return n
	}
	if last, size := utf8.DecodeLastRuneInString(text[:n]); last != '\n' {
		return n - size
	}
	return n
}

// boundaryOfSpace returns what the white space separates that is the first n bytes of text.
func boundaryOfSpace(text string, n int) boundary {
	switch lines := strings.Count(text[:n], "\n"); {
	case lines > 1, n == len(text):
		return paragraph
	case lines == 1:
		return line
	}
	return word
}

// pauseBefore returns what the marks at the end of text end, behind quotes and brackets that close. separated says that
// white space or a Chinese character follows.
func pauseBefore(text string, separated bool) boundary {
	last, size := utf8.DecodeLastRuneInString(text)
	m := markOf(last)
	for closed := 0; closed < 4 && m&closing != 0; closed++ {
		text = text[:len(text)-size]
		last, size = utf8.DecodeLastRuneInString(text)
		m = markOf(last)
	}
	switch {
	case m&wide == 0 && !separated:
		return none
	case m&endsSentence != 0 && !isListNumber(text):
		return sentence
	case m&endsClause != 0:
		return clause
	}
	return none
}

// isListNumber reports whether text ends with a number of one or two digits and a full stop, as the items of a list do.
func isListNumber(text string) bool {
	number, isFullStop := strings.CutSuffix(text, ".")
	digits := 0
	for digits < len(number) && isDigit(number[len(number)-1-digits]) && digits < 3 {
		digits++
	}
	return isFullStop && (digits == 1 || digits == 2)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isEastAsian reports whether r is a character of Chinese or Japanese, which have no spaces between words, or one of
// their marks.
func isEastAsian(r rune) bool {
	return r >= 0x2e80 && r <= 0xa4cf && (r < 0x3130 || r > 0x318f) || // but Hangul
		r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xff9f || r >= 0x20000 && r <= 0x3ffff
}

// faceStart returns where the code of a face begins that offset i of the text is inside of, or i.
func faceStart(text string, i int) int {
	const longest = 24 // [KeepFighting] has 14
	near := text[max(0, i-longest):i]
	begin := i - len(near)
	if open := strings.LastIndexAny(near, "[] \n"); open >= 0 && near[open] == '[' {
		rest := text[i:min(len(text), begin+open+longest)]
		if end := strings.IndexAny(rest, "[] \n"); end >= 0 && rest[end] == ']' {
			return begin + open
		}
	}
	if strings.HasSuffix(near, "/") && strings.HasPrefix(text[i:], ":") {
		return i - 1
	}
	if open := strings.LastIndex(near, "/:"); open >= 0 && i < begin+open+slashFace(text[begin+open:]) {
		return begin + open
	}
	return i
}

// slashFace returns the length of a face's code with which text begins, such as /::) or /:rose.
func slashFace(text string) int {
	const mostLetters, mostMarks = 8, 4
	n := len("/:")
	for n < len(text) && n < len("/:")+mostLetters && isLetter(text[n]) {
		n++
	}
	if n > len("/:") {
		return n
	}
	for n < len(text) && n < len("/:")+mostMarks && text[n] > ' ' && text[n] < utf8.RuneSelf && text[n] != '/' {
		n++
	}
	return n
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func trimEnd(text string) string { return strings.TrimRightFunc(text, unicode.IsSpace) }
