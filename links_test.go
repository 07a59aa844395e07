package wechatgo_test

import (
	"fmt"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// link is a link of a page to a file of the repository: [text](target#anchor). It has the paths from the root.
type link struct{ page, target, anchor string }

// links yields the links of the pages to files and headings of the repository.
func links(t *testing.T) iter.Seq[link] {
	t.Helper()
	written := regexp.MustCompile(`\]\(([^\s)]+)\)`)
	return func(yield func(link) bool) {
		for _, page := range pages(t) {
			for _, m := range written.FindAllStringSubmatch(prose(t, page), -1) {
				to, err := url.Parse(m[1])
				if err != nil {
					t.Errorf("%s: %v", page, err)
					continue
				}
				if to.Scheme != "" {
					continue
				}
				target := page
				if to.Path != "" {
					target = filepath.Join(filepath.Dir(page), filepath.FromSlash(to.Path))
				}
				if !yield(link{page, target, to.Fragment}) {
					return
				}
			}
		}
	}
}

func TestLinkTargetsExist(t *testing.T) {
	t.Parallel()
	count := 0
	for l := range links(t) {
		count++
		if _, err := os.Stat(l.target); err != nil {
			t.Errorf("%s: %v", l.page, err)
		} else if l.anchor != "" && (filepath.Ext(l.target) != ".md" || !anchors(read(t, l.target))[l.anchor]) {
			t.Errorf("%s: %s has no heading with the anchor #%s", l.page, l.target, l.anchor)
		}
	}
	if count < 100 {
		t.Errorf("%d links found on the pages", count)
	}
}

// A reader stays in one language: a Chinese page links to Chinese pages where there are any, and an English page to English ones,
// except for the link to the page's own twin.
func TestLinksStayInTheLanguage(t *testing.T) {
	t.Parallel()
	for l := range links(t) {
		if filepath.Ext(l.target) != ".md" || isChinese(l.page) == isChinese(l.target) || untranslated[l.target] != "" {
			continue
		}
		if isChinese(l.page) && translation(l.target) == l.page || !isChinese(l.page) && translation(l.page) == l.target {
			continue
		}
		t.Errorf("%s links to %s: link to that page in the language of this one", l.page, l.target)
	}
}

// anchors returns the anchors of a page's headings as GitHub makes them.
func anchors(page string) map[string]bool {
	heading := regexp.MustCompile(`(?m)^#{1,6} +(.*?) *$`)
	linked := regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	all := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		base := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-', r == '_', unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
				return unicode.ToLower(r)
			}
			return -1
		}, linked.ReplaceAllString(m[1], "$1"))
		anchor := base
		for n := 1; all[anchor]; n++ {
			anchor = fmt.Sprintf("%s-%d", base, n)
		}
		all[anchor] = true
	}
	return all
}

func TestAnchors(t *testing.T) {
	t.Parallel()
	got := anchors("# A `code` & more: it's 1.5\n\n## 微信云托管（Cloud）\n\n```sh\n# a comment\n```\n\n## Next\n\n## Next\n\n## [A link](x.md)!\n")
	for _, want := range []string{"a-code--more-its-15", "微信云托管cloud", "next", "next-1", "a-link"} {
		if !got[want] {
			t.Errorf("no anchor %s in %v", want, got)
		}
		delete(got, want)
	}
	if len(got) != 0 {
		t.Errorf("further anchors: %v", got)
	}
}
