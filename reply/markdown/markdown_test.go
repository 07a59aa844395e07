package markdown_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/reply/markdown"
)

func TestText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ source, want string }{
		"empty":               {"", ""},
		"white space":         {" \n\n\t\n", ""},
		"plain":               {"你好\n世界", "你好\n世界"},
		"paragraphs":          {"一\n\n\n\n二\n", "一\n\n二"},
		"hard breaks":         {"一  \n二\\\n三", "一\n二\n三"},
		"headings":            {"# 一 *二*\n三\n## Two ##\n\nThree\n---\n#", "【一 二】\n\n三\n\n【Two】\n\n【Three】"},
		"emphasis":            {"*a* _b_ **c** __d__ ***e*** snake_case_name 2*3*4", "a b c d e snake_case_name 2*3*4"},
		"emphasis not closed": {"**a and *b", "**a and *b"},
		"strikethrough":       {"~~old~~ new", "~~old~~ new"},
		"escapes":             {`\*a\* \# &lt;b&gt; &copy; &#20320; &nothing; \a`, `*a* # <b> © 你 &nothing; \a`},
		"code":                {"run `go test **` and ``a `b` ``", "run go test ** and a `b`"},
		"code block":          {"a\n```go\nfunc main() {\n\n\t**x** // <a>\n}\n```\nb", "a\n\nfunc main() {\n\n\t**x** // <a>\n}\n\nb"},
		"code without end":    {"a\n~~~\nb *c*\n\nd", "a\n\nb *c*\n\nd"},
		"indented code":       {"a\n\n    b *c*\n      d\n\ne", "a\n\nb *c*\n  d\n\ne"},
		"rule":                {"a\n\n***\nb", "a\n\n————————\n\nb"},
		"list":                {"- a\n- b *c*\n  d\n\ne", "• a\n• b c\n  d\n\ne"},
		"list at once":        {"买：\n- 米\n- 油\n\n完", "买：\n\n• 米\n• 油\n\n完"},
		"nested lists":        {"- a\n  - b\n    1. c\n- d", "• a\n  • b\n    1. c\n• d"},
		"numbered list":       {"3. a\n4. b\n   - c\n9. d", "3. a\n4. b\n  • c\n5. d"},
		"loose list":          {"1. a\n\n2. b\n\n   c", "1. a\n\n2. b\n\n  c"},
		"list with code":      {"1. a\n   ```\n   x\n   ```\n2. b", "1. a\n  x\n2. b"},
		"tasks":               {"- [x] a\n- [ ] b\n- [y] c", "☑ a\n☐ b\n• [y] c"},
		"empty items":         {"-\n- a\n1.", "•\n• a\n\n1."},
		"quote":               {"> a\nb\n>\n> - c\n>\n> > d\n\ne", "> a\n> b\n>\n> • c\n>\n> > d\n\ne"},
		"quote in a list":     {"- a\n\n  > b\n  > c", "• a\n\n  > b\n  > c"},
		"link":                {`[文*档*](https://example.com/a_b?c=d&e=f "title")`, `<a href="https://example.com/a_b?c=d&e=f">文档</a>`},
		"link by reference":   {"[a][1] and [1]\n\n[1]: http://x.cn/", `<a href="http://x.cn/">a</a> and <a href="http://x.cn/">1</a>`},
		"address to escape":   {`[a](https://x.cn/"b")`, `<a href="https://x.cn/%22b%22">a</a>`},
		"address as words":    {"[https://x.cn](https://x.cn), <https://x.cn>", "https://x.cn, https://x.cn"},
		"mail":                {"<a@x.cn>, [b@x.cn](mailto:b@x.cn), [写信](mailto:c@x.cn)", "a@x.cn, b@x.cn, 写信 (mailto:c@x.cn)"},
		"other addresses":     {"[关于](/about) [上](#top) [x](javascript:alert(1)) [空]()", "关于 (/about) 上 (#top) x (javascript:alert(1)) 空"},
		"link in words":       {"[a ![b](https://x.cn/b.png)](https://x.cn/)", `<a href="https://x.cn/">a b</a>`},
		"words with tags":     {"[</a>](https://x.cn/) [1 < 2](https://x.cn/)", `</a> (https://x.cn/) <a href="https://x.cn/">1 < 2</a>`},
		"lines in a link":     {"[a\nb](https://x.cn/)", `<a href="https://x.cn/">a b</a>`},
		"half a link":         {"see [docs](https://x.cn/lo", "see [docs](https://x.cn/lo"},
		"images":              {"![图](https://x.cn/a.png) ![](https://x.cn/b.png) ![c](c.png)", `<a href="https://x.cn/a.png">图</a> https://x.cn/b.png c (c.png)`},
		"footnotes":           {"a[^x] b[^y]\n\n[^y]: Two.\n[^x]: One\n    *more*.", "a[1] b[2]\n\n[1] One\nmore.\n[2] Two."},
		"html":                {"a <b>c</b> &amp;<br>d\n\n<div class=\"x\">\n*e*<br/>f\n</div>\n\n<!-- g -->", "a <b>c</b> &\nd\n\n<div class=\"x\">\n*e*\nf\n</div>\n\n<!-- g -->"},
		"math":                {`$a_1*b*c_2$ 与 \(x*y*z\) 与 \[\alpha\] 与 $$a*b*c$$`, `$a_1*b*c_2$ 与 \(x*y*z\) 与 \[\alpha\] 与 $$a*b*c$$`},
		"prices":              {"from $5 to $10, *now* $3-$4", "from $5 to $10, now $3-$4"},
		"math block":          {"即\n$$\na = *b*\n- c\n\n# d\n$$\n其中\n\\[\nx_*1*\n\\]\n*e*", "即\n\n$$\na = *b*\n- c\n\n# d\n$$\n\n其中\n\n\\[\nx_*1*\n\\]\n\ne"},
		"bad bytes":           {"a\xffb", "a\ufffdb"},
		"table of two":        {"| 名称 | 价格 |\n|---|--:|\n| 苹果 | **5** 元 |\n| 梨 | |", "名称：价格\n苹果：5 元\n梨"},
		"table of three":      {"| name | price | from |\n|---|---|---|\n| apple | 5 | A<br>B |\n| pear | | 中国 |", "• apple\n  price: 5\n  from: A B\n• pear\n  from：中国"},
		"table of one":        {"| a |\n|---|\n| b |", "a\nb"},
		"table without rows":  {"| a | b | c |\n|---|---|---|", "a | b | c"},
		"table of empty rows": {"| a | b | |\n|-|-|-\n|\n| | |", "a | b"},
		"surplus cells":       {"| 名称 | 价格 |\n|---|---|\n| 苹果 | 5 元 | 甜 | **新** |\n| 梨 | 3 | |", "名称：价格\n苹果：5 元：甜：新\n梨：3"},
		"surplus in a list":   {"> | a | b | c |\n> |---|---|---|\n> | 1 | 2 | 3 | `4` |  ", "> • 1\n>   b: 2\n>   c: 3\n>   4"},
		"table too wide":      {strings.Repeat("a|", 65) + "\n" + strings.Repeat("-|", 65) + "\n1|2", strings.Repeat("a|", 65) + "\n" + strings.Repeat("-|", 65) + "\n1|2"},
		"half a table":        {"| a | b |\n|--", "| a | b |\n|--"},
		"table with escapes":  {"a | b\n-|-\n`x\\|y` | 1 \\| 2", "a: b\nx|y: 1 | 2"},
		"row too short":       {"|a|b|c|\n|-|-|-|\n||2|\n||||", "• b: 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, markdown.Text(test.source)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// CommonMark leaves the marks of emphasis next to Chinese punctuation as they are typed. Models mean emphasis.
func TestChineseEmphasis(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"**注意：**请看":                 "注意：请看",
		"请看**《须知》**一文":              "请看《须知》一文",
		"请看**“须知”**，再填":             "请看“须知”，再填",
		"**（一）**和*（二）*以及***（三）***。": "（一）和（二）以及（三）。",
		"他说：**“走吧。”**然后走了":          "他说：“走吧。”然后走了",
		"**中文**后面":                  "中文后面",
		"**价格是￥5**起":                "价格是￥5起",
		"5*3，2*4":                   "5*3，2*4",
		"**未完：":                     "**未完：",
		"* 列表：*重点：*看这里":             "• 列表：重点：看这里",
	} {
		if got := markdown.Text(source); got != want {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
	}
}

// What comes of a long source is what comes of its paragraphs.
func TestLongSources(t *testing.T) {
	t.Parallel()
	paragraph := strings.Repeat("**注意：**请看这里。", 100)
	source := strings.Repeat(paragraph+"\n\n", 50)
	want := strings.TrimSpace(strings.Repeat(strings.Repeat("注意：请看这里。", 100)+"\n\n", 50))
	if got := markdown.Text(source); got != want {
		t.Errorf("%d bytes became %d, want %d", len(source), len(got), len(want))
	}
	word := strings.Repeat("好", 20_000)
	if got := strings.ReplaceAll(markdown.Text(word), "\n", ""); got != word {
		t.Errorf("a word of %d bytes became %d bytes", len(word), len(got))
	}
}

// Nesting that nobody writes would cost a parser much time.
func TestDeepNesting(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		strings.Repeat("> ", 33) + "*a*":      strings.Repeat("> ", 33) + "*a*",
		strings.Repeat("- ", 5000) + "*a*\nb": strings.Repeat("- ", 5000) + "*a*\nb",
		strings.Repeat("1. ", 5000) + "a":     strings.Repeat("1. ", 5000) + "a",
		strings.Repeat("> ", 20) + "*a*":      strings.Repeat("> ", 8) + "a",
		strings.Repeat("-", 100):              "————————",
		strings.Repeat("*", 100):              "————————",
	} {
		got := markdown.Text(source)
		if len(want) > 100 {
			got, want = got[:100], want[:100]
		}
		if got != want {
			t.Errorf("%.40q became %q, want %q", source, got, want)
		}
	}
}
