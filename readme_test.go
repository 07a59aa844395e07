package wechatgo_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The programs on these pages compile as they are printed, section by section, and pass the tests that a section prints.
// A file takes the place of the one before that has its name, which is the last that the text names in front of it.
func TestPrintedProgramsPass(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("nine programs are built")
	}
	for page, sections := range map[string]int{"README.md": 2, "README.zh-CN.md": 2, "docs/first-bot.md": 5} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			dir, tested := newModule(t), 0
			for _, section := range strings.Split(read(t, page), "\n## ") {
				files := printedFiles(section)
				for name, code := range files {
					write(t, filepath.Join(dir, name), code)
				}
				if len(files) == 0 {
					continue
				}
				tested++
				cmd := exec.CommandContext(t.Context(), "go", "vet", ".")
				if files["main_test.go"] != "" {
					cmd = exec.CommandContext(t.Context(), "go", "test", "-vet=all", ".")
				}
				cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local")
				if out, err := cmd.CombinedOutput(); err != nil {
					heading, _, _ := strings.Cut(section, "\n")
					t.Errorf("%s: %v\n%s", heading, err, out)
				}
			}
			if tested != sections {
				t.Errorf("%d sections have files of package main, want %d", tested, sections)
			}
		})
	}
}

// printedFiles returns the files that a section prints, by name.
func printedFiles(section string) map[string]string {
	files := map[string]string{}
	for _, at := range fence.FindAllStringSubmatchIndex(section, -1) {
		code := section[at[4]:at[5]]
		if names := fileName.FindAllStringSubmatch(section[:at[0]], -1); strings.HasPrefix(code, "package main\n") && names != nil {
			files[names[len(names)-1][1]] = code
		}
	}
	return files
}

var fileName = regexp.MustCompile("`(\\w+\\.go)`")

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
