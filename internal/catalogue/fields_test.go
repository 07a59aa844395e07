package catalogue

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write fields.json")

// fields.json has what the comments in the source say about the fields of the API's types.
func TestFieldsAreCurrent(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	dirs, err := filepath.Glob("../../api/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append(dirs, "../../endpoint") {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				readFields(t, file, want)
			}
		}
	}
	raw, err := json.MarshalIndent(want, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	raw = append(raw, '\n')
	if *update {
		if err := os.WriteFile("fields.json", raw, 0o644); err != nil { //nolint:gosec // part of the source
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile("fields.json"); err != nil || string(got) != string(raw) {
		t.Errorf("fields.json is not what the comments say (%v): run go test ./internal/catalogue -update", err)
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if strings.Contains(want[name], "\n") {
			t.Errorf("%s has several lines", name)
		}
	}
}

// links matches the links in a doc comment.
var links = regexp.MustCompile(`\[\*?([\w.]+)\]`)

// readFields adds the comments of the fields that a file declares, by package, type and field.
func readFields(t *testing.T, file string, into map[string]string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		of, ok := spec.Type.(*ast.StructType)
		if !ok || !spec.Name.IsExported() {
			return true
		}
		for _, f := range of.Fields.List {
			text := strings.Join(strings.Fields(f.Doc.Text()+" "+f.Comment.Text()), " ")
			for _, name := range f.Names {
				if text != "" && name.IsExported() {
					into[parsed.Name.Name+"."+spec.Name.Name+"."+name.Name] = links.ReplaceAllString(text, "$1")
				}
			}
		}
		return false
	})
}
