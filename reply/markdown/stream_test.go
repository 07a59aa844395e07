package markdown_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/internal/streamtest"
	"github.com/wechatgo/wechatgo/reply/markdown"
)

var errDown = errors.New("down")

func TestStream(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   []string
		err  error
		want []string
	}{
		"nothing":      {nil, nil, nil},
		"one":          {[]string{"a ", "**b**"}, nil, []string{"a b\n\n"}},
		"two":          {[]string{"**a", "**\n", "\n# b"}, nil, []string{"a\n\n", "【b】\n\n"}},
		"at once":      {[]string{"a\n\nb\n\nc"}, nil, []string{"a\n\nb\n\n", "c\n\n"}},
		"blank lines":  {[]string{"\n\n", "a\n \n", "\n\n", "b"}, nil, []string{"a\n\n", "b\n\n"}},
		"code":         {[]string{"```go\na\n", "\nb\n```\n", "\nc"}, nil, []string{"a\n\nb\n\n", "c\n\n"}},
		"code in code": {[]string{"````\n```\n\n", "```\n\n", "````\n\nb"}, nil, []string{"```\n\n```\n\n", "b\n\n"}},
		"tildes":       {[]string{"~~~\n```\n\na\n~~~\n\n", "b"}, nil, []string{"```\n\na\n\n", "b\n\n"}},
		"open code":    {[]string{"```\na\n\n", "b"}, nil, []string{"a\n\nb\n\n"}},
		"table":        {[]string{"|a|b|\n", "|-|-|\n|1|2|\n", "\nc"}, nil, []string{"a: b\n1: 2\n\n", "c\n\n"}},
		"numbers":      {[]string{"1. a\n\n", "1. b\n\n", "c"}, nil, []string{"1. a\n\n2. b\n\n", "c\n\n"}},
		"one too long": {[]string{strings.Repeat("word ", 4000), "end"}, nil, []string{
			strings.TrimSpace(strings.Repeat("word ", 3276)) + "\n\n", strings.TrimSpace(strings.Repeat("word ", 4000-3276)) + " end\n\n",
		}},
		"an error": {[]string{"a\n\n", "b"}, errDown, []string{"a\n\n", "b\n\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := streamtest.All(markdown.Stream(streamtest.Of(c.err, c.in...)))
			if diff := cmp.Diff(c.want, got); diff != "" || !errors.Is(err, c.err) {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
	if got, err := streamtest.First(markdown.Stream(streamtest.Of(nil, "a\n\n", "b\n\n", "c"))); got != "a\n\n" || err != nil {
		t.Errorf("the first paragraph: %q, %v", got, err)
	}
}

// What comes letter by letter is yielded in whole blocks. The last text may be known only at the end of the source.
func TestStreamBlocks(t *testing.T) {
	t.Parallel()
	for source, want := range map[string][]string{
		// An empty line in what goes on.
		"1. Fruits\n\n    - **apple**\n    - pear\n\n2. Other":                           {"1. Fruits\n\n  • apple\n  • pear\n\n2. Other"},
		"1. **Install** it:\n\n    ```bash\n    pip\n\n    x\n    ```\n\n2. Run **it**.": {"1. Install it:\n\n  pip\n\n  x\n\n2. Run it."},
		"10. Step\n\n    Then **do** it.\n\n11. Next\n\nEnd":                             {"10. Step\n\n  Then do it.\n\n11. Next", "End"},
		"- a\r\n\r\n- b\r\n\r\nc":                                                        {"• a\n\n• b", "c"},
		"$$\na_1 * b\n\n**x**\n$$\n\nend":                                                {"$$\na_1 * b\n\n**x**\n$$", "end"},
		"\\[\na_1 * b\n\n*x*\n\\]\n\nend":                                                {"\\[\na_1 * b\n\n*x*\n\\]", "end"},
		"<!-- a\n\n**b** -->\n\nend":                                                     {"<!-- a\n\n**b** -->", "end"},
		"<pre>\n\n**b**\n\n</pre>\n\nend":                                                {"<pre>\n\n**b**\n\n</pre>", "end"},
		"<div>\n\n**x**\n\n</div>\n\nend":                                                {"<div>", "x", "</div>", "end"},
		"    *a*\n\n    b\n\nend":                                                        {"*a*\n\nb", "end"},
		"[^1]: a\n\n    b\n\nend":                                                        {"end"},
		"[^1]: [^2]: a\n\nb":                                                             {"b"},
		// What begins and ends a block of code, and what does not.
		"```inline``` code\n\nb\n\nc":                      {"inline code", "b", "c"},
		"Text:\n\n- ```go\n  a\n\n  b\n  ```\n\nc\n\nd":    {"Text:", "• a\n\n  b", "c", "d"},
		"```\na\n\n    ```\n\n**b**\n```\n\nc":             {"a\n\n    ```\n\n**b**", "c"},
		"```\na\n``` b\n\n**c**\n````\nd\n\ne":             {"a\n``` b\n\n**c**", "d", "e"},
		"a\n    ```\n\n*b*\n\nc":                           {"a\n```", "b", "c"},
		"~~~ ``` x\na\n\nb\n~~~\n\nc":                      {"a\n\nb", "c"},
		"````\n```\n\n**a**\n````\n\nb":                    {"```\n\n**a**", "b"},
		"> ```\n> a\n> ```\n> *b*\n\nc":                    {"> a\n>\n> b", "c"},
		"a\n```\nb\n```\n# c\n|d|e|\n|-|-|\n\nf\n===\n> g": {"a", "b", "【c】", "d | e", "【f】", "> g"},
		// Blank lines at the ends of a block are not in the text.
		"~~~\na\n  \n  \n~~~\n\n<br>\n\n| |\n|-|\n\n-\n\nb": {"a", "•", "b"},
		// A definition serves what is yielded with it.
		"[a][1]\n\n[1]: http://x.cn/\n[1]": {"[a][1]", `<a href="http://x.cn/">1</a>`},
	} {
		got, err := streamtest.All(markdown.Stream(streamtest.Of(nil, strings.Split(source, "")...)))
		for i := range want {
			want[i] += "\n\n"
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v %s", source, err, diff)
		}
	}
}

// A user reads a block while the model writes the next one.
func TestStreamYieldsEarly(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a\n":                     "",
		"a\n\n":                   "a",
		"a\n- b\n":                "a",
		"a\n\n- b":                "a",
		"a\n```go\n":              "a",
		"# a\n":                   "【a】",
		"a\n===\n":                "【a】",
		"---\n":                   "————————",
		"```\na\n```\n":           "a",
		"$$\na\n$$\n":             "$$\na\n$$",
		"|a|b|\n|-|-|\n|1|2|\n":   "",
		"|a|b|\n|-|-|\n|1|2|\n\n": "a: b\n1: 2",
		"- a\n\n":                 "",
		"- a\n\n-":                "",
		"- a\n\n- b":              "",
		"- a\n\n**":               "",
		"- a\n\n**b":              "• a",
		"- a\n\nb":                "• a",
		"- a\n# b":                "",
		"- a\n# b\n":              "• a\n\n【b】",
		"1. a\n\n2":               "",
		"1. a\n\n2024年":           "1. a",
		"> a\n\n":                 "",
		"> # a\n> b\n\nc":         "> 【a】\n>\n> b",
		strings.Repeat("- a\n\n", 100) + "b" + strings.Repeat("c", 500/16+1): strings.TrimSpace(strings.Repeat("• a\n\n", 100)),
	} {
		var got strings.Builder
		ended := false
		for text := range markdown.Stream(func(yield func(string, error) bool) {
			for piece := range strings.SplitSeq(source, "") {
				if !yield(piece, nil) {
					return
				}
			}
			ended = true
		}) {
			if !ended {
				got.WriteString(text)
			}
		}
		if got := strings.TrimSpace(got.String()); got != want {
			t.Errorf("%q: %q was yielded before its end, want %q", source, got, want)
		}
	}
}

// A letter that is cut in two is one letter where a text is cut as well.
func TestStreamOfHalfLetters(t *testing.T) {
	t.Parallel()
	for before := range 4 {
		source := strings.Repeat("a", before) + strings.Repeat("好", 20_000)
		var in []string
		for i := range len(source) {
			in = append(in, source[i:i+1])
		}
		got, err := streamtest.All(markdown.Stream(streamtest.Of(nil, in...)))
		if text := strings.ReplaceAll(strings.Join(got, ""), "\n", ""); text != source || err != nil {
			t.Errorf("%d bytes became %d, %v", len(source), len(text), err)
		}
	}
}

var (
	// tooDeep matches at least the lines that are nested too deeply for Text.
	tooDeep = regexp.MustCompile(`(?m)^(?:[ \t0-9]*[-+*>.)]){33}`)
	// indentedDelimiters matches the line below a table's head with an indentation that belongs to code: to goldmark,
	// the line after the table decides whether it is one.
	indentedDelimiters = regexp.MustCompile(`(?m)^[ \t]*(?:\t| {4})[ \t]*[-:|]`)
)

// checkStream checks what Stream promises for any source and any pieces.
func checkStream(t interface {
	Errorf(format string, args ...any)
}, in []string,
) {
	got, err := streamtest.All(markdown.Stream(streamtest.Of(nil, in...)))
	if err != nil {
		t.Errorf("%q: %v", in, err)
	}
	for _, text := range got {
		if body, ended := strings.CutSuffix(text, "\n\n"); !ended || body == "" || !utf8.ValidString(text) {
			t.Errorf("%q yielded %q", in, text)
		}
	}
	source := strings.Join(in, "")
	if len(source) > 1<<10 || strings.Contains(source, "]:") || // a long list comes in parts
		tooDeep.MatchString(source) || indentedDelimiters.MatchString(source) {
		return
	}
	if text := strings.TrimSuffix(strings.Join(got, ""), "\n\n"); text != markdown.Text(source) {
		t.Errorf("%q became %q instead of %q", in, got, markdown.Text(source))
	}
}

// A long list comes in parts of whole items, since its reader waits for it.
func TestStreamOfALongList(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	for i := range 40 {
		fmt.Fprintf(&source, "%d. **item**\n\n    - %s\n\n", i+1, strings.Repeat("x", 100))
	}
	got, err := streamtest.All(markdown.Stream(streamtest.Of(nil, strings.Split(source.String(), "")...)))
	if err != nil || len(got) < 4 {
		t.Fatalf("%d texts, %v", len(got), err)
	}
	i := 0
	for _, text := range got {
		if len(text) > 2<<10 {
			t.Errorf("%d bytes at once", len(text))
		}
		for item := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
			if i++; item != fmt.Sprintf("%d. item", i/2+1) && item != "  • "+strings.Repeat("x", 100) {
				t.Errorf("item %d is %q", i, item)
			}
		}
	}
}

// However the endpoint cuts its answer into pieces, the user reads what comes of the whole.
func TestStreamInAnyPieces(t *testing.T) {
	t.Parallel()
	blocks := []string{
		"a **b** c", "# 标题", "标题\n---", "```\nx\n\ny\n```", "~~~~ go\n~~~\n\n*x*\n~~~~", "|a|b|\n|-|-|\n|1|2|", "第一行\n第二行", "> 引用\n> # a\n> - b\n>\n> c",
		"[x](http://x.cn/)", "- a\n- b", "- a\n\n- b", "1. a\n\n    - *b*\n\n      c\n2. d", "10. a\n\n    b", "- ```\n  a\n\n  *b*\n  ```", "1. a\n   ```\n   b\n\n   c\n   ```",
		"    a\n\n    *b*", "$$\na\n\n*b*\n$$", "\\[\na\n\n*b*\n\\]", "<pre>\n\n*a*\n\n</pre>", "<!--\n\n*a* -->", "<div>\n*a*\n\n</div>", "***", "```a``` b", "- [ ] a\n- [x] b", "2024", "-", "1.",
	}
	rapid.Check(t, func(t *rapid.T) {
		kinds, separators := blocks, []string{"\n\n", "\n\n", "\n", "\n\n\n", "\n \t\n", "\r\n\r\n"}
		if rapid.Bool().Draw(t, "soup") {
			kinds, separators = append(blocks, pieces...), []string{"", "\n", "\n\n"}
		}
		var source strings.Builder
		for _, block := range rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 20).Draw(t, "blocks") {
			source.WriteString(block + rapid.SampledFrom(separators).Draw(t, "separator"))
		}
		var in []string
		for rest := source.String(); rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			in, rest = append(in, rest[:n]), rest[n:]
		}
		checkStream(t, in)
	})
}

func FuzzStream(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece, uint8(1))
	}
	f.Fuzz(func(t *testing.T, source string, size uint8) {
		var in []string
		for rest := source; rest != ""; {
			n := min(max(int(size), 1), len(rest))
			in, rest = append(in, rest[:n]), rest[n:]
		}
		checkStream(t, in)
	})
}

// hostile are the units of sources that are costly to a stream.
var hostile = map[string]string{
	"word": "x", "spaces": " ", "ticks": "`", "empty lines": "\n", "paragraphs": "a\n\n", "lines": "a\n", "list": "- a\n\n", "items": "1. a\n\n   b\n\n", "rows": "|a|b|\n|-|-|\n", "quotes": "> a\n>\n",
}

// What comes byte by byte costs some times what it costs at once, and not its square.
func TestStreamOfBytesAllocatesLittle(t *testing.T) {
	for name, unit := range hostile {
		source := strings.Repeat(unit, 64<<10/len(unit))
		in := strings.Split(source, "")
		whole := testing.AllocsPerRun(1, func() { markdown.Text(source) })
		parts := testing.AllocsPerRun(1, func() { _, _ = streamtest.All(markdown.Stream(streamtest.Of(nil, in...))) })
		if parts > 30*whole+float64(len(in)) {
			t.Errorf("%s: Text allocates %.0f times, Stream %.0f", name, whole, parts)
		}
	}
}

func BenchmarkStream(b *testing.B) {
	for name, unit := range hostile {
		source := strings.Repeat(unit, 64<<10/len(unit))
		in := strings.Split(source, "")
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			for b.Loop() {
				_, _ = streamtest.All(markdown.Stream(streamtest.Of(nil, in...)))
			}
		})
	}
}
