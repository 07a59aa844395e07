package bot

import (
	"iter"
	"strings"

	"github.com/wechatgo/wechatgo/reply/markdown"
)

// paragraphs turns a stream of Markdown into WeChat's plain text, block by block: a block can be converted once it is
// complete, since a half of a table, of a list's item or of **emphasis** means something else. Each piece ends with an
// empty line.
func paragraphs(pieces iter.Seq2[string, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		pending := ""
		give := func(end int) (goOn bool) {
			text := markdown.Text(pending[:end])
			pending = pending[end:]
			return text == "" || yield(text+"\n\n", nil)
		}
		for piece, err := range pieces {
			if err != nil {
				if give(len(pending)) { // what has come counts
					yield("", err)
				}
				return
			}
			pending += piece
			if end := lastBlock(pending); end > 0 && !give(end) {
				return
			}
		}
		give(len(pending))
	}
}

// lastBlock returns where the last complete block of a source ends: behind the last empty line that is not in a fenced
// block of code.
func lastBlock(source string) (end int) {
	fence, at := "", 0
	for line := range strings.Lines(source) {
		at += len(line)
		text := strings.TrimSpace(line)
		switch mark := fenceOf(text); {
		case text == "" && fence == "" && strings.HasSuffix(line, "\n"):
			end = at
		case mark != "" && fence == "":
			fence = mark
		case mark != "" && strings.HasPrefix(mark, fence) && mark == text:
			fence = ""
		}
	}
	return end
}

// fenceOf returns the marks, three or more, with which a line begins or ends a block of code.
func fenceOf(line string) string {
	for _, mark := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, mark)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}
