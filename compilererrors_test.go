package wechatgo_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const compilerErrors = "docs/compiler-errors.md"

// mistake is a pair of blocks on the page: a diff, and the message about its lines with a minus.
type mistake struct {
	before, after string // the code with the lines of the minus, and with those of the plus
	message       string
	vet           bool // the compiler accepts the code, and go vet has the message
}

// mistakes returns the mistakes of the page, in its order.
func mistakes(t *testing.T) (list []mistake) {
	t.Helper()
	vetBegins := 1 + strings.Count(strings.Split(read(t, compilerErrors), "\n## go vet")[0], "\n")
	blocks := codeBlocks(t, compilerErrors)
	for i, b := range blocks {
		if b.language != "diff" {
			continue
		}
		m := mistake{vet: b.line > vetBegins}
		for line := range strings.Lines(b.code) {
			switch line[0] {
			case '-':
				m.before += line[1:]
			case '+':
				m.after += line[1:]
			default:
				m.before, m.after = m.before+line[1:], m.after+line[1:]
			}
		}
		if i+1 == len(blocks) || blocks[i+1].language != "text" {
			t.Fatalf("%s:%d has no message", compilerErrors, b.line)
		}
		m.message = strings.TrimSuffix(blocks[i+1].code, "\n")
		list = append(list, m)
	}
	return list
}

// program returns a program with each of the pieces of code in a function of its own. Line 1 of piece i is piece<i>:1
// in the messages of the compiler.
func program(pieces map[int]string) string {
	all := ""
	for _, i := range slices.Sorted(maps.Keys(pieces)) {
		all += fmt.Sprintf("func _(ctx context.Context, wx *wechatgo.Client, mux *callback.Mux, account wechatgo.Account, key []byte, openID string) {{\n//line piece%d:1\n%s}}\n", i, pieces[i])
	}
	head := "package main\n\n"
	for _, quoted := range regexp.MustCompile(`"([\w./-]+)"\n`).FindAllStringSubmatch(snippetHeader, -1) {
		if regexp.MustCompile(`\b` + path.Base(quoted[1]) + `\.`).MatchString(all) {
			head += fmt.Sprintf("import %q\n", quoted[1])
		}
	}
	return head + "func main() {}\n" + all
}

// messages runs a go command with the pieces, and returns what it says about each.
func messages(t *testing.T, pieces map[int]string, command ...string) map[int]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(program(pieces)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", append(command, file)...).CombinedOutput()
	said := map[int]string{}
	place := regexp.MustCompile(`(?m)^(?:vet: )?\S*piece(\d+):\d+(?::\d+)?: `)
	at := place.FindAllSubmatchIndex(out, -1)
	if err != nil && len(at) == 0 {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	for i, m := range at {
		end := len(out)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		piece, err := strconv.Atoi(string(out[m[2]:m[3]]))
		if err != nil {
			t.Fatal(err)
		}
		said[piece] += string(out[m[1]:end])
	}
	return said
}

// The compiler and go vet say of the wrong code on the page what the page says, and nothing of the right code.
func TestCompilerErrorsAreAsOnThePage(t *testing.T) {
	t.Parallel()
	list := mistakes(t)
	if len(list) < 20 {
		t.Fatalf("%s has %d mistakes", compilerErrors, len(list))
	}
	compiled, vetted, right := map[int]string{}, map[int]string{}, map[int]string{}
	for i, m := range list {
		if right[i] = m.after; m.vet {
			vetted[i] = m.before
		} else {
			compiled[i] = m.before
		}
	}
	if len(vetted) == 0 {
		t.Fatalf("%s has nothing below ## go vet", compilerErrors)
	}
	compiler := messages(t, compiled, "build", "-gcflags=-e", "-o", os.DevNull)
	vet := messages(t, vetted, "vet")
	for i, m := range list {
		if said := compiler[i] + vet[i]; strings.TrimSuffix(said, "\n") != m.message {
			t.Errorf("of\n%s\nthe page says %q,\ninstead of    %q", m.before, m.message, said)
		}
	}
	for i, said := range messages(t, right, "vet") {
		t.Errorf("the right code\n%s\ngives %q", right[i], said)
	}
}

// The go command says what the page says about modules.
func TestModuleErrorsAreAsOnThePage(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	sync := regexp.MustCompile(`golang.org/x/sync v\S+`).FindString(read(t, "go.mod"))
	language := regexp.MustCompile(`(?m)^go .*$`).FindString(read(t, "go.mod"))
	const (
		version  = "v0.0.0-00010101000000-000000000000"
		required = "require github.com/wechatgo/wechatgo " + version + "\n"
	)
	replaced := "replace github.com/wechatgo/wechatgo => " + root + "\n"
	whole := required + replaced + "require " + sync + " // indirect\n"
	states := map[string]struct {
		mod, imports string
		sum          bool
	}{
		"no required module provides package github.com/wechatgo/wechatgo":      {"", "wechatgo", false},
		"no required module provides package github.com/wechatgo/wechatgo/menu": {whole, "wechatgo/menu", true},
		"and is replaced but not required":                                      {replaced, "wechatgo", false},
		"replacement directory ../wechatgo does not exist":                      {required + "replace github.com/wechatgo/wechatgo => ../wechatgo\n", "wechatgo", false},
		"missing go.sum entry for module providing package":                     {whole, "wechatgo/oauth", false},
		"updates to go.mod needed":                                              {whole, "wechatgo/store/redisstore", true},
		"use of internal package not allowed":                                   {whole, "wechatgo/internal/xmldoc", true},
	}
	page := read(t, compilerErrors)
	for heading, state := range states {
		t.Run(heading, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			files := map[string]string{
				"go.mod":  "module hello\n\n" + language + "\n\n" + state.mod,
				"main.go": "package main\n\nimport _ \"github.com/wechatgo/" + state.imports + "\"\n\nfunc main() {}\n",
			}
			if state.sum {
				files["go.sum"] = read(t, "go.sum")
			}
			for name, text := range files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			build := exec.Command("go", "build", "-o", os.DevNull)
			build.Dir = dir
			build.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
			out, err := build.CombinedOutput()
			if err == nil {
				t.Fatal("the program compiles")
			}
			_, section, found := strings.Cut(page, "\n### "+heading+"\n")
			section, _, _ = strings.Cut(section, "\n### ")
			said := strings.ReplaceAll(string(out), root, "../wechatgo")
			want := fence.FindStringSubmatch(section)
			if !found || want == nil {
				t.Fatalf("%s has no message below this heading", compilerErrors)
			}
			if !slices.Equal(strings.Fields(want[2]), strings.Fields(said)) {
				t.Errorf("the page says %q,\ninstead of    %q", want[2], said)
			}
		})
	}
}
