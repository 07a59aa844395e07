package sandbox_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// ruleCount is the number of rules in the platform's facts.
const ruleCount = 60

// rule is a line of docs/sandbox-rules.md, without its text.
type rule struct {
	Number   int
	Evidence []string
	Tests    []string
	NotBuilt bool
	Missing  []string // the paths that the rule says are not built
}

var (
	ruleTest = regexp.MustCompile("`(Test\\w+)`")
	rulePath = regexp.MustCompile("`(/[\\w/-]+)`")
)

// rules reads the table of one language. words are the words of that language for the kinds of evidence, in the order
// of evidence; notBuilt is its phrase for what is not built.
func rules(t *testing.T, file string, words []string, notBuilt string) (list []rule) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "docs", file))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		n, err := strconv.Atoi(cells[0])
		if err != nil {
			continue
		}
		if len(cells) != 5 {
			t.Fatalf("%s: rule %d has %d cells", file, n, len(cells))
		}
		r := rule{Number: n}
		for _, word := range strings.FieldsFunc(cells[2], func(r rune) bool { return strings.ContainsRune(", 、", r) }) {
			r.Evidence = append(r.Evidence, kindOfEvidence(t, word, words))
		}
		for _, found := range ruleTest.FindAllStringSubmatch(cells[4], -1) {
			r.Tests = append(r.Tests, found[1])
		}
		var missing string
		if _, missing, r.NotBuilt = strings.Cut(cells[3], notBuilt); r.NotBuilt {
			for _, found := range rulePath.FindAllStringSubmatch(missing, -1) {
				r.Missing = append(r.Missing, found[1])
			}
		}
		list = append(list, r)
	}
	return list
}

var evidence = []string{"official", "practice", "choice"}

func kindOfEvidence(t *testing.T, word string, words []string) string {
	t.Helper()
	for i := range words {
		if word == words[i] {
			return evidence[i]
		}
	}
	t.Errorf("%q is no kind of evidence", word)
	return ""
}

// Every rule is in the table once, says how it is known, and has tests that exist or says that it is not built. Both
// languages have the same table.
func TestRules(t *testing.T) {
	t.Parallel()
	list := rules(t, "sandbox-rules.md", evidence, "Not built:")
	if diff := cmp.Diff(list, rules(t, "sandbox-rules.zh-CN.md", []string{"官方", "实践", "选择"}, "未实现：")); diff != "" {
		t.Errorf("the languages differ (-en +zh):\n%s", diff)
	}
	if len(list) != ruleCount {
		t.Errorf("%d rules, want %d", len(list), ruleCount)
	}
	exists := testsHere(t)
	p := sandbox.Start(t, sandbox.WithoutApp())
	c := newCaller(t, p)
	for i, r := range list {
		if r.Number != i+1 || len(r.Evidence) == 0 {
			t.Errorf("rule %d: it stands at place %d, its evidence is %v", r.Number, i+1, r.Evidence)
		}
		if len(r.Tests) == 0 && !r.NotBuilt {
			t.Errorf("rule %d has no test", r.Number)
		}
		for _, name := range r.Tests {
			if !exists[name] {
				t.Errorf("rule %d: the test %s does not exist", r.Number, name)
			}
		}
		for _, path := range r.Missing {
			c.raw("POST", "https://api.weixin.qq.com"+path+"?access_token="+c.token, "{}")
			all := p.Exchanges()
			if x := all[len(all)-1]; x.Fidelity == "stateful" {
				t.Errorf("rule %d: %s is built, but the table says that it is not", r.Number, path)
			}
		}
	}
}

// testsHere returns the names of the tests in this package and its rooms.
func testsHere(t *testing.T) map[string]bool {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*_test.go", "internal/*/*_test.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	exists := map[string]bool{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllStringSubmatch(string(content), -1) {
			exists[found[1]] = true
		}
	}
	return exists
}
