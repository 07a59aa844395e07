// Package markdown turns Markdown, as large language models write it, into a text that WeChat shows well. WeChat knows no
// mark-up but links:
//
//	return reply.Text(markdown.Text(answer)), nil
//
// It is a package of its own so that programs which do not need it do not carry a Markdown parser.
//
// The guide is [docs/replies.md].
//
// [docs/replies.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/replies.md#markdown
package markdown

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/wechatgo/wechatgo/internal/emphasis"
)

// Text returns the text of a Markdown source (CommonMark with tables, task lists and footnotes) for a message:
//
//   - Headings stand in 【】. Emphasis and code lose their marks; code blocks keep their lines as they are.
//   - Lists have • or their numbers, tasks ☐ or ☑, and are indented by two spaces a level. Quotes have > before each line.
//   - Links to http and https addresses, and images, become <a href="...">...</a>. Of other links the words are followed by
//     the address in parentheses.
//   - A table of two columns becomes lines such as "name: value". One of more becomes a list of its rows, with the other
//     cells below the first as "column: value". Its columns are not aligned, because WeChat's letters differ in width.
//     Cells beyond the header's are kept, without a name. A table of more than 64 columns stays as it is typed.
//   - Footnotes follow at the end, as [1] and their text.
//   - HTML and mathematics ($...$, $$...$$, \(...\), \[...\]) stay as they are typed, but <br> breaks the line. So does
//     each line break of the source.
//
// Unlike in CommonMark, ** next to Chinese punctuation marks emphasis as models mean it (**注意：**请看), and a * between
// Latin letters or digits does not (2*3*4). What is not closed,
// as in the middle of a stream, stays as it is typed; a code block without an end reaches to the end of the source.
//
// The result may be longer than a message: see [reply.Split] and [reply.Fit]. Text takes time in proportion to the length
// of the source. It reads a source beyond 16 KiB in pieces of that size, cut between paragraphs where there are any; a
// list, table or code block that is cut goes on as if it began there. A piece with quotes and lists nested deeper than 32
// in a line stays as it is typed.
//
// [reply.Split]: https://pkg.go.dev/github.com/wechatgo/wechatgo/reply#Split
// [reply.Fit]: https://pkg.go.dev/github.com/wechatgo/wechatgo/reply#Fit
func Text(source string) string {
	source = strings.ToValidUTF8(source, "\ufffd")
	var texts []string
	for source != "" {
		var piece string
		piece, source = cutPiece(source)
		if text := pieceText(piece); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "\n\n")
}

const (
	// maxPiece bounds what is parsed at once, since a parser of Markdown may take time in proportion to the square.
	maxPiece = 16 << 10
	// maxNesting is how many containers may begin in one line.
	maxNesting = 32
)

// cutPiece returns the beginning of a source that is parsed at once, and the rest.
func cutPiece(source string) (piece, rest string) {
	if len(source) <= maxPiece {
		return source, ""
	}
	for _, boundary := range []string{"\n\n", "\n", " ", ""} {
		if i := strings.LastIndex(source[:maxPiece], boundary); i >= maxPiece/2 {
			for i > maxPiece-utf8.UTFMax && !utf8.RuneStart(source[i]) {
				i-- // the middle of a character
			}
			return source[:i], source[i:]
		}
	}
	return source, ""
}

// markdown parses a source. Its renderer is not used.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.TaskList, extension.Footnote),
	goldmark.WithParserOptions(
		parser.WithParagraphTransformers(util.Prioritized(tableTransformer{}, 200)),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
		parser.WithBlockParsers(util.Prioritized(mathBlockParser{}, 650)),
		parser.WithInlineParsers(
			util.Prioritized(mathParser{}, 90), // before code spans
			util.Prioritized(emphasis.Parser{}, emphasis.Priority),
		),
	),
).Parser()

// structure parses the blocks of a source as markdown does, but not what is in their lines.
var structure = parser.NewParser(
	parser.WithBlockParsers(parser.DefaultBlockParsers()...),
	parser.WithBlockParsers(
		util.Prioritized(mathBlockParser{}, 650),
		util.Prioritized(extension.NewFootnoteBlockParser(), 999),
	),
	parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	parser.WithParagraphTransformers(util.Prioritized(tableTransformer{}, 200)),
)

// pieceText is Text of a source that is not too long.
func pieceText(source string) string {
	if isNestedDeeply(source) {
		return strings.TrimSpace(source)
	}
	w := writer{source: []byte(source)}
	w.blocks(markdown.Parse(text.NewReader(w.source)))
	return strings.TrimRight(w.out.String(), " \n")
}

// isNestedDeeply reports whether more quotes and lists begin in a line than anybody writes.
func isNestedDeeply(source string) bool {
	for line := range strings.Lines(source) {
		depth := 0
		for i := 0; i < len(line) && strings.IndexByte(" \t>-+*.)0123456789", line[i]) >= 0; i++ {
			switch line[i] {
			case '>':
				depth++
			case '-', '+', '*', '.', ')':
				if i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
					depth++
				}
			}
		}
		if depth > maxNesting {
			return true
		}
	}
	return false
}
