package wechatgo_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every server that a reader may copy has its four time-outs, and its answers have the time that a handler may take.
func TestServersHaveTimeouts(t *testing.T) {
	t.Parallel()
	literal := regexp.MustCompile(`(?s)http\.Server\{(.*?)\n?\s*\}`)
	found := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		isDoc := strings.HasSuffix(path, ".md")
		isExample := strings.HasSuffix(path, ".go") && (strings.HasPrefix(path, "examples/") || strings.HasSuffix(path, "example_test.go"))
		if d.IsDir() || !isDoc && !isExample {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, short := range []string{"http.ListenAndServe(", "http.ListenAndServeTLS(", "http.Serve("} {
			if strings.Contains(string(raw), short) {
				t.Errorf("%s: %s...) has no time-outs", path, short)
			}
		}
		for _, m := range literal.FindAllStringSubmatch(string(raw), -1) {
			found++
			for _, field := range []string{"ReadHeaderTimeout", "ReadTimeout", "WriteTimeout", "IdleTimeout"} {
				if !strings.Contains(m[1], field) {
					t.Errorf("%s: a server without %s:%s", path, field, m[1])
				}
			}
		}
		return nil
	})
	if err != nil || found < 4 {
		t.Errorf("%d servers, %v", found, err)
	}
}
