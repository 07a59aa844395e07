package article

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Meta is what an article has beside its text: the front matter, YAML between two lines of --- at the beginning. A field
// that is not one of these is an error.
type Meta struct {
	Title     string `yaml:"title"`      // at most 32 characters
	Author    string `yaml:"author"`     // at most 16 characters
	Digest    string `yaml:"digest"`     // the summary, at most 128 characters; else the platform takes the first 54 of the text
	Cover     string `yaml:"cover"`      // the address of a picture; else the first picture of the text is the cover
	SourceURL string `yaml:"source_url"` // the link 阅读原文
	// Comments is "off", "all" or "fans", who may comment. The account must be allowed to have comments.
	Comments Comments `yaml:"comments"`
	// Type is "news", a text with a cover, or "newspic", up to 20 pictures with a plain text. It has neither author,
	// digest, cover nor source_url.
	Type draft.ArticleType `yaml:"type"`
	// Theme is the name of a theme, as [ThemeNames] lists them.
	Theme string `yaml:"theme"`
}

// Comments says who may comment on an article. The zero value means [CommentsOff].
type Comments string

// Who may comment.
const (
	CommentsOff  Comments = "off"
	CommentsAll  Comments = "all"
	CommentsFans Comments = "fans" // followers
)

// fields are the names that the front matter may have.
const fields = "title, author, digest, cover, source_url, comments, type and theme"

// fence is the line before and behind the front matter.
const fence = "---"

// splitSource reads the front matter of a source and returns the Markdown behind it.
func splitSource(source []byte) (m Meta, markdown []byte, err error) {
	switch {
	case len(source) > MaxSource:
		return m, nil, refuse.Amount("source", len(source), 0, MaxSource, "bytes")
	case !utf8.Valid(source):
		return m, nil, refuse.Field("source", "is not UTF-8", "save it as UTF-8")
	}
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf")) // editors on Windows put it there
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	first, rest, _ := bytes.Cut(source, []byte("\n"))
	if strings.TrimRight(string(first), " \t") != fence {
		return m, source, nil
	}
	matter, markdown, found := cutFence(rest)
	if !found {
		return m, nil, refuse.Field("line 1", "begins a front matter without an end", "put a line of --- behind it")
	}
	d := yaml.NewDecoder(bytes.NewReader(matter), yaml.DisallowUnknownField())
	if err := d.Decode(&m); err != nil && !errors.Is(err, io.EOF) { // an empty one has no fields
		return m, nil, yamlProblem(err)
	}
	return m, markdown, m.check(matter)
}

// cutFence returns what is before and behind a line of ---.
func cutFence(text []byte) (before, behind []byte, found bool) {
	at := 0
	for line := range bytes.Lines(text) {
		if strings.TrimRight(string(line), " \t\n") == fence {
			return text[:at], text[at+len(line):], true
		}
		at += len(line)
	}
	return text, nil, false
}

// yamlProblem returns the error about a front matter that cannot be read.
func yamlProblem(err error) error {
	located, ok := errors.AsType[yaml.Error](err)
	if !ok || located.GetToken() == nil {
		return refuse.Field("front matter", err.Error(), "write name: value in each line")
	}
	text := located.GetMessage()
	cure := "write name: value in each line, and a value with a : in it in quotes"
	if unknown, ok := strings.CutPrefix(text, "unknown field "); ok {
		text, cure = "has the unknown field "+unknown, "the fields are "+fields
	}
	line := located.GetToken().Position.Line + 1 // --- is line 1
	return refuse.Field(fmt.Sprintf("front matter, line %d", line), text, cure)
}

// check refuses values that a field does not have. matter is the front matter, for the line.
func (m *Meta) check(matter []byte) error {
	wrong := func(name, problem, cure string) error {
		at := "front matter"
		number := 1
		for line := range bytes.Lines(matter) {
			number++
			if bytes.HasPrefix(line, []byte(name+":")) {
				at = fmt.Sprintf("front matter, line %d", number)
			}
		}
		return refuse.Field(at+": "+name, problem, cure)
	}
	switch m.Comments {
	case "", CommentsOff, CommentsAll, CommentsFans:
	default:
		return wrong("comments", fmt.Sprintf("is %q", m.Comments), "give off, all or fans")
	}
	switch m.Type {
	case "", draft.News:
	case draft.NewsPic:
		for _, f := range []struct{ name, value string }{
			{"author", m.Author}, {"digest", m.Digest}, {"cover", m.Cover}, {"source_url", m.SourceURL},
		} {
			if f.value != "" {
				return wrong(
					f.name,
					"is only for the type news",
					"leave it out: the first picture is the cover of a newspic",
				)
			}
		}
	default:
		return wrong("type", fmt.Sprintf("is %q", m.Type), "give news or newspic")
	}
	if _, known := ThemeNamed(m.Theme); m.Theme != "" && !known {
		return wrong("theme", fmt.Sprintf("is %q", m.Theme), "give one of "+strings.Join(ThemeNames(), ", "))
	}
	return nil
}

// draft returns the fields of a draft.
func (m *Meta) draft() draft.Article {
	return draft.Article{
		Type: m.Type, Title: m.Title, Author: m.Author, Digest: m.Digest, ContentSourceURL: m.SourceURL,
		NeedOpenComment:    endpoint.Flag(m.Comments == CommentsAll || m.Comments == CommentsFans),
		OnlyFansCanComment: endpoint.Flag(m.Comments == CommentsFans),
	}
}
