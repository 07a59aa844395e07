package wechatgo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// skill is the file that teaches coding agents the module.
const skill = ".agents/skills/wechatgo/SKILL.md"

// published matches the address under which a file of main is read.
var published = regexp.MustCompile(`https://(?:github\.com/wechatgo/wechatgo/blob|raw\.githubusercontent\.com/wechatgo/wechatgo)/main/([\w./-]+)`)

// docs/llms.txt has the form of llmstxt.org, and names each page once: the Chinese ones under Optional, which a reader with little room leaves out.
func TestLLMsTxt(t *testing.T) {
	t.Parallel()
	text := read(t, "docs/llms.txt")
	if !regexp.MustCompile(`^# wechatgo\n\n> \S`).MatchString(text) {
		t.Error("docs/llms.txt does not begin with its title and its summary")
	}
	entry := regexp.MustCompile(`^- \[[^]]+\]\(` + published.String() + `\)(: \S.*)?$`)
	named := map[string]string{} // the section of a page
	section := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			section = heading
		}
		if !strings.HasPrefix(line, "- ") {
			continue
		}
		m := entry.FindStringSubmatch(line)
		if m == nil || section == "" {
			t.Errorf("docs/llms.txt: %q is no entry of a section", line)
			continue
		}
		if named[m[1]] != "" {
			t.Errorf("docs/llms.txt names %s twice", m[1])
		}
		named[m[1]] = section
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("docs/llms.txt: %v", err)
		}
	}
	for _, page := range pages(t) {
		if named[page] == "" {
			t.Errorf("docs/llms.txt does not name %s", page)
		} else if chinese := strings.HasSuffix(page, ".zh-CN.md"); chinese != (named[page] == "Optional") {
			t.Errorf("docs/llms.txt names %s under %s", page, named[page])
		}
	}
}

// The skill has the front matter that agents read, and leads to files that exist. TestSnippetsCompile reads its shorter pieces of Go.
func TestSkill(t *testing.T) {
	t.Parallel()
	text := read(t, skill)
	matter, body, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !ok || len(strings.Split(body, "\n")) > 500 {
		t.Fatalf("%s has no front matter, or more than 500 lines", skill)
	}
	var head struct{ Name, Description string }
	if err := yaml.Unmarshal([]byte(matter), &head); err != nil {
		t.Fatal(err)
	}
	if head.Name != filepath.Base(filepath.Dir(skill)) || head.Description == "" || len([]rune(head.Description)) > 1024 {
		t.Errorf("the name %q is not its folder's, or the description has %d characters, not 1 to 1,024", head.Name, len([]rune(head.Description)))
	}
	links := published.FindAllStringSubmatch(body, -1)
	for _, m := range links {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("%s: %v", skill, err)
		}
	}
	if len(links) == 0 || strings.Contains(body, "](../") {
		t.Errorf("%s has no links, or some that end where it is copied", skill)
	}
}

// The skill's program passes the skill's test.
func TestSkillProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var files []string
	for _, b := range codeBlocks(t, skill) {
		if b.language != "go" || !strings.HasPrefix(b.code, "package main\n") {
			continue
		}
		name := filepath.Join(dir, "main.go")
		if strings.Contains(b.code, "*testing.T") {
			name = filepath.Join(dir, "main_test.go")
		}
		if err := os.WriteFile(name, []byte(b.code), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	if slices.Sort(files); len(files) != 2 {
		t.Fatalf("%s has %d whole files of Go, want a program and its test", skill, len(files))
	}
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"test", "-v"}, files...)...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestBot") {
		t.Errorf("%v\n%s", err, out)
	}
}
