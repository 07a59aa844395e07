package frameworks_test

import (
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// code returns Go code without its comments, which may be translated.
func code(text string) string {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), nil, 0)
	var all []string
	for {
		_, tok, literal := s.Scan()
		if tok == token.EOF {
			return strings.Join(all, " ")
		}
		all = append(all, tok.String()+literal)
	}
}

// The programs on the page are files of this module, which compile and are tested.
func TestPagesShowTheseFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, %v", files, err)
	}
	known := map[string]bool{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		known[code(string(raw))] = true
	}
	for _, page := range []string{"../../docs/examples.md", "../../docs/examples.zh-CN.md"} {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := regexp.MustCompile("(?ms)^```golang\n(.*?)^```$").FindAllStringSubmatch(string(raw), -1)
		if len(blocks) != 3 {
			t.Errorf("%s has %d blocks of Go", page, len(blocks))
		}
		for _, b := range blocks {
			if !known[code(b[1])] {
				t.Errorf("%s shows code that is no file here:\n%s", page, b[1])
			}
		}
	}
}
