package wechatgo_test

import (
	"go/scanner"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// untranslated are the pages that exist in English alone, with the reason.
var untranslated = map[string]string{
	"docs/architecture.md": "for contributors, whose comments and commits are English",
	"CONTRIBUTING.md":      "for contributors, whose comments and commits are English",

	".agents/skills/wechatgo/SKILL.md": "for coding agents, which read English",
}

const chineseSuffix = ".zh-CN.md"

func isChinese(page string) bool { return strings.HasSuffix(page, chineseSuffix) }

// translation returns the name of an English page's Chinese twin.
func translation(english string) string { return strings.TrimSuffix(english, ".md") + chineseSuffix }

// Each page exists in both languages: with headings of the same levels, tables of the same sizes, and the same code apart
// from comments and translated strings. The first line after its title links to the other language.
func TestPagesHaveTwins(t *testing.T) {
	t.Parallel()
	all := map[string]bool{}
	for _, page := range pages(t) {
		all[page] = true
	}
	for page := range all {
		if isChinese(page) {
			if english := strings.TrimSuffix(page, chineseSuffix) + ".md"; !all[english] {
				t.Errorf("%s has no English page %s", page, english)
			}
			continue
		}
		if untranslated[page] != "" {
			continue
		}
		chinese := translation(page)
		if !all[chinese] {
			t.Errorf("%s has no Chinese page %s", page, chinese)
			continue
		}
		if diff := cmp.Diff(outline(t, page), outline(t, chinese)); diff != "" {
			t.Errorf("%s (-) and %s (+) differ in their headings or tables:\n%s", page, chinese, diff)
		}
		if diff := cmp.Diff(code(t, page), code(t, chinese), translatedText); diff != "" {
			t.Errorf("%s (-) and %s (+) differ in their code:\n%s", page, chinese, diff)
		}
		for from, link := range map[string]string{
			page:    "[中文](" + filepath.Base(chinese) + ")",
			chinese: "[English](" + filepath.Base(page) + ")",
		} {
			if _, text, _ := strings.Cut(read(t, from), "\n\n"); !strings.Contains(firstLine(text), link) {
				t.Errorf("%s: the first line after the title has no %s", from, link)
			}
		}
	}
	for page := range untranslated {
		if !all[page] || all[translation(page)] {
			t.Errorf("%s is no page without a translation: mend the list of exceptions", page)
		}
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// outline returns the levels of a page's headings, and the number of columns of each row of its tables, in order.
func outline(t *testing.T, page string) (all []string) {
	t.Helper()
	row := regexp.MustCompile(`^(#+ |\|)`)
	for line := range strings.Lines(prose(t, page)) {
		switch row.FindString(line) {
		case "":
		case "|":
			all = append(all, strings.Repeat("| ", strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")))
		default:
			all = append(all, row.FindString(line))
		}
	}
	return all
}

// code returns the code of a page without its comments: each block under its language, by tokens of Go or by lines.
func code(t *testing.T, page string) (blocks [][]string) {
	t.Helper()
	for _, b := range codeBlocks(t, page) {
		parts := []string{b.language}
		if b.language == "go" {
			parts = append(parts, goTokens(b.code)...)
		} else {
			text := chineseFields.Replace(b.code)
			if comment := comments[b.language]; comment != nil {
				text = comment.ReplaceAllString(text, "")
			}
			parts = append(parts, strings.Split(text, "\n")...)
		}
		blocks = append(blocks, parts)
	}
	return blocks
}

// A string of Go, or a line of another language, may stand in Chinese on the Chinese page: what a program tells people.
var translatedText = cmp.Comparer(func(a, b string) bool {
	return a == b || hasChinese(a) != hasChinese(b)
})

// Where the English code reads a text of what a command prints, the Chinese code may read its Chinese neighbour.
var chineseFields = strings.NewReplacer(".cure_zh", ".cure")

func hasChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// comments has what a comment is in the languages of the pages' code, but for Go, which has a scanner.
var comments = map[string]*regexp.Regexp{
	"bash":       hashComment,
	"dockerfile": hashComment,
	"ini":        hashComment,
	"nginx":      hashComment,
	"powershell": hashComment,
	"python":     hashComment,
	"sh":         hashComment,
	"toml":       hashComment,
	"yaml":       hashComment,
	"js":         regexp.MustCompile(`(?m)(?:^|[ \t]+)//.*$`),
	"html":       regexp.MustCompile(`(?s)[ \t]*<!--.*?-->`),
}

// In sh a # within a word, as in $# or ${#name}, begins no comment.
var hashComment = regexp.MustCompile(`(?m)(?:^|[ \t]+)#.*$`)

// goTokens returns the tokens of Go code without its comments.
func goTokens(code string) (all []string) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), nil, 0)
	for {
		_, tok, literal := s.Scan()
		if tok == token.EOF {
			return all
		}
		if literal == "" {
			literal = tok.String()
		}
		all = append(all, literal)
	}
}
