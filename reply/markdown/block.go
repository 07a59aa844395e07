package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"github.com/wechatgo/wechatgo/internal/textheading"
)

// writer writes the text of a tree.
type writer struct {
	source     []byte
	out        strings.Builder
	containers []container // what the current block is in, from the outside
	breaks     int         // line breaks that are due before the next line
}

// container is a quote or an item of a list. Its lines begin with other, the first with first.
type container struct {
	first, other string
	begun        bool
}

// maxDepth is how many containers are shown.
const maxDepth = 8

// inside writes blocks that are in a container.
func (w *writer) inside(c container, n ast.Node) {
	if len(w.containers) >= maxDepth {
		w.blocks(n)
		return
	}
	w.containers = append(w.containers, c)
	w.blocks(n)
	last := len(w.containers) - 1
	if !w.containers[last].begun && c.first != c.other {
		w.line("") // an item without content
	}
	w.containers = w.containers[:last]
}

// line writes a line, without spaces at its end.
func (w *writer) line(text string) {
	if w.out.Len() > 0 {
		for range max(w.breaks, 1) - 1 {
			w.out.WriteByte('\n')
			w.out.WriteString(w.blankPrefix())
		}
		w.out.WriteByte('\n')
	}
	w.breaks = 1
	prefix := ""
	for i := range w.containers {
		c := &w.containers[i]
		if c.begun {
			prefix += c.other
		} else {
			prefix += c.first
			c.begun = true
		}
	}
	w.out.WriteString(strings.TrimRight(prefix+text, " "))
}

// blankPrefix returns what a blank line begins with: the marks of the quotes that it is in.
func (w *writer) blankPrefix() string {
	prefix := ""
	for _, c := range w.containers {
		if c.begun {
			prefix += c.other
		}
	}
	return strings.TrimRight(prefix, " ")
}

// lines writes a block's text, without the blank lines at its ends: how far apart blocks stand is not up to them.
func (w *writer) lines(text string) {
	begun, blank := false, 0
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Trim(line, " ") == "" {
			blank++
			continue
		}
		if begun {
			w.breaks += blank
		}
		w.line(line)
		begun, blank = true, 0
	}
}

// separate makes a blank line come before the next line.
func (w *writer) separate() { w.breaks = max(w.breaks, 2) }

// blocks writes the blocks in n.
func (w *writer) blocks(n ast.Node) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		w.block(child)
	}
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.TextBlock:
		w.lines(w.inline(n))
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.blocks(n)
	case *east.FootnoteList:
		w.separate()
		w.blocks(n)
	case *east.Footnote:
		w.inside(container{first: footnoteMark(n.Index) + " "}, n)
	default:
		if isTight(n.Parent()) {
			w.separated(n)
			return
		}
		w.separate()
		w.separated(n)
		w.separate()
	}
}

// isTight reports whether the blocks in n have no blank lines between them.
func isTight(n ast.Node) bool {
	if _, isFootnote := n.(*east.Footnote); isFootnote {
		return true
	}
	list, isItem := n.Parent().(*ast.List)
	return isItem && list.IsTight
}

// separated writes a block that has a blank line before and behind it, unless what it is in is tight.
func (w *writer) separated(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		if text := strings.ReplaceAll(w.inline(n), "\n", " "); text != "" {
			w.line(textheading.Of(text))
		}
	case *ast.ThematicBreak:
		w.line("————————")
	case *ast.Blockquote:
		w.inside(container{first: "> ", other: "> "}, n)
	case *ast.FencedCodeBlock, *ast.CodeBlock, *mathBlock:
		w.lines(w.raw(n))
	case *ast.HTMLBlock:
		text := w.raw(n)
		if n.HasClosure() {
			text += string(n.ClosureLine.Value(w.source))
		}
		w.lines(breakLines(text))
	case *east.Table:
		w.table(n)
	default: // a paragraph
		w.lines(w.inline(n))
	}
}

// raw returns a block's lines as they are typed.
func (w *writer) raw(n ast.Node) string { return string(n.Lines().Value(w.source)) }

func (w *writer) list(n *ast.List) {
	_, isNested := n.Parent().(*ast.ListItem)
	if !isNested || !n.IsTight {
		w.separate()
	}
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		first := "• "
		if n.IsOrdered() {
			first = strconv.Itoa(number) + ". "
			number++
		}
		if task := taskOf(item); task != nil {
			first = taskMark(task)
		}
		if !n.IsTight && item != n.FirstChild() {
			w.separate()
		}
		w.inside(container{first: first, other: "  "}, item)
	}
	if !isNested {
		w.separate()
	}
}

// taskOf returns the box of a list's item, or nil.
func taskOf(item ast.Node) *east.TaskCheckBox {
	if item.FirstChild() == nil {
		return nil
	}
	task, _ := item.FirstChild().FirstChild().(*east.TaskCheckBox)
	return task
}

func taskMark(task *east.TaskCheckBox) string {
	if task.IsChecked {
		return "☑ "
	}
	return "☐ "
}
