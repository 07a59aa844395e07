package wechatgo_test

import (
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tokens returns Go code without its comments, which may be translated.
func tokens(code string) string {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), nil, 0)
	var all []string
	for {
		_, tok, literal := s.Scan()
		if tok == token.EOF {
			return strings.Join(all, " ")
		}
		all = append(all, tok.String()+literal)
	}
}

// These pages have the same code in both languages, apart from its comments, and headings of the same levels.
func TestTranslationsHaveTheSameCode(t *testing.T) {
	t.Parallel()
	normal := func(page string) (blocks []codeBlock) {
		for _, b := range codeBlocks(t, page) {
			if b.line = 0; b.language == "go" {
				b.code = tokens(b.code)
			}
			blocks = append(blocks, b)
		}
		return blocks
	}
	heading := regexp.MustCompile(`(?m)^#+ `)
	for _, page := range []string{"README", "docs/accountday"} {
		english, chinese := page+".md", page+".zh-CN.md"
		en, zh := normal(english), normal(chinese)
		if len(en) < 4 {
			t.Fatalf("%s has %d code blocks", english, len(en))
		}
		if diff := cmp.Diff(en, zh, cmp.AllowUnexported(codeBlock{})); diff != "" {
			t.Errorf("the code of %s (-) and of the Chinese page (+) differs: %s", english, diff)
		}
		if diff := cmp.Diff(heading.FindAllString(prose(t, english), -1), heading.FindAllString(prose(t, chinese), -1)); diff != "" {
			t.Errorf("the headings of %s (-) and of the Chinese page (+) differ: %s", english, diff)
		}
	}
}

func TestReadmeProgramsCompile(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"README.md", "README.zh-CN.md"} {
		programs := 0
		for _, b := range codeBlocks(t, page) {
			if b.language != "go" || !strings.HasPrefix(b.code, "package main\n") {
				continue
			}
			programs++
			file := filepath.Join(t.TempDir(), "main.go")
			if err := os.WriteFile(file, []byte(b.code), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("go", "vet", file).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", page, err, out)
			}
		}
		if programs == 0 {
			t.Errorf("%s has no program that begins with package main", page)
		}
	}
}
