package reply_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/internal/grapheme"
	"github.com/wechatgo/wechatgo/internal/textlink"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
	"github.com/wechatgo/wechatgo/reply"
)

// tester is what a property needs of a test.
type tester interface {
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Helper()
}

// checkSplit checks what Split promises for any text.
func checkSplit(t tester, text string, limit int) {
	t.Helper()
	parts := reply.Split(text, limit)
	written := xmldoc.Written(text)
	switch {
	case limit <= 0:
		limit = reply.MaxTextBytes
	case limit < 4:
		limit = 4
	}
	if len(written) <= limit {
		if strings.Join(parts, "|") != written {
			t.Errorf("%q, which fits %d bytes, became %q", text, limit, parts)
		}
		return
	}
	for _, part := range parts {
		if len(part) > limit || xmldoc.Written(part) != part || strings.TrimSpace(part) == "" {
			t.Errorf("%q at %d has the part %q of %d bytes", text, limit, part, len(part))
		}
	}
	units := unitsOf(written)
	for link := range textlink.Links(written) {
		if link.End-link.Start > limit {
			return // it lost its tag
		}
		units.addLink(link.Start, link.End)
	}
	at := 0
	for _, part := range parts {
		from := at
		for !strings.HasPrefix(written[at:], part) {
			r, size := utf8.DecodeRuneInString(written[at:])
			if !unicode.IsSpace(r) {
				t.Fatalf("%q at %d lost %q before %q", written, limit, written[from:at+size], part)
			}
			at += size
		}
		checkCut(t, written, limit, at, units)
		at += len(part)
		checkCut(t, written, limit, at, units)
	}
	if lost := written[at:]; strings.TrimSpace(lost) != "" {
		t.Errorf("%q at %d lost %q at its end", written, limit, lost)
	}
}

// span is a part of a text, in bytes.
type span struct{ start, end int }

// units are what a text must not be cut in. They are kept by offset, so that a long text with many cuts is checked in
// linear time.
type units struct {
	characters []span       // the cluster of each byte
	links      map[int]span // the link around each byte behind a link's first
	edges      map[int]bool // where links begin and end
}

// unitsOf returns the units of a text without links.
func unitsOf(text string) units {
	u := units{links: map[int]span{}, edges: map[int]bool{}}
	for at := 0; at < len(text); {
		size := firstCluster(text[at:])
		u.characters = append(u.characters, slices.Repeat([]span{{at, at + size}}, size)...)
		at += size
	}
	return u
}

// firstCluster returns the length of the first cluster of a text that is not empty.
func firstCluster(text string) int {
	limit := 1
	for grapheme.Last(text, limit) == 0 {
		limit *= 2
	}
	size := grapheme.Last(text, limit)
	for before := grapheme.Last(text, size-1); before > 0; before = grapheme.Last(text, size-1) {
		size = before
	}
	return size
}

func (u units) addLink(start, end int) {
	u.edges[start], u.edges[end] = true, true
	for at := start + 1; at < end; at++ {
		u.links[at] = span{start, end}
	}
}

// checkCut checks that a text may be cut at an offset.
func checkCut(t tester, text string, limit, at int, u units) {
	t.Helper()
	if link, ok := u.links[at]; ok {
		t.Errorf("%q at %d was cut in the link %q, at byte %d", text, limit, text[link.start:link.end], at)
	}
	if u.edges[at] || at == len(text) {
		return
	}
	next, _ := utf8.DecodeRuneInString(text[at:])
	if c := u.characters[at]; c.start < at && c.end-c.start <= limit && !unicode.IsSpace(next) {
		t.Errorf("%q at %d was cut in the character %q, at byte %d", text, limit, text[c.start:c.end], at)
	}
}

// pieces are what the texts of the property tests are made of.
var pieces = []string{
	"你好", "世界。", "，", "？！", "“", "”", "（", "）", "word", "a", ". ", "! ", ", ", " ", "\n", "\n\n", "\n  \n", "　　", "1. ", "3.14",
	"👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "🇫", "❤️", "e\u0301", "\u0301", "\u200d", "한", "\u1112\u1161\u11ab", "क्षि", "นำ้",
	`<a href="http://x.cn/">链接 words. More</a>`, `<a href="weixin://bizmsgmenu?msgmenucontent=是&msgmenuid=1">是</a>`,
	`<a href="https://example.com/` + strings.Repeat("long/", 30) + `">x</a>`, `<a href="/x">y</a>`, `<a href="http://x`, "</a>", "<", "]]>",
	"/::)", "/:rose", "[Smile]", "[微笑]", "https://example.com/a?b=c", "\x00", "\xff", "好"[:2], "\r\n", "\u00a0", "\ufeff", "—", "…",
}

func TestSplitAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for _, piece := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 200).Draw(t, "pieces") {
			text.WriteString(piece)
		}
		checkSplit(t, text.String(), rapid.IntRange(-1, 300).Draw(t, "limit"))
	})
}

// A text of one kind of piece, which leaves Split no choice.
func TestSplitEachPiece(t *testing.T) {
	t.Parallel()
	for _, piece := range pieces {
		for limit := 1; limit <= 60; limit++ {
			checkSplit(t, strings.Repeat(piece, 200/len(piece)+1), limit)
			checkSplit(t, "x"+strings.Repeat(piece, 200/len(piece)+1), limit)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, piece := range pieces {
		f.Add(strings.Repeat(piece, 3)+"。A text. "+piece, 12)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		checkSplit(t, text, limit)
		checkShorten(t, text, limit, "…")
	})
}

// checkShorten checks what Shorten promises for any text.
func checkShorten(t tester, text string, limit int, more string) {
	t.Helper()
	short := reply.Shorten(text, limit, more)
	written := xmldoc.Written(text)
	switch {
	case limit <= 0:
		limit = reply.MaxTextBytes
	case limit < 4:
		limit = 4
	}
	switch {
	case len(short) > limit:
		t.Errorf("%q at %d has %d bytes: %q", text, limit, len(short), short)
	case len(written) <= limit:
		if short != written {
			t.Errorf("%q, which fits %d bytes, became %q", text, limit, short)
		}
	case !strings.Contains(written, "<"):
		begin, marked := strings.CutSuffix(short, more)
		if !strings.HasPrefix(written, begin) || !marked && len(more) <= limit {
			t.Errorf("%q at %d became %q", text, limit, short)
		}
	}
}

func TestShortenAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 100).Draw(t, "pieces"), "")
		more := rapid.SampledFrom([]string{"", "…", "\n（未完，请回复“继续”）"}).Draw(t, "more")
		checkShorten(t, text, rapid.IntRange(-1, 300).Draw(t, "limit"), more)
	})
}

func TestShorten(t *testing.T) {
	t.Parallel()
	const link = `<a href="http://x.cn/">这里</a>` // 34 bytes
	for name, test := range map[string]struct {
		limit            int
		text, more, want string
	}{
		"empty":                   {10, "", "…", ""},
		"fits":                    {10, "0123456789", "…", "0123456789"},
		"a word":                  {20, "one two three four five", "…", "one two three fou…"},
		"a sentence":              {17, "One two three. Four", "…", "One two three.…"},
		"Chinese":                 {15, "天地玄黄宇宙洪荒", "…", "天地玄黄…"},
		"a mark of its own line":  {16, "One two three four", "\n(more)", "One two t\n(more)"},
		"a mark too long":         {6, "天地玄黄", "（未完）", "天地"},
		"a mark as long as all":   {6, "天地玄黄", "未完", "未完"},
		"half a character":        {9, "天地玄黄"[:11], "…", "天地玄"},
		"a link":                  {38, "点" + link + "，再看看", "…", "点…"},
		"a link that fits":        {42, "点" + link + "，再看看", "…", "点" + link + "，…"},
		"a link that is too long": {30, link, "…", "这里 http://x.cn/"},
		"a family":                {30, "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "…", "👨‍👩‍👧‍👦…"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := reply.Shorten(test.text, test.limit, test.more); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// The limit of 0 is that of a message.
func TestDefaultLimit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("好", 1000)
	for _, part := range reply.Split(long, 0) {
		if err := reply.Text(part).Check(); err != nil {
			t.Error(err)
		}
	}
	if got, want := reply.Shorten(long, 0, "…"), strings.Repeat("好", 681)+"…"; got != want {
		t.Errorf("shortened to %d bytes, want %d", len(got), len(want))
	}
}

// Texts that leave Split the most to look at, beside the bare work: a copy.
func BenchmarkSplit(b *testing.B) {
	for name, unit := range map[string]string{
		"Chinese": "今天天气很好，我们出去玩吧。", "English": "One two three, four five. ", "markdown": "- One two three\n- 四五六\n\n",
		"letters": "x", "Chinese letters": "好", "family": "👨‍👩‍👧‍👦", "marks": "\u0301", "spaces": " ", "links": `<a href="http://x.cn/">这里</a>`,
		"open tags": `<a href="http://x.cn/">`, "quotes": `<a "`, "brackets": "[", "closing": "”",
	} {
		text := strings.Repeat(unit, 100_000/len(unit))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				reply.Split(text, 0)
			}
		})
	}
	b.Run("bare copy", func(b *testing.B) {
		text := strings.Repeat("今天天气很好，我们出去玩吧。", 100_000/len("今天天气很好，我们出去玩吧。"))
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			_ = strings.Clone(text)
		}
	})
}
