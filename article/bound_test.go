package article_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/endpoint"
)

// A source that takes far more time and memory than its size says is refused at once.
func TestBounds(t *testing.T) {
	t.Parallel()
	const n = 100_000
	for name, source := range map[string]string{
		"addresses": "[x]: https://e.com/" + strings.Repeat("a", n) + "\n\n" + strings.Repeat("[x] ", n),
		"marks":     strings.Repeat("*a_", n),
		"cells":     strings.Repeat("|a", n) + "|\n" + strings.Repeat("|-", n) + "|\n" + strings.Repeat("|b\n", n),
		"notes":     strings.Repeat("[^1]", n) + "\n\n[^1]: note\n",
	} {
		_, err := article.Parse([]byte(source))
		if _, ok := errors.AsType[*endpoint.FieldError](err); !ok || !strings.HasPrefix(err.Error(), "article: source has ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	a, err := article.Parse([]byte("# T\n\n|a|b|\n|-|-|\n" + strings.Repeat("|c|d|\n", 100)))
	if err != nil || strings.Count(a.HTML(nil), "<td") != 200 {
		t.Errorf("a table: %v", err)
	}
}

// Code for which a lexer needs minutes stays without colours.
func TestColoursEnd(t *testing.T) {
	t.Parallel()
	a, err := article.Parse([]byte("# T\n\n```cfengine3\n" + strings.Repeat("(", 60_000) + "\n```\n"))
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if got := a.HTML(nil); !strings.Contains(got, strings.Repeat("(", 60_000)) || time.Since(begin) > 30*time.Second {
		t.Errorf("%d bytes after %v", len(got), time.Since(begin))
	}
}

// A warning is said once.
func TestWarnsOnce(t *testing.T) {
	t.Parallel()
	a, err := article.Parse([]byte("# T\n\n" + strings.Repeat("a <script>x</script>\n\n", 3)))
	if err != nil || len(a.Warnings()) != 1 {
		t.Errorf("%q, %v", a.Warnings(), err)
	}
}

// What goldmark adds to footnotes and to addresses does not show, and no address is lost without a word.
func TestLinksAndNotes(t *testing.T) {
	t.Parallel()
	a, err := article.Parse([]byte("# T[^1]\n\na[^2] <https://a.cn/微信> [m](mailto:张@a.cn) [bad](https://a.cn:x/)\n\n[^1]: b\n\n[^2]: c\n\n    - d\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := a.HTML(nil)
	if a.Title != "T" || strings.Contains(got, "\u21a9") || strings.Contains(got, "%E5") || strings.Contains(got, "[2]") || !strings.Contains(got, "(张@a.cn)") {
		t.Errorf("%q, %s", a.Title, got)
	}
	if w := a.Warnings(); len(w) != 1 || w[0] != `the link "https://a.cn:x/" cannot be parsed: its words stay` {
		t.Errorf("%q", w)
	}
}
