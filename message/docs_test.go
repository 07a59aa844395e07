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

var update = flag.Bool("update", false, "write docs/pushes.md and docs/pushes.zh-CN.md")

// pushPage is the list of all pushes in one language.
type pushPage struct {
	intro, table, end string
	title             func(section) string
	whatItIs          func(p titled, synopsis string) string
}

var pushPages = map[string]pushPage{
	"pushes.md": {
		intro: `# Every push

[中文](pushes.zh-CN.md)

The messages and events that the platform pushes (sends to your callback), each with its type in package ` + "`message`" + `: look up here which type a handler takes. [Messages and replies](messages.md) tells how a program
takes and answers them. The page is made from the code: after a change run ` + "`go test ./message -run TestDocs -update`" + `.

- **Wire name**: the MsgType of a user's message, or the Event of an event, whose MsgType is ` + "`event`" + `. Upper and lower case do not matter.
- **Type**: the type in package ` + "`message`" + `, where its fields are explained.
- **Title and page**: the platform's own title, with a link to its page where one is known. The addresses are those that other toolkits cite; some
  lead to older pages.
- **What it is**: the first sentence of the type's comment. The comment also says which fields, and which whole pushes, the platform's pages do not confirm.
`,
		table:    "| wire name | type | title and page | what it is |",
		title:    func(s section) string { return s.english + " (" + s.chinese + ")" },
		whatItIs: func(_ titled, synopsis string) string { return synopsis },
		end: `
## With a malformed number

A push keeps its type where a number in it is not as documented: a MsgId with letters, a CreateTime with a fraction, a ` + "`Scale`" + ` of 15.5. The field is then 0 (a time
is the zero time), every other field is as pushed, and ` + "`m.Head().Problem`" + ` names what does not fit. The callback logs one line per field and hour.

The callback recognises a repeated message by its MsgId, and a repeated event by its sender, time, name and EventKey. Where the MsgId of a message or any field of an
event is malformed, it compares the whole XML instead.

## Stickers (表情)

The platform does not pass a sticker on. It pushes a ` + "`text`" + ` whose content is a notice, in the language of the user's WeChat:
` + "`【收到不支持的消息类型，暂无法显示】` or `[Unsupported Message]`. `message.IsSticker`" + ` knows both. They come from public reports, since no page of the
platform mentions them.

## Without a type

Any other push arrives whole as ` + "`*message.UnknownMessage` or `*message.UnknownEvent`" + `: with its names, its elements and the XML as it came.

These are known by name alone, and so have no type: ` + "`cloud_invoice_invoiceresult_event`" + ` (an invoice was issued; nothing is known of
its fields), and the messages of the retired WeChat hardware (` + "`device_text`, `device_event`, `device_status`, `hardware`" + `).

`,
	},
	"pushes.zh-CN.md": {
		intro: `# 全部推送

[English](pushes.md)

平台推送（发给回调）的消息与事件，以及它们在 ` + "`message`" + ` 包中的类型：写处理函数时，在这里查参数的类型。如何接收和回复，见[消息与回复](messages.zh-CN.md)。本页由代码生成：改动后运行
` + "`go test ./message -run TestDocs -update`" + `。

- **推送中的名称**：用户消息的 MsgType，或事件的 Event（事件的 MsgType 是 ` + "`event`" + `）。不区分大小写。
- **类型**：` + "`message`" + ` 包中的类型，字段在那里说明。
- **标题与页面**：平台自己的标题；找得到页面的附有链接。地址取自其他工具包，其中一些是旧页面。
- **说明**：一句话的介绍。类型的注释（英文）还写明哪些字段、哪些推送没有得到平台文档的证实。
`,
		table:    "| 推送中的名称 | 类型 | 标题与页面 | 说明 |",
		title:    func(s section) string { return s.chinese },
		whatItIs: func(p titled, _ string) string { return p.chinese },
		end: `
## 数字不合规的推送

即使某个数字不合规（MsgId 含字母、CreateTime 带小数、` + "`Scale`" + ` 为 15.5），推送仍保持原来的类型：该字段为 0（时间为零值），其他字段照常，
` + "`m.Head().Problem`" + ` 指出哪里不合规。回调对每个字段每小时只记一行日志。

回调按 MsgId 识别重复的消息，按发送者、时间、事件名和 EventKey 识别重复的事件。消息的 MsgId 不合规，或事件的任一字段不合规时，改为比较整个 XML。

## 表情

平台不转发表情，而是推送一条 ` + "`text`" + `，内容是一句提示，语言随用户的微信而定：
` + "`【收到不支持的消息类型，暂无法显示】` 或 `[Unsupported Message]`。`message.IsSticker`" + ` 能识别这两种。它们来自公开的反馈，平台文档没有提及。

## 没有类型的推送

其他推送完整地以 ` + "`*message.UnknownMessage` 或 `*message.UnknownEvent`" + ` 到达：名称、各个元素和原始 XML 都在。

下面这些只知道名称，因此没有类型：` + "`cloud_invoice_invoiceresult_event`" + `（发票已开具；字段不明），以及已停用的微信硬件的消息
（` + "`device_text`、`device_event`、`device_status`、`hardware`" + `）。

`,
	},
}

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
	listed := make(map[string]bool)
	for _, s := range sections {
		for _, p := range s.pushes {
			if kinds[p.wire] == nil || listed[p.wire] {
				t.Fatalf("%s is not a kind, or is listed twice", p.wire)
			}
			listed[p.wire] = true
		}
	}
	for wire := range kinds {
		if !listed[wire] {
			t.Errorf("%s is in no section: give it one, its title, and a sentence in Chinese", wire)
		}
	}

	synopsisOf := synopses(t)
	for name, page := range pushPages {
		want := page.render(t, kinds, synopsisOf)
		file := filepath.Join("..", "docs", name)
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil { //nolint:gosec // a page of the documents
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("docs/%s is stale: run go test ./message -run TestDocs -update\n-want +got:\n%s", name, diff)
		}
	}
}

// render writes the page; a push that lacks its sentence fails the test.
func (page pushPage) render(t *testing.T, kinds map[string]message.Message, synopsisOf map[string]string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(page.intro)
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n|---|---|---|---|\n", page.title(s), page.table)
		for _, p := range s.pushes {
			name := reflect.TypeOf(kinds[p.wire]).Elem().Name()
			what := page.whatItIs(p, synopsisOf[name])
			if what == "" {
				t.Errorf("%s has no comment that begins with its name, or %s no sentence in Chinese", name, p.wire)
			}
			fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", p.wire, name, p.entry(t), what)
		}
	}
	b.WriteString(page.end)
	for _, key := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(&b, "[%s]: %s%s\n", key, platformDocs, pages[key])
	}
	return b.String()
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
