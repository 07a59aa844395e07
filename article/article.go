// Package article turns Markdown into articles of WeChat: the HTML that the platform keeps, with inline styles and nothing
// else, or the pictures and plain text of a newspic.
//
//	a, err := article.Parse(source)
//	ready, err := a.Prepare(ctx, article.Folder{Files: os.DirFS("post")}) // reads the pictures, checks every limit
//	d, err := ready.Draft(ctx, article.UploadTo(wx.Material))           // uploads the pictures
//	mediaID, err := wx.Draft.Add(ctx, d)
//
// The Markdown is CommonMark with tables, strikethrough, task lists and footnotes. HTML in it is cleaned. Front matter
// between lines of --- sets what is not in the text: see [Meta].
//
// The platform has no official list of what it keeps. The profile that publishing tools agree on is in one file,
// profile.go. Nothing is known to draw mathematics and diagrams: they stay as they are typed, unless they are pictures.
//
// The guide is [docs/publishing.md].
//
// [docs/publishing.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/publishing.md
package article

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about what an article cannot have.
const refuse = field.In("article")

// MaxSource is the largest source that [Parse] takes, in bytes: as much as the platform takes of HTML.
const MaxSource = draft.MaxContentBytes

// MaxPageCharacters is how many characters an article's HTML may have by the platform's page. More have been accepted, so
// that it causes a warning and no error.
const MaxPageCharacters = 20_000

// Article is an article that was parsed. Its fields may be changed before [Article.Prepare].
type Article struct {
	Meta

	theme Theme
	body  *html.Node            // what the article has below its title
	notes map[string]*html.Node // the footnotes by their id
}

// Option changes how [Parse] reads an article.
type Option func(*options)

type options struct{ theme *Theme }

// WithTheme gives the article a theme, in place of the one that its front matter names.
func WithTheme(t Theme) Option { return func(o *options) { o.theme = &t } }

// Parse parses an article of up to [MaxSource] bytes. Without a title in the front matter the first heading of level 1 is
// the title, and no part of the text. An error about the source is an [*endpoint.FieldError] with the line.
//
// [*endpoint.FieldError]: https://pkg.go.dev/github.com/wechatgo/wechatgo/endpoint#FieldError
func Parse(source []byte, opts ...Option) (*Article, error) {
	var o options
	for _, option := range opts {
		option(&o)
	}
	meta, markdown, err := splitSource(source)
	if err != nil {
		return nil, err
	}
	a := &Article{Meta: meta, theme: DefaultTheme()}
	if meta.Theme != "" {
		a.theme, _ = ThemeNamed(meta.Theme) // the front matter was checked
	}
	if o.theme != nil {
		a.theme = *o.theme
	}
	if err := a.theme.Check(); err != nil {
		return nil, err
	}
	if a.body, err = parseMarkdown(markdown); err != nil {
		return nil, err
	}
	a.notes = takeNotes(a.body)
	a.takeTitle()
	return a, nil
}

// takeTitle removes the first heading of level 1 from the text if it is the title.
func (a *Article) takeTitle() {
	for n := range a.body.ChildNodes() {
		if n.Type != html.ElementNode || n.Data != "h1" {
			continue
		}
		heading := strings.Join(strings.Fields(textOf(n)), " ")
		if a.Title == "" {
			a.Title = heading
		}
		if a.Title == heading {
			a.body.RemoveChild(n)
		}
		return
	}
}

// HTML returns the text as the platform keeps it, with the pictures at the addresses that moved has for them, and else
// at their own.
func (a *Article) HTML(moved map[string]string) string {
	w := a.write(moved)
	return w.out.String()
}

// Warnings returns what is lost of the text, and what the platform may refuse, in words.
func (a *Article) Warnings() []string {
	if a.Type == draft.NewsPic {
		return nil
	}
	w := a.write(nil)
	if n := len([]rune(w.out.String())); n > MaxPageCharacters {
		w.warn(fmt.Sprintf(
			"the HTML has %d characters, and the platform's page says at most %d: more have been accepted in practice",
			n, MaxPageCharacters,
		))
	}
	return w.warnings
}

// Pictures returns the addresses of the pictures in the text, each once, in their order.
func (a *Article) Pictures() (addresses []string) {
	seen := map[string]bool{}
	add := func(n *html.Node) {
		for n := range n.Descendants() {
			if address := pictureAddress(n); address != "" && !seen[address] {
				seen[address] = true
				addresses = append(addresses, address)
			}
		}
	}
	add(a.body)
	for _, note := range a.sortedNotes() {
		add(note)
	}
	return addresses
}

// isChinese reports whether a text is Chinese: a quarter of its letters at least are Han characters.
func isChinese(text string) bool {
	han, letters := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	return han > 0 && 4*han >= letters
}
