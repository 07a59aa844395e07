package wechatgo_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The files of Go that a page prints compile together, and their tests pass. A file has the last name that stands in front
// of it, such as `main.go`, and takes the place of the file of that name before it: a page may be a tutorial in steps.
// The Chinese pages have the same code, which TestPagesHaveTwins compares; their README is run as well, since people copy
// it first.
func TestPrintedProgramsPass(t *testing.T) {
	t.Parallel()
	found := 0
	for _, page := range pages(t) {
		if isChinese(page) && page != "README.zh-CN.md" {
			continue
		}
		steps := printedSteps(t, page)
		if len(steps) == 0 {
			continue
		}
		found++
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			if testing.Short() {
				t.Skip("programs are built")
			}
			dir := newModule(t)
			for _, s := range steps {
				s.run(t, dir)
			}
		})
	}
	if found < 8 {
		t.Errorf("%d pages with whole files of Go", found)
	}
}

// step is what a page has printed up to the place where it prints a file again.
type step struct {
	files map[string]string // by name, with those of the steps before
	line  int               // of the last file
}

// run compiles the step's files in dir, and runs their tests.
func (s step) run(t *testing.T, dir string) {
	t.Helper()
	args := []string{"vet", "."}
	for name, code := range s.files {
		write(t, filepath.Join(dir, name), code)
		if strings.HasSuffix(name, "_test.go") {
			args = []string{"test", "-vet=all", "."}
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the files up to line %d: %v\n%s", s.line, err, out)
	}
}

var fileName = regexp.MustCompile("`(\\w+\\.go)`")

// printedSteps returns the steps of a page, none if it prints no whole file.
func printedSteps(t *testing.T, page string) (steps []step) {
	t.Helper()
	text := read(t, page)
	current := step{files: map[string]string{}}
	inStep := map[string]bool{}
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		language, code := text[at[2]:at[3]], text[at[4]:at[5]]
		if language != "go" || !strings.HasPrefix(code, "package ") {
			continue
		}
		line := strings.Count(text[:at[4]], "\n") + 1
		names := fileName.FindAllStringSubmatch(text[:at[0]], -1)
		if names == nil {
			t.Errorf("%s:%d: the file has no name: name it in front of it, such as `main.go`", page, line)
			continue
		}
		name := names[len(names)-1][1]
		if inStep[name] {
			steps = append(steps, step{maps.Clone(current.files), current.line})
			clear(inStep)
		}
		inStep[name], current.files[name], current.line = true, code, line
	}
	if len(inStep) > 0 {
		steps = append(steps, current)
	}
	return steps
}

// newModule returns the directory of a module that requires this one and what it requires, as go mod tidy would write
// it where a network is there.
func newModule(t *testing.T) string {
	t.Helper()
	const path = "github.com/wechatgo/wechatgo"
	clone, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mod := strings.Replace(read(t, "go.mod"), "module "+path, "module hello", 1)
	write(t, filepath.Join(dir, "go.mod"),
		fmt.Sprintf("%s\nrequire %s v0.0.0\n\nreplace %[2]s => %s\n", mod, path, strconv.Quote(clone)))
	write(t, filepath.Join(dir, "go.sum"), read(t, "go.sum"))
	return dir
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
