package wechatgo_test

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// migrationPages are the guides for those who come from another toolkit.
func migrationPages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("docs/from-*.md")
	if err != nil || len(all) == 0 {
		t.Fatalf("docs/from-*.md: %v, %v", all, err)
	}
	return all
}

// The guides in English and Chinese have the same names in their tables.
func TestMigrationTablesAreTheSame(t *testing.T) {
	t.Parallel()
	names := func(page string) (all []string) {
		for _, row := range tableRows(t, page) {
			all = append(all, strings.Join(codeSpan.FindAllString(strings.Join(row.cells, " | "), -1), " "))
		}
		return all
	}
	for _, page := range migrationPages(t) {
		if isChinese(page) {
			continue
		}
		if diff := cmp.Diff(names(page), names(translation(page))); diff != "" {
			t.Errorf("the names in the tables of %s (-) and of the Chinese page (+) differ: %s", page, diff)
		}
	}
}

// codeSpan is a piece of code in a line.
var codeSpan = regexp.MustCompile("`[^`]+`")

// tableRow is a row of a table that has a column called wechatgo.
type tableRow struct {
	cells []string // from left to right
	ours  string   // the cell of the column wechatgo
	line  int
}

// tableRows returns the rows of the tables on a page that have a column called wechatgo.
func tableRows(t *testing.T, page string) (rows []tableRow) {
	t.Helper()
	ours := -1 // the column wechatgo of the table that the lines are in
	for i, line := range strings.Split(fence.ReplaceAllStringFunc(read(t, page), blank), "\n") {
		if !strings.HasPrefix(line, "|") {
			ours = -1
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		switch {
		case ours < 0:
			ours = slices.Index(cells, "wechatgo")
		case strings.HasPrefix(line, "|--"):
		case ours < len(cells):
			rows = append(rows, tableRow{cells, cells[ours], i + 1})
		default:
			t.Errorf("%s:%d: the row lacks the column wechatgo", page, i+1)
		}
	}
	return rows
}

// blank returns the empty lines of a text, so that what stands behind it keeps its line.
func blank(text string) string { return strings.Repeat("\n", strings.Count(text, "\n")) }

// variables are the names that the tables use for values, as the snippets do.
const variables = `
var (
	wx     *wechatgo.Client
	mux    *callback.Mux
	server *callback.Server
	login  *oauth.Login
	sdk    *jssdk.SDK
	m      *message.Text
)
`

// goName is a name of this module, such as wx.Menu.Create, kf.Text or oauth.Config.CookieKey.
var goName = regexp.MustCompile(`\b[a-z]\w*(?:\.[A-Z]\w*)+`)

// Every name of this module in the column wechatgo of the guides' tables exists.
func TestMigrationTablesNameWhatExists(t *testing.T) {
	t.Parallel()
	const missing = "wx.Menu.Missing" // shows that a name is looked up
	places := map[string]string{missing: ""}
	for _, page := range migrationPages(t) {
		found := 0
		for _, row := range tableRows(t, page) {
			for _, code := range codeSpan.FindAllString(row.ours, -1) {
				for _, name := range goName.FindAllString(code, -1) {
					places[name] = fmt.Sprintf("%s:%d", page, row.line)
					found++
				}
			}
		}
		if found < 20 {
			t.Errorf("%s names %d things of this module in its tables", page, found)
		}
	}
	for _, name := range unknownNames(t, places) {
		if name != missing {
			t.Errorf("%s: there is no %s", places[name], name)
		}
		delete(places, name)
	}
	if _, taken := places[missing]; taken {
		t.Errorf("%s was taken for a name: nothing was looked up", missing)
	}
}

// unknownNames returns those of the names that are neither values nor types nor fields. Each is compiled in these three ways.
func unknownNames(t *testing.T, places map[string]string) (unknown []string) {
	t.Helper()
	var names []string
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	const ways = 3
	var body strings.Builder
	for i, name := range names {
		owner, field := name[:strings.LastIndex(name, ".")], name[strings.LastIndex(name, ".")+1:]
		for way, statement := range [ways]string{"_ = " + name, "_ = (*" + name + ")(nil)", "_ = new(" + owner + ")." + field} {
			fmt.Fprintf(&body, "func _() {\n//line name:%d\n\t%s\n}\n", ways*i+way+1, statement)
		}
	}
	file := filepath.Join(t.TempDir(), "names.go")
	source := "package names\n\n" + importsOf(t, append(names, "callback.Mux", "oauth.Login", "jssdk.SDK", "message.Text", "wechatgo.Client")) +
		variables + body.String()
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.Command("go", "build", "-gcflags=-e", "-o", os.DevNull, file).CombinedOutput()
	failed := map[int]int{} // how many ways did not compile, by name
	for _, m := range regexp.MustCompile(`(?m)name:(\d+):(?:\d+:)? (.*)$`).FindAllStringSubmatch(string(out), -1) {
		if strings.Contains(m[2], "without instantiation") {
			continue // a generic function or type exists
		}
		line, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		failed[(line-1)/ways]++
	}
	for i, name := range names {
		if failed[i] == ways {
			unknown = append(unknown, name)
		}
	}
	if len(failed) == 0 {
		t.Fatalf("the names were not compiled:\n%s", out)
	}
	return unknown
}

// importsOf returns the imports of the packages that names begin with. Of packages with one name the nearest to the root counts.
func importsOf(t *testing.T, names []string) string {
	t.Helper()
	packages := map[string]string{"redis": "github.com/redis/go-redis/v9", "http": "net/http", "errors": "errors", "context": "context"}
	for _, importPath := range goList(t, "./...") {
		name := path.Base(importPath)
		if known, ok := packages[name]; !ok || len(importPath) < len(known) {
			packages[name] = importPath
		}
	}
	used := map[string]bool{}
	for _, name := range names {
		root, _, _ := strings.Cut(name, ".")
		used[root] = packages[root] != ""
	}
	var imports strings.Builder
	for root, ok := range used {
		if ok {
			fmt.Fprintf(&imports, "import %q\n", packages[root])
		}
	}
	return imports.String()
}
