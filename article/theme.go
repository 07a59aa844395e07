package article

import (
	"fmt"
	"regexp"

	"github.com/alecthomas/chroma/v2/styles"
)

// HeadingStyle is how a theme sets off headings.
type HeadingStyle string

// The styles of headings.
const (
	HeadingBar       HeadingStyle = "bar"       // a bar on the left
	HeadingUnderline HeadingStyle = "underline" // a line below
	HeadingLabel     HeadingStyle = "label"     // a filled label in the middle
	HeadingCenter    HeadingStyle = "center"    // in the middle, with a short line below
)

// Theme has the colours and sizes of an article. Take one of the module's and change what you like:
//
//	theme := article.DefaultTheme()
//	theme.Accent = "#c0392b"
//	a, err := article.Parse(source, article.WithTheme(theme))
//
// A colour is #rgb or #rrggbb. Where a background has a colour the text on it has one too, so that clients in dark mode
// change both.
type Theme struct {
	Text       string // of paragraphs
	Background string // of the article
	Muted      string // captions, quotes, references
	Accent     string // headings' decoration, links, strong text
	OnAccent   string // text on Accent
	Panel      string // background of quotes, inline code and the header of tables
	Line       string // borders and rules

	CodeText       string // of code blocks
	CodeBackground string
	CodeStyle      string // the name of a style of chroma, for the colours in code blocks

	FontSize      float64 // of paragraphs, in px: 12 to 24
	LineHeight    float64 // in lines: 1 to 3
	LetterSpacing float64 // in px: 0 to 4
	Headings      HeadingStyle
}

// DefaultTheme returns the theme "default": quiet, with green accents.
func DefaultTheme() Theme {
	return Theme{
		Text: "#333333", Background: "#ffffff", Muted: "#6b7280", Accent: "#0f7b52", OnAccent: "#ffffff",
		Panel: "#f4f7f5", Line: "#dfe5e1",
		CodeText: "#24292f", CodeBackground: "#f6f8fa", CodeStyle: "github",
		FontSize: 16, LineHeight: 1.75, LetterSpacing: 0.3, Headings: HeadingBar,
	}
}

// inkTheme is black on white with red accents, and headings in the middle.
func inkTheme() Theme {
	return Theme{
		Text: "#2b2b2b", Background: "#ffffff", Muted: "#737373", Accent: "#b3261e", OnAccent: "#ffffff",
		Panel: "#f7f5f2", Line: "#e3ded6",
		CodeText: "#3b3a36", CodeBackground: "#f7f5f2", CodeStyle: "friendly",
		FontSize: 17, LineHeight: 1.85, LetterSpacing: 0.5, Headings: HeadingCenter,
	}
}

// oceanTheme has blue labels as headings, and dark code.
func oceanTheme() Theme {
	return Theme{
		Text: "#2f3b4a", Background: "#ffffff", Muted: "#64748b", Accent: "#1d5fbf", OnAccent: "#ffffff",
		Panel: "#eff5fd", Line: "#d5e2f3",
		CodeText: "#e6edf3", CodeBackground: "#161b22", CodeStyle: "github-dark",
		FontSize: 16, LineHeight: 1.75, LetterSpacing: 0.3, Headings: HeadingLabel,
	}
}

// themes are the module's themes by their names.
var themes = []struct {
	name string
	make func() Theme
}{{"default", DefaultTheme}, {"ink", inkTheme}, {"ocean", oceanTheme}}

// ThemeNames returns the names of the module's themes.
func ThemeNames() (names []string) {
	for _, t := range themes {
		names = append(names, t.name)
	}
	return names
}

// ThemeNamed returns the theme with a name.
func ThemeNamed(name string) (t Theme, known bool) {
	for _, t := range themes {
		if t.name == name {
			return t.make(), true
		}
	}
	return Theme{}, false
}

var colour = regexp.MustCompile(`^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$`)

// Check reports the first value that a theme cannot have, as an [*endpoint.FieldError].
//
// [*endpoint.FieldError]: https://pkg.go.dev/github.com/wechatgo/wechatgo/endpoint#FieldError
func (t Theme) Check() error {
	for _, c := range []struct{ name, value string }{
		{"Text", t.Text},
		{"Background", t.Background},
		{"Muted", t.Muted},
		{"Accent", t.Accent},
		{"OnAccent", t.OnAccent},
		{"Panel", t.Panel},
		{"Line", t.Line},
		{"CodeText", t.CodeText},
		{"CodeBackground", t.CodeBackground},
	} {
		if !colour.MatchString(c.value) {
			return refuse.Field("Theme."+c.name, fmt.Sprintf("is %q", c.value), "give a colour such as #333333")
		}
	}
	for _, n := range []struct {
		name               string
		value, least, most float64
	}{{"FontSize", t.FontSize, 12, 24}, {"LineHeight", t.LineHeight, 1, 3}, {"LetterSpacing", t.LetterSpacing, 0, 4}} {
		if !(n.value >= n.least && n.value <= n.most) { // NaN is neither
			return refuse.Field(
				"Theme."+n.name,
				fmt.Sprintf("is %v", n.value),
				fmt.Sprintf("give %v to %v", n.least, n.most),
			)
		}
	}
	switch t.Headings {
	case HeadingBar, HeadingUnderline, HeadingLabel, HeadingCenter:
	default:
		return refuse.Field("Theme.Headings", fmt.Sprintf("is %q", t.Headings), "use one of the HeadingStyles")
	}
	if _, ok := styles.Registry[t.CodeStyle]; !ok {
		return refuse.Field(
			"Theme.CodeStyle",
			fmt.Sprintf("is %q", t.CodeStyle),
			"give the name of a style of chroma, such as github",
		)
	}
	return nil
}
