package article_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/endpoint"
)

// parse parses an article that has no mistakes.
func parse(t *testing.T, source string, opts ...article.Option) *article.Article {
	t.Helper()
	a, err := article.Parse([]byte(source), opts...)
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	return a
}

// bare returns HTML without its styles and without the section around everything.
func bare(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		for i := len(token.Attr) - 1; i >= 0; i-- {
			if token.Attr[i].Key == "style" {
				token.Attr = append(token.Attr[:i], token.Attr[i+1:]...)
			}
		}
		if token.Type == html.TextToken {
			b.WriteString(token.Data)
			continue
		}
		b.WriteString(token.String())
	}
	inner, begins := strings.CutPrefix(b.String(), "<section>")
	inner, ends := strings.CutSuffix(inner, "</section>")
	if !begins || !ends {
		t.Fatalf("no section is around %s", b.String())
	}
	return inner
}

// What becomes of each construct, by the table of what the platform keeps.
func TestHTML(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, source, want string }{
		{"paragraph", "a *b* **c** ~~d~~ `e<f`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e<f</code></p>"},
		{"Chinese emphasis", "**注意：**请看", "<p><strong>注意：</strong>请看</p>"},
		{"Chinese line break", "第一行\n第二行", "<p>第一行第二行</p>"},
		{"Chinese line break behind a mark", "第一行，\n第二行", "<p>第一行，第二行</p>"},
		{"line break", "a\nb 汉\nc", "<p>a\nb 汉\nc</p>"},
		{"heading", "## a", "<h2>a</h2>"},
		{"quote", "> a", "<blockquote><p>a</p></blockquote>"},
		{"rule", "a\n\n---", "<p>a</p><hr>"},
		{"hard break", "a\\\nb", "<p>a<br>\nb</p>"},
		{"flat list", "- a\n- b", "<ul><li>a</li><li>b</li></ul>"},
		{"ordered list", "1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"},
		{"ordered from 3", "3. a\n4. b", "<section><section><span>3.</span>a</section><section><span>4.</span>b</section></section>"},
		{"nested list", "- a\n  1. b\n     - c", "<section><section><span>•</span>a<section><section><span>1.</span>b<section><section><span>–</span>c</section></section></section></section></section></section>"},
		{"loose list", "- a\n\n  b\n- c", "<section><section><span>•</span>a<p>b</p></section><section><span>•</span>c</section></section>"},
		{"tasks", "- [ ] a\n- [x] b", "<section><section><span>☐</span>a</section><section><span>☑</span>b</section></section>"},
		{"table", "| a | b |\n|---|--:|\n| 1 | 2 |", "<section><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></section>"},
		{"code", "```\nif a {\n\tb\n}\n```", "<section><pre><code>if a {<br>    b<br>}</code></pre></section>"},
		{"code of a language", "```json\n[1,\n 2]\n```", "<section><pre><code><span>[</span><span>1</span><span>,</span><br> <span>2</span><span>]</span></code></pre></section>"},
		{"code of no language", "```nolanguage\n<b>\n```", "<section><pre><code><b></code></pre></section>"},
		{"article", "[a](https://mp.weixin.qq.com/s/x?a=1&b=2)", `<p><a href="https://mp.weixin.qq.com/s/x?a=1&amp;b=2">a</a></p>`},
		{"outside links", "[a](https://x.test/1), [b](http://y.test), [a](https://x.test/1)", "<p><span>a</span><sup>[1]</sup>, <span>b</span><sup>[2]</sup>, <span>a</span><sup>[1]</sup></p><section><p>References</p><section>[1] a: https://x.test/1</section><section>[2] b: http://y.test</section></section>"},
		{"Chinese references", "[官网](https://x.test/1)", "<p><span>官网</span><sup>[1]</sup></p><section><p>参考资料</p><section>[1] 官网: https://x.test/1</section></section>"},
		{"address", "https://x.test/1 <https://y.test>", "<p><span>https://x.test/1</span> <span>https://y.test</span></p>"},
		{"mail", "[me](mailto:a@b.test)", "<p>me (a@b.test)</p>"},
		{"within the page", "[a](#b)", "<p>a</p>"},
		{"script link", "[a](javascript:alert(1)) <a href=\" java\tscript:x\">b</a>", "<p>a b</p>"},
		{"footnote", "a[^n] [b](https://x.test)\n\n[^n]: see [c](https://y.test)", "<p>a<sup>[1]</sup> <span>b</span><sup>[2]</sup></p><section><p>References</p><section>[1] see <span>c</span><sup>[3]</sup></section><section>[2] b: https://x.test</section><section>[3] c: https://y.test</section></section>"},
		{"picture", `![words](a.png "title")`, `<section><img src="a.png" alt="words"><section>title</section></section>`},
		{"picture without words", "![](a.png)", `<section><img src="a.png" alt=""></section>`},
		{"picture in a line", "a ![b](c.png)", `<p>a <img src="c.png" alt="b"></p>`},
		{"raw HTML", `<div id=a class=b onclick="x()"><b>c</b><script>d</script><u>e</u></div>`, "<section><strong>c</strong><span>e</span></section>"},
		{"unknown element", "<foo>a</foo>", "<p>a</p>"},
		{"drawing", "<svg><a href='https://x.test'>a</a></svg>b", "<p>b</p>"},
		{"form", "<form action=x><input name=a><label>b</label><button>c</button></form>", "b"},
		{"caption", "<table><caption>c</caption><tr><td colspan=2 onclick=x>a</table>", `<section><table><tbody><tr><td colspan="2">a</td></tr></tbody></table><section>c</section></section>`},
		{"quotes", `it's "x"`, `<p>it's "x"</p>`},
	} {
		if got := bare(t, parse(t, tt.source).HTML(nil)); got != tt.want {
			t.Errorf("%s: got  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// The platform reads ' back as &#39;, which empties a style, so that no style has quotes.
func TestStyles(t *testing.T) {
	t.Parallel()
	const source = `<p style="color:red;position:fixed;background:url(https://x.test/a.png);width:calc(1px);margin:1px 2px;color:var(--a);border:1px solid rgb(1, 2, 3)">a</p>`
	got := parse(t, source).HTML(nil)
	if want := `;color:red;margin:1px 2px;border:1px solid rgb(1, 2, 3)">a</p>`; !strings.Contains(got, want) {
		t.Errorf("%s lacks %s", got, want)
	}
	for _, name := range article.ThemeNames() {
		theme, _ := article.ThemeNamed(name)
		if err := theme.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checkProfile(t, parse(t, everything, article.WithTheme(theme)).HTML(nil))
	}
}

// everything has each construct.
const everything = "# t\n\n## h\n\n### h\n\n**a** *b* `c` [d](https://x.test) [e](https://mp.weixin.qq.com/s/x) f[^f]\n\n[^f]: g\n\n" +
	"> q\n\n- l\n- m\n\n- [x] n\n  - o\n\n|a|b|\n|-|:-:|\n|c|d|\n\n```go\nfunc main() {} // x\n```\n\n![p](q.png)\n\n<mark>m</mark> <u>u</u>\n\n---\n"

func TestThemes(t *testing.T) {
	t.Parallel()
	theme := article.DefaultTheme()
	theme.Accent = "#c0392b"
	if got := parse(t, "---\ntheme: ocean\n---\n## a", article.WithTheme(theme)).HTML(nil); !strings.Contains(got, "solid #c0392b") {
		t.Errorf("the accent is not in %s", got)
	}
	for name, change := range map[string]func(*article.Theme){
		`Theme.Accent is "red;x": give a colour such as #333333`:                        func(t *article.Theme) { t.Accent = "red;x" },
		"Theme.FontSize is 120: give 12 to 24":                                          func(t *article.Theme) { t.FontSize = 120 },
		`Theme.Headings is "": use one of the HeadingStyles`:                            func(t *article.Theme) { t.Headings = "" },
		`Theme.CodeStyle is "none": give the name of a style of chroma, such as github`: func(t *article.Theme) { t.CodeStyle = "none" },
	} {
		theme := article.DefaultTheme()
		change(&theme)
		if _, err := article.Parse(nil, article.WithTheme(theme)); err == nil || err.Error() != "article: "+name {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}

func TestMeta(t *testing.T) {
	t.Parallel()
	a := parse(t, "\ufeff---\r\ntitle: \"标题: 一\"\r\nauthor: 小明\r\ndigest: 摘要\r\ncover: c.png\r\nsource_url: https://x.test\r\ncomments: fans\r\ntype: news\r\ntheme: ink\r\n---\r\ntext\r\n")
	want := article.Meta{Title: "标题: 一", Author: "小明", Digest: "摘要", Cover: "c.png", SourceURL: "https://x.test", Comments: "fans", Type: "news", Theme: "ink"}
	if a.Meta != want || bare(t, a.HTML(nil)) != "<p>text</p>" {
		t.Errorf("%+v, %s", a.Meta, a.HTML(nil))
	}
	for _, tt := range []struct{ source, title, html string }{
		{"# A *b*\n\nc", "A b", "<p>c</p>"},
		{"---\ntitle: A\n---\n# A\n\nc", "A", "<p>c</p>"},
		{"---\ntitle: A\n---\n# B\n\nc", "A", "<h1>B</h1><p>c</p>"},
		{"---\n---\nc", "", "<p>c</p>"},
		{"a\n\n---\n\nb", "", "<p>a</p><hr><p>b</p>"},
	} {
		if a := parse(t, tt.source); a.Title != tt.title || bare(t, a.HTML(nil)) != tt.html {
			t.Errorf("%q: %q, %s", tt.source, a.Title, a.HTML(nil))
		}
	}
	for source, text := range map[string]string{
		"---\ntitle: a\nwriter: b\n---\n":      `article: front matter, line 3 has the unknown field "writer": the fields are title, author, digest, cover, source_url, comments, type and theme`,
		"---\ntitle: [a]\n---\n":               "article: front matter, line 2 ",
		"---\ntitle: a: b\n---\n":              "article: front matter, line 2 ",
		"---\ntitle: a\ntitle: b\n---\n":       "article: front matter, line 3 ",
		"---\ntitle: a\n":                      "article: line 1 begins a front matter without an end: put a line of --- behind it",
		"---\ntitle: a\ncomments: yes\n---\n":  `article: front matter, line 3: comments is "yes": give off, all or fans`,
		"---\ntype: video\n---\n":              `article: front matter, line 2: type is "video": give news or newspic`,
		"---\ntype: newspic\nauthor: a\n---\n": "article: front matter, line 3: author is only for the type news: leave it out",
		"---\ntheme: nice\n---\n":              `article: front matter, line 2: theme is "nice": give one of default, ink, ocean`,
		"\xff":                                 "article: source is not UTF-8: save it as UTF-8",
		strings.Repeat("a", 1<<20+1):           "article: source has 1048577 bytes: give at most 1048576",
		strings.Repeat("<b>", 600):             "article: source cannot be read: ",
	} {
		_, err := article.Parse([]byte(source))
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), text) {
			t.Errorf("%.60q: got %v, want %s", source, err, text)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	const source = "# t\n\n## a\n\nb [c](https://x.test/1)[^n]\n![p](q.png)\n\n1. d\n2. e\n   - f\n\n- [x] g\n\n> h\n\n|i|j|\n|-|-|\n|k|l|\n\n[^n]: m"
	const want = "a\n\nb c (https://x.test/1)\n\n1. d\n2. e\n  • f\n\n☑ g\n\nh\n\ni j \nk l"
	if got := parse(t, source).Text(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	a := parse(t, "<video src=a></video>\n\n[b](other.md)\n\n"+strings.Repeat("汉", 20_000))
	got := strings.Join(a.Warnings(), "\n")
	for _, want := range []string{"<video> is left out", `the link "other.md" is no address on the web`, "and the platform's page says at most 20000"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %q", got, want)
		}
	}
	if got := parse(t, "a").Warnings(); got != nil {
		t.Errorf("%q", got)
	}
}
