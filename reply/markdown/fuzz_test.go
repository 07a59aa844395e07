package markdown_test

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/reply/markdown"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// letters returns the letters of a text, in their order.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// hasWideTable reports whether goldmark sees a table of more than two columns.
func hasWideTable(source string) bool {
	doc := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader([]byte(source)))
	wide := false
	_ = ast.Walk(doc, func(n ast.Node, _ bool) (ast.WalkStatus, error) { // the function returns no error
		table, ok := n.(*east.Table)
		wide = wide || ok && len(table.Alignments) > 2
		return ast.WalkContinue, nil
	})
	return wide
}

// checkText checks what Text promises for any source.
func checkText(t interface {
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}, source string,
) {
	got := markdown.Text(source)
	if !utf8.ValidString(got) || strings.TrimRight(got, " \n") != got {
		t.Errorf("%q became %q", source, got)
	}
	// Where nothing adds letters to the text or takes them away, it has those of goldmark's HTML.
	if strings.ContainsAny(source, "[<&$\\\r\x00\u00a0") || !utf8.ValidString(source) || len(source) > 2000 {
		return
	}
	// The rows of a wide table repeat the names of their columns.
	if hasWideTable(source) {
		return
	}
	var page bytes.Buffer
	if err := goldmark.Convert([]byte(source), &page); err != nil {
		t.Fatalf("%v", err)
	}
	want := letters(html.UnescapeString(tag.ReplaceAllString(page.String(), "")))
	if letters(got) != want {
		t.Errorf("%q became %q, which lost or gained letters: want %q", source, got, want)
	}
}

func FuzzText(f *testing.F) {
	for _, piece := range pieces {
		f.Add(piece)
	}
	f.Fuzz(func(t *testing.T, source string) { checkText(t, source) })
}

var pieces = []string{
	"中文", "a", "1", " ", "\n", "\n\n", "    ", "\t", "# ", "- ", "1. ", "> ", "* ", "**", "*", "_", "`", "```\n", "~~~", "---", "|", "|-|-|\n",
	"，", "：**", "《", "==", "+ ", ".", "  \n", "!", "[x](http://x.cn/)", "![", "](", "[^1]", "[^1]: ", "<br>", "<b>", "&amp;", "$", "$$\n", `\(`, `\]`, "[ ] ",
}

func TestAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, len(pieces)).Draw(t, "kinds") // fewer kinds of pieces can be compared with HTML
		checkText(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces[:n]), 0, 60).Draw(t, "pieces"), ""))
	})
}

// Hostile sources, beside a usual one: each takes time in proportion to its length.
func BenchmarkText(b *testing.B) {
	for name, unit := range map[string]string{
		"answer": "## 步骤\n\n1. **注意：**请看 `code`\n2. 见[文档](https://example.com/)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n",
		"links":  "[a](", "emphasis": "*a **b ", "quotes": "> ", "dollars": "$a ", "brackets": "![", "ticks": "` ``", "lazy": "> a\nb\n", "items": "- a\n  ", "intraword": "*_a",
		"wide table": strings.Repeat("a|", 2_000) + "\n" + strings.Repeat("-|", 2_000) + "\n" + strings.Repeat("a\n", 3_000),
	} {
		source := strings.Repeat(unit, max(1, 64<<10/len(unit)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			for b.Loop() {
				markdown.Text(source)
			}
		})
	}
}
