package newproject

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"
)

// examples are the examples, each a directory of templates.
var examples = []string{"bot", "login", "aibot"}

// shared is the directory of the templates that every example has.
const shared = "shared"

//go:embed all:templates
var templates embed.FS

// project is what the templates are filled with.
type project struct {
	Example string
	Module  string // the project's path
	Name    string // the end of it: the program's name
	Version string // of wechatgo
	Replace string // the clone in its place, "" for none
}

// Go is the version of Go that the project says. It is exactly the module's own, since the go command would raise a lower
// one (1.26 is lower than 1.26.0), and look for all modules to do so.
func (project) Go() string { return "1.26.0" }

// OpenAI is the version of openai-go that the example aibot needs. A test compares it with go.mod.
func (project) OpenAI() string { return "v3.98.0" }

func (p *project) known() bool { return slices.Contains(examples, p.Example) }

// render returns the project's files by their names.
func (p *project) render() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, dir := range []string{shared, p.Example} {
		names, err := fs.Glob(templates, "templates/"+dir+"/*.tmpl")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			t, err := template.ParseFS(templates, name)
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			if err := t.Execute(&b, p); err != nil {
				return nil, err
			}
			target, content := targetOf(name), b.Bytes()
			if strings.HasSuffix(target, ".go") {
				if content, err = format.Source(content); err != nil {
					return nil, fmt.Errorf("%s: %w", target, err)
				}
			}
			files[target] = content
		}
	}
	return files, nil
}

// targetOf returns the name of a template's file. A name with a dot in front would be hidden among the templates.
func targetOf(name string) string {
	name = strings.TrimSuffix(path.Base(name), ".tmpl")
	switch name {
	case "gitignore", "env.example":
		return "." + name
	}
	return name
}
