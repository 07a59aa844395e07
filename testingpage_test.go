package wechatgo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// The files on the page about tests are a package whose tests pass.
func TestTestingPagePasses(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/testing.md")
	named := regexp.MustCompile("(?ms)`(\\w+\\.go)`:\n\n```go\n(package .*?)^```$")
	dir, run := t.TempDir(), []string{"test", "-count=1"}
	for _, m := range named.FindAllStringSubmatch(page, -1) {
		file := filepath.Join(dir, m[1])
		if err := os.WriteFile(file, []byte(m[2]), 0o600); err != nil {
			t.Fatal(err)
		}
		run = append(run, file)
	}
	if files := len(run) - 2; files != 5 {
		t.Fatalf("docs/testing.md has %d files, and says that it has five", files)
	}
	if out, err := exec.Command("go", run...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
