package message_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/message"
)

var update = flag.Bool("update", false, "write docs/messages.md")

const (
	docsIntro = `# Every push

Made from the code: after a change run ` + "`go test ./message -run TestDocs -update`" + `.

The wire name is MsgType for a user's message, and Event for an event, whose MsgType is ` + "`event`" + `; neither's case matters. The type is in package
` + "`message`" + `, where its fields are explained. The title is the platform's own and leads to its page, where one is known: the addresses are those that the toolkits in use
cite, and some are of older pages. What it is, is the first sentence of the type's comment; the comment also tells which fields, and which whole pushes, the
platform's pages do not confirm.
`
	docsEnd = `
## With an odd number

A push whose MsgId has letters, whose CreateTime has a fraction, or whose ` + "`Scale` is 15.5" + `, keeps its type. The field is 0 (a time is the zero time), every other field is as
pushed, and ` + "`m.Head().Problem`" + ` names what does not fit. The callback logs one line per field and hour. A message whose MsgId is odd, and an event with any odd field, counts as
the same only if its whole XML is.

## Stickers (表情)

A sticker is not passed on. It arrives as a ` + "`text`" + ` whose content is a notice of the platform's, in the language of the user's WeChat:
` + "`【收到不支持的消息类型，暂无法显示】` or `[Unsupported Message]`. `message.IsSticker`" + ` knows both; they come from public reports, since no page mentions them.

## Without a type

Any other push arrives whole as ` + "`*message.UnknownMessage` or `*message.UnknownEvent`" + `: with its names, its elements and the XML as it came.
Known by name alone, and so without a type, are ` + "`cloud_invoice_invoiceresult_event`" + ` (an invoice's issue; nothing is known of
its fields) and the messages of the retired WeChat hardware (` + "`device_text`, `device_event`, `device_status`, `hardware`" + `).

`
)

func TestDocs(t *testing.T) {
	t.Parallel()
	kinds := make(map[string]message.Message)
	for _, m := range message.Kinds() {
		wire := m.Type()
		if e, ok := m.(message.Event); ok {
			wire = e.EventName()
		}
		kinds[wire] = m
	}
	synopsisOf := synopses(t)
	var want strings.Builder
	want.WriteString(docsIntro)
	for _, s := range sections {
		fmt.Fprintf(&want, "\n## %s\n\n| wire name | type | title and page | what it is |\n|---|---|---|---|\n", s.title)
		for _, p := range s.pushes {
			m := kinds[p.wire]
			if m == nil {
				t.Fatalf("%s is not a kind, or is listed twice", p.wire)
			}
			delete(kinds, p.wire)
			name := reflect.TypeOf(m).Elem().Name()
			if synopsisOf[name] == "" {
				t.Errorf("%s has no comment that begins with its name", name)
			}
			fmt.Fprintf(&want, "| `%s` | `%s` | %s | %s |\n", p.wire, name, p.entry(t), synopsisOf[name])
		}
	}
	for wire := range kinds {
		t.Errorf("%s is in no section: give it one, and its title", wire)
	}
	want.WriteString(docsEnd)
	for _, page := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(&want, "[%s]: %s%s\n", page, platformDocs, pages[page])
	}

	file := filepath.Join("..", "docs", "messages.md")
	if *update {
		if err := os.WriteFile(file, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("docs/messages.md is stale: run go test ./message -run TestDocs -update\n-want +got:\n%s", diff)
	}
}

// synopses reads the first sentence of each type's comment.
func synopses(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	pkg, err := doc.NewFromFiles(fset, files, "message")
	if err != nil {
		t.Fatal(err)
	}
	synopsisOf := make(map[string]string)
	for _, typ := range pkg.Types {
		if sentence, ok := strings.CutPrefix(pkg.Synopsis(typ.Doc), typ.Name+" "); ok {
			synopsisOf[typ.Name] = strings.TrimSuffix(strings.TrimPrefix(sentence, "is "), ".")
		}
	}
	return synopsisOf
}
