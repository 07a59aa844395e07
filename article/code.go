package article

import (
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxHighlighted is the longest code that gets colours, in bytes. It bounds the time that they take.
const maxHighlighted = 64 << 10

// maxColouring is how long the colours of an article may take; the code behind gets none. A long article takes some
// milliseconds, but some lexers need minutes for a page of brackets.
const maxColouring = 3 * time.Second

// codeBlock writes a block of code. Its lines are as long as they are, and the block scrolls.
func (w *writer) codeBlock(pre *html.Node) {
	language := ""
	for n := range pre.ChildNodes() {
		if n.DataAtom == atom.Code {
			language, _ = strings.CutPrefix(attributeOf(n, "class"), "language-")
		}
	}
	code := strings.ReplaceAll(strings.Trim(textOf(pre), "\n"), "\t", "    ")
	w.element("section", w.styles[partCodeBlock], nil, func() {
		w.element("pre", w.styles["pre"], nil, func() {
			w.element("code", w.styles[partCode], nil, func() { w.highlight(code, language) })
		})
	})
}

// highlight writes code with colours, if the language is known.
func (w *writer) highlight(code, language string) {
	lexer := lexers.Get(language)
	if lexer == nil || language == "" || len(code) > maxHighlighted {
		w.codeText(code)
		return
	}
	tokens, ok := w.tokens(lexer, code)
	if !ok || chroma.Stringify(tokens...) != code && chroma.Stringify(tokens...) != code+"\n" {
		w.codeText(code) // a lexer that changes the code
		return
	}
	style := styles.Get(w.theme.CodeStyle)
	for i, token := range tokens {
		text := token.Value
		if i == len(tokens)-1 && !strings.HasSuffix(code, "\n") {
			text = strings.TrimSuffix(text, "\n") // some lexers add it
		}
		css := tokenStyle(style.Get(token.Type), w.theme.CodeText)
		if css == "" || strings.TrimSpace(text) == "" {
			w.codeText(text)
			continue
		}
		w.element("span", css, nil, func() { w.codeText(text) })
	}
}

// tokens splits code into tokens of different types. ok is false if that fails, or once the article's code has taken maxColouring.
func (w *writer) tokens(lexer chroma.Lexer, code string) (list []chroma.Token, ok bool) {
	begin := time.Now()
	defer func() { w.colouring += time.Since(begin) }()
	iterator, err := lexer.Tokenise(nil, code)
	if err != nil {
		return nil, false
	}
	for token := iterator(); token != chroma.EOF; token = iterator() {
		if w.colouring+time.Since(begin) > maxColouring {
			return nil, false
		}
		const most = 8 << 10 // of what is joined: longer ones take long to join
		if last := len(list) - 1; last >= 0 && list[last].Type == token.Type && len(list[last].Value) < most {
			list[last].Value += token.Value
		} else if token.Value != "" {
			list = append(list, token)
		}
	}
	return list, true
}

// tokenStyle returns the style of a token, "" for one that looks as the block does.
func tokenStyle(e chroma.StyleEntry, usual string) (css string) {
	if e.Colour.IsSet() && e.Colour.String() != usual {
		css = "color:" + e.Colour.String() + ";"
	}
	if e.Bold == chroma.Yes {
		css += "font-weight:bold;"
	}
	if e.Italic == chroma.Yes {
		css += "font-style:italic;"
	}
	return css
}

// codeText writes code. Its lines end with br, since line breaks do not survive everywhere.
func (w *writer) codeText(code string) {
	for i, line := range strings.Split(code, "\n") {
		if i > 0 {
			w.element("br", "", nil, nil)
		}
		w.text(line)
	}
}
