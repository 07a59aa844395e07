package wechatgo_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// publicPackage is a package that users import.
type publicPackage struct {
	name  string // its path within the module; "" is the root
	fset  *token.FileSet
	files []*ast.File // without tests
	tests []*ast.File
}

// publicPackages parses the packages that users import: all but internal ones, examples and commands.
func publicPackages(t *testing.T) (list []publicPackage) {
	t.Helper()
	for _, path := range goList(t, "./...") {
		name, _ := inModule(path)
		elements := strings.Split(name, "/")
		if slices.Contains(elements, "internal") || elements[0] == "examples" || elements[0] == "cmd" {
			continue
		}
		p := publicPackage{name: name, fset: token.NewFileSet()}
		sources, err := filepath.Glob(filepath.Join(".", name, "*.go"))
		if err != nil || len(sources) == 0 {
			t.Fatalf("%s: %v, %v", path, sources, err)
		}
		for _, source := range sources {
			file, err := parser.ParseFile(p.fset, source, nil, parser.ParseComments|parser.SkipObjectResolution)
			switch {
			case err != nil:
				t.Fatal(err)
			case strings.HasSuffix(source, "_test.go"):
				p.tests = append(p.tests, file)
			default:
				p.files = append(p.files, file)
			}
		}
		list = append(list, p)
	}
	return list
}

// comment returns the package's comment.
func (p publicPackage) comment() string {
	var text strings.Builder
	for _, file := range p.files {
		text.WriteString(file.Doc.Text())
	}
	return text.String()
}

// guide is the link to a page of this repository in a package's comment.
var guide = regexp.MustCompile(`(?m)^\[(docs/[\w-]+\.md)\]: https://github\.com/wechatgo/wechatgo/blob/main/(docs/[\w-]+\.md)(?:#([\w-]+))?$`)

// What pkg.go.dev shows of a package begins with what it does, goes on, and leads to a guide.
func TestPackageCommentsLeadToGuides(t *testing.T) {
	t.Parallel()
	for _, p := range publicPackages(t) {
		text := p.comment()
		if first := new(doc.Package).Synopsis(text); !strings.HasPrefix(first, "Package ") || first == strings.TrimSpace(text) {
			t.Errorf("%q: the comment has one sentence or none: %q", p.name, first)
		}
		links := guide.FindAllStringSubmatch(text, -1)
		if len(links) == 0 {
			t.Errorf("%q: the comment has no link to a page in docs, such as [docs/calls.md]", p.name)
		}
		for _, link := range links {
			label, page, anchor := link[1], link[2], strings.ReplaceAll(link[3], "-", " ")
			if label != page || !strings.Contains(text, "["+label+"]") {
				t.Errorf("%q: the link %s leads to %s", p.name, label, page)
			}
			if _, err := os.Stat(page); err != nil {
				t.Errorf("%q: %v", p.name, err)
			} else if anchor != "" && !strings.Contains(strings.ToLower(read(t, page)), "# "+anchor+"\n") {
				t.Errorf("%q: %s has no heading %q", p.name, page, anchor)
			}
		}
	}
}

// notRun lists the packages whose examples are compiled and not run, with the reason.
var notRun = map[string]string{
	"store/redisstore": "needs a Redis",
	"store/storetest":  "needs the *testing.T of a test",
}

func TestPackagesHaveExamples(t *testing.T) {
	t.Parallel()
	for _, p := range publicPackages(t) {
		examples := doc.Examples(p.tests...)
		if len(examples) == 0 {
			t.Errorf("%q has no example", p.name)
		}
		run := slices.ContainsFunc(examples, func(e *doc.Example) bool { return e.Output != "" || e.EmptyOutput })
		if reason, known := notRun[p.name]; run == known {
			t.Errorf("%q: an example is run is %t, and the reason against it is %q", p.name, run, reason)
		}
	}
}

// A number or a time says what it counts, in which unit: in a comment of its own, or in one of its struct.
func TestNumbersAndTimesAreExplained(t *testing.T) {
	t.Parallel()
	fields := 0
	for _, p := range publicPackages(t) {
		for _, file := range p.files {
			for _, decl := range file.Decls {
				group, ok := decl.(*ast.GenDecl)
				if !ok || group.Tok != token.TYPE {
					continue
				}
				for _, spec := range group.Specs {
					declared := spec.(*ast.TypeSpec)
					body, ok := declared.Type.(*ast.StructType)
					if !ok || !declared.Name.IsExported() {
						continue
					}
					words := group.Doc.Text() + declared.Doc.Text()
					for _, f := range body.Fields.List {
						words += f.Doc.Text()
					}
					for _, f := range body.Fields.List {
						if !isQuantity(f.Type) {
							continue
						}
						for _, name := range f.Names {
							fields++
							named := regexp.MustCompile(`\b` + name.Name + `\b`)
							if name.IsExported() && f.Doc == nil && f.Comment == nil && !named.MatchString(words) {
								t.Errorf("%s: %s.%s has no comment: say what it counts, and its unit",
									p.fset.Position(name.Pos()), declared.Name, name)
							}
						}
					}
				}
			}
		}
	}
	if fields < 500 {
		t.Errorf("only %d fields are numbers or times, so this test looks at the wrong ones", fields)
	}
}

// quantity matches the types of numbers and times, and of lists of them.
var quantity = regexp.MustCompile(`^[*\[\]]*(?:u?int\d*|float\d+|time\.\w+|endpoint\.(?:Number|Decimal|Time|Date|Optional\[endpoint\.\w+\]))$`)

func isQuantity(e ast.Expr) bool { return quantity.MatchString(types.ExprString(e)) }

// A page that uses a package says where it is, unless it is directly below the module: by its path, or by the directory of
// the API's areas. The name alone does not tell.
func TestPagesSayWherePackagesAre(t *testing.T) {
	t.Parallel()
	const areas = "github.com/wechatgo/wechatgo/api/"
	paths := map[string]string{"redis": "github.com/redis/go-redis/v9"}
	list := publicPackages(t)
	for _, p := range list {
		paths[p.name[strings.LastIndex(p.name, "/")+1:]] = "github.com/wechatgo/wechatgo/" + p.name
	}
	for _, p := range list {
		if !strings.Contains(p.name, "/") {
			delete(paths, p.name) // also where an area has the same name
		}
	}
	found := 0
	for _, page := range pages(t) {
		if page == "CONTRIBUTING.md" {
			continue // for those who work in the module
		}
		code := strings.Join(codeSpan.FindAllString(prose(t, page), -1), "\n")
		for _, b := range codeBlocks(t, page) {
			if b.language == "go" || b.language == "diff" {
				code += "\n" + b.code
			}
		}
		text := read(t, page)
		for name, importPath := range paths {
			if !regexp.MustCompile(`(?m)(?:^|[^\w.>$/])` + name + `\.[A-Z]\w`).MatchString(code) {
				continue
			}
			found++
			another := regexp.MustCompile(`(?m)/` + name + `"$|^\t*(?:if )?` + name + `(?:, \w+)? :=`) // an import such as html/template, or a variable
			if !strings.Contains(text, importPath) && !another.MatchString(code) &&
				(!strings.HasPrefix(importPath, areas) || !strings.Contains(text, "`"+areas+"`")) {
				t.Errorf("%s uses package %s and does not say that it is %s", page, name, importPath)
			}
		}
	}
	if found < 50 {
		t.Errorf("%d uses of packages", found)
	}
}
