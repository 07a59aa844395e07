package article

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// This file is the profile: what an article may hold, and how it looks. The platform lists neither; these are the
// elements, attributes and styles that publishing tools agree on. To follow a change of the platform, change this file.

// profile has the elements that stay, with their attributes beside style.
var profile = map[atom.Atom][]string{
	atom.Section: nil, atom.P: nil, atom.Span: nil, atom.Br: nil, atom.Hr: nil, atom.Blockquote: nil,
	atom.H1: nil, atom.H2: nil, atom.H3: nil, atom.H4: nil, atom.H5: nil, atom.H6: nil,
	atom.Strong: nil, atom.Em: nil, atom.Del: nil, atom.Sup: nil, atom.Sub: nil, atom.Pre: nil, atom.Code: nil,
	atom.Ul: nil, atom.Ol: nil, atom.Li: nil,
	atom.Table: nil, atom.Thead: nil, atom.Tbody: nil, atom.Tr: nil,
	atom.Th: {"colspan", "rowspan"}, atom.Td: {"colspan", "rowspan"},
	atom.Img: {"src", "alt"},
	atom.A:   {"href"},
}

// renamed has the elements that become one of the profile.
var renamed = map[atom.Atom]atom.Atom{
	atom.B: atom.Strong, atom.I: atom.Em, atom.Cite: atom.Em, atom.Dfn: atom.Em, atom.Var: atom.Em,
	atom.S: atom.Del, atom.Strike: atom.Del, atom.Kbd: atom.Code, atom.Samp: atom.Code, atom.Tt: atom.Code,
	atom.Div: atom.Section, atom.Article: atom.Section, atom.Main: atom.Section, atom.Header: atom.Section,
	atom.Footer: atom.Section, atom.Aside: atom.Section, atom.Nav: atom.Section, atom.Figure: atom.Section,
	atom.Figcaption: atom.Section, atom.Center: atom.Section, atom.Details: atom.Section, atom.Address: atom.Section,
	atom.Summary: atom.P, atom.Dl: atom.Section, atom.Dt: atom.P, atom.Dd: atom.P, atom.Tfoot: atom.Tbody,
	atom.U: atom.Span, atom.Ins: atom.Span, atom.Mark: atom.Span, atom.Small: atom.Span, atom.Font: atom.Span,
}

// dropped has the elements that go with all that is in them. Of any other element that is not in the profile the content
// stays.
var dropped = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Link: true, atom.Meta: true, atom.Title: true, atom.Head: true,
	atom.Base: true, atom.Iframe: true, atom.Frame: true, atom.Frameset: true, atom.Object: true, atom.Embed: true,
	atom.Applet: true, atom.Param: true, atom.Noscript: true, atom.Noembed: true, atom.Noframes: true,
	atom.Template: true, atom.Svg: true, atom.Math: true, atom.Canvas: true, atom.Video: true, atom.Audio: true,
	atom.Source: true, atom.Track: true, atom.Textarea: true, atom.Select: true, atom.Button: true, atom.Input: true,
	atom.Xmp: true, atom.Plaintext: true, atom.Col: true, atom.Colgroup: true, atom.Map: true, atom.Area: true,
}

// isDropped reports whether an element goes with all that is in it.
func isDropped(n *html.Node) bool {
	return n.Type == html.ElementNode && (n.Namespace != "" || dropped[n.DataAtom])
}

// blocks are the elements of the profile that begin a line.
var blocks = []atom.Atom{
	atom.Section, atom.P, atom.Hr, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre,
	atom.Ul, atom.Ol, atom.Li, atom.Table, atom.Thead, atom.Tbody, atom.Tr, atom.Th, atom.Td,
}

// kept returns the element of the profile that a node becomes, 0 for none.
func kept(n *html.Node) atom.Atom {
	name := n.DataAtom
	if to, ok := renamed[name]; ok {
		name = to
	}
	if _, ok := profile[name]; !ok || n.Type != html.ElementNode || n.Namespace != "" {
		return 0
	}
	return name
}

func isBlock(n *html.Node) bool { return n != nil && slices.Contains(blocks, kept(n)) }

// properties are the properties of styles that HTML in a source may set.
var properties = []string{
	"background-color",
	"border",
	"border-bottom",
	"border-collapse",
	"border-color",
	"border-left",
	"border-radius",
	"border-right",
	"border-style",
	"border-top",
	"border-width",
	"box-shadow",
	"color",
	"float",
	"font-size",
	"font-style",
	"font-weight",
	"height",
	"letter-spacing",
	"line-height",
	"list-style-type",
	"margin",
	"margin-bottom",
	"margin-left",
	"margin-right",
	"margin-top",
	"max-width",
	"min-width",
	"opacity",
	"overflow-x",
	"padding",
	"padding-bottom",
	"padding-left",
	"padding-right",
	"padding-top",
	"text-align",
	"text-decoration",
	"text-indent",
	"vertical-align",
	"white-space",
	"width",
	"word-break",
}

// value matches the values of properties that stay: numbers, words and colours, and neither url() nor var().
var value = regexp.MustCompile(`^(?:[\w#%.,+ -]|\b(?:rgb|rgba|hsl|hsla)\([\d.,%/ ]+\))+$`)

// cleanStyle returns what stays of a style.
func cleanStyle(style string) string {
	var list []string
	for declaration := range strings.SplitSeq(style, ";") {
		name, v, _ := strings.Cut(declaration, ":")
		name, v = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(v)
		if slices.Contains(properties, name) && value.MatchString(v) {
			list = append(list, name+":"+v)
		}
	}
	return strings.Join(list, ";")
}

// cleanAttributes returns the attributes of a table's cell that stay.
func cleanAttributes(n *html.Node, name atom.Atom) (list []string) {
	for _, key := range profile[name] {
		number, err := strconv.ParseUint(attributeOf(n, key), 10, 16)
		if err == nil {
			list = append(list, key, strconv.FormatUint(number, 10))
		}
	}
	return list
}

// part is what a style is for: the name of an element, or one of these.
type part string

// The parts of an article that are no element of their own.
const (
	partArticle    part = "article"    // the section around everything
	partLabel      part = "label"      // the words of a heading, inside of it
	partFigure     part = "figure"     // around a picture
	partCaption    part = "caption"    // below a picture
	partCodeBlock  part = "codeblock"  // around pre
	partCode       part = "blockcode"  // in pre
	partScroll     part = "scroll"     // around a table
	partList       part = "list"       // a list that is drawn as text
	partItem       part = "item"       // of such a list
	partBullet     part = "bullet"     // of such an item
	partLink       part = "link"       // the words of a link that has a number
	partNumber     part = "number"     // that number
	partReferences part = "references" // the list at the end
	partReference  part = "reference"  // one of them
	partUnderline  part = "u"
	partMark       part = "mark"
)

const monospace = "font-family:Menlo,Consolas,Monaco,monospace;"

// styles returns the style of each part in a theme. A style with a background has a colour of the text, too.
func (t Theme) styles() map[part]string {
	px := func(times float64) string { return fmt.Sprintf("%vpx", math.Round(10*t.FontSize*times)/10) }
	panel := fmt.Sprintf("background-color:%s;color:%s;", t.Panel, t.Text)
	small := fmt.Sprintf("font-size:%s;color:%s;", px(0.875), t.Muted)
	cell := fmt.Sprintf(
		"border:1px solid %s;padding:7px 10px;min-width:64px;font-size:%s;line-height:1.6;text-align:left;word-break:normal;overflow-wrap:normal;",
		t.Line,
		px(0.9),
	)
	s := map[part]string{
		partArticle: fmt.Sprintf(
			"font-size:%s;line-height:%v;letter-spacing:%vpx;color:%s;background-color:%s;word-break:break-word;",
			px(1), t.LineHeight, t.LetterSpacing, t.Text, t.Background,
		),
		"p":          "margin:0 0 16px;",
		"blockquote": "margin:20px 0;padding:14px 16px 1px;border-left:3px solid " + t.Accent + ";" + panel,
		"strong":     "font-weight:bold;color:" + t.Accent + ";",
		"em":         "font-style:italic;",
		"del":        "text-decoration:line-through;",
		"hr":         "margin:28px 0;border:0;border-top:1px solid " + t.Line + ";height:0;",
		"a":          "color:" + t.Accent + ";text-decoration:none;",
		"ul":         "margin:0 0 16px;padding-left:1.5em;list-style-type:disc;",
		"ol":         "margin:0 0 16px;padding-left:1.5em;list-style-type:decimal;",
		"li":         "margin:0 0 6px;",
		"table":      "border-collapse:collapse;width:100%;",
		"td":         cell,
		"th":         cell + "font-weight:bold;" + panel,
		"code": monospace + "font-size:" + px(0.88) + ";padding:2px 5px;border-radius:4px;letter-spacing:0;" +
			fmt.Sprintf("background-color:%s;color:%s;", t.Panel, t.Accent),
		"pre":          "margin:0;white-space:pre;line-height:1.6;font-size:" + px(0.82) + ";" + monospace,
		"img":          "max-width:100%;height:auto;vertical-align:middle;",
		"sup":          "font-size:75%;line-height:0;vertical-align:super;",
		"sub":          "font-size:75%;line-height:0;vertical-align:sub;",
		partFigure:     "margin:20px 0;text-align:center;",
		partCaption:    "margin:8px 0 0;line-height:1.5;text-align:center;" + small,
		partScroll:     "margin:20px 0;max-width:100%;overflow-x:auto;",
		partCode:       "letter-spacing:0;white-space:pre;" + monospace,
		partList:       "margin:0 0 16px;",
		partItem:       "margin:0 0 6px;",
		partBullet:     "display:inline-block;text-align:left;",
		partLink:       "color:" + t.Accent + ";",
		partNumber:     "font-size:75%;line-height:0;vertical-align:super;color:" + t.Accent + ";",
		partReferences: "margin:36px 0 0;padding:16px 0 0;border-top:1px solid " + t.Line + ";",
		partReference:  "margin:0 0 6px;line-height:1.6;word-break:break-all;" + small,
		partUnderline:  "text-decoration:underline;",
		partMark:       panel,
	}
	s[partCodeBlock] = fmt.Sprintf("margin:20px 0;padding:14px 16px;border-radius:6px;overflow-x:auto;"+
		"background-color:%s;color:%s;", t.CodeBackground, t.CodeText)
	for level, times := range []float64{1.5, 1.3, 1.15, 1.05, 1, 0.95} {
		s[part(fmt.Sprintf("h%d", level+1))] = fmt.Sprintf("line-height:1.4;font-weight:bold;font-size:%s;color:%s;",
			px(times), t.Text) + t.headingStyle(level+1)
	}
	if t.Headings == HeadingLabel {
		s[partLabel] = fmt.Sprintf(
			"display:inline-block;padding:5px 16px;border-radius:6px;background-color:%s;color:%s;",
			t.Accent,
			t.OnAccent,
		)
	}
	if t.Headings == HeadingCenter {
		s[partLabel] = "display:inline-block;padding:0 12px 8px;border-bottom:2px solid " + t.Accent + ";"
	}
	return s
}

// labelled are the levels of headings whose words have a style of their own, where the theme has one.
const labelled = 2

// headingStyle returns what sets off the headings of a level.
func (t Theme) headingStyle(level int) string {
	switch {
	case level > 3:
		return "margin:24px 0 12px;"
	case level > labelled:
		return fmt.Sprintf("margin:28px 0 12px;padding-left:9px;border-left:3px solid %s;", t.Accent)
	case t.Headings == HeadingBar:
		return fmt.Sprintf("margin:36px 0 18px;padding-left:11px;border-left:5px solid %s;", t.Accent)
	case t.Headings == HeadingUnderline:
		return fmt.Sprintf("margin:36px 0 18px;padding-bottom:8px;border-bottom:2px solid %s;", t.Accent)
	}
	return "margin:40px 0 22px;text-align:center;"
}
