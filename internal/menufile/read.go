package menufile

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of a file, so that a wrong file is not read for minutes.
const (
	// MaxSize is how many bytes a file has at most: some hundred conditional menus.
	MaxSize = 256 << 10
	// maxLine is how many bytes a line has at most: a full menu as JSON has 17 KB. The parser takes time by the square of
	// a line's length: 8 seconds for 256 KB of quotes.
	maxLine = 32 << 10
	// maxNodes is how many values are read; aliases in aliases can stand for very many.
	maxNodes = 100_000
	// maxDepth is how many values are within each other, in brackets or in one line, and maxKey how many bytes the name
	// of a field has. The parser keeps the path of each value: it took 24 GB for a file of [ alone.
	maxDepth = 100
	maxKey   = 40
)

// Parse reads a file. The error is [Problems]: all that the platform would refuse, as [menu.Menu.Check] knows it, and
// what makes no sense in a file, such as a field that the button's type does not have. The File is empty then.
func Parse(raw []byte) (File, error) {
	r := reader{places: map[string]place{}, refused: map[string]bool{}, anchors: map[string]ast.Node{}}
	f := r.file(raw)
	if len(r.problems) == 0 {
		return f, nil
	}
	r.problems.sort()
	return File{}, r.problems
}

// reader reads a file, and keeps where its values are and what is wrong with them.
type reader struct {
	lines    []string
	places   map[string]place
	refused  map[string]bool // paths with a problem, about which nothing more is said
	anchors  map[string]ast.Node
	nodes    int
	problems Problems
	unread   []string // paths of values that could not be read, in which nothing more is wrong
}

func (r *reader) file(raw []byte) (f File) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")) // the parser miscounts the lines of the other form
	r.lines = strings.Split(string(raw), "\n")
	switch {
	case len(raw) > MaxSize:
		r.lines = nil
		r.refuse(place{1, 1}, "", "the file has more than 256 KB", "give the file with the menus")
		return f
	case !utf8.Valid(raw):
		r.refuse(r.notUTF8(), "", "the file is not UTF-8", "save it as UTF-8")
		return f
	}
	if i := slices.IndexFunc(r.lines, func(line string) bool { return len(line) > maxLine }); i >= 0 {
		r.refuse(place{i + 1, 1}, "", "the line has more than 32 KB", "break it where the menu has a new button")
		return f
	}
	// Fields that are given twice are reported with everything else.
	tokens := lexer.Tokenize(string(raw))
	if t, what := tooMuch(tokens); t != nil {
		r.refuse(place{t.Position.Line, t.Position.Column}, "", "the file "+what,
			"give the file with the menus, which have two levels of buttons")
		return f
	}
	doc, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return f
	}
	var bodies []ast.Node
	for _, d := range doc.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	switch len(bodies) {
	case 1:
	case 0:
		r.refuse(place{1, 1}, "", "the file is empty", "give the buttons of the menu, or button: [] for no menu")
		return f
	default:
		r.refuse(placeOf(bodies[1]), "", "the file has more than one document", "give a file for each account")
		return f
	}
	r.places[""] = placeOf(bodies[0])
	r.object(bodies[0], "", fields{
		{"button", func(n ast.Node, path string) { f.Buttons = r.buttons(n, path, 1) }},
		{"conditional", func(n ast.Node, path string) { f.Conditional = r.conditionals(n, path) }},
	})
	if !r.refused[""] {
		r.check(f)
	}
	return f
}

// tooMuch returns the token at which the file has what the parser cannot take, and what that is, nil if there is none.
// Values that are within each other by their indentation need no bound, since each needs a longer line.
func tooMuch(tokens token.Tokens) (*token.Token, string) {
	brackets, line, marks := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, marks = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType:
			marks++
		case token.MappingValueType:
			if t.Prev != nil && len(t.Prev.Value) > maxKey {
				return t.Prev, "has a name of a field with more than 40 bytes here"
			}
		}
		if max(brackets, marks) > maxDepth {
			return t, "has too many values within each other here"
		}
	}
	return nil, ""
}

// notUTF8 returns the place of the first byte that is not UTF-8.
func (r *reader) notUTF8() place {
	for i, line := range r.lines {
		if !utf8.ValidString(line) {
			valid := strings.IndexFunc(line, func(c rune) bool { return c == utf8.RuneError })
			return place{i + 1, utf8.RuneCountInString(line[:valid]) + 1}
		}
	}
	return place{1, 1}
}

// syntax reports what the YAML parser does not understand. It stops at the first of them.
func (r *reader) syntax(err error) {
	at, text := place{1, 1}, err.Error()
	if known, ok := errors.AsType[yaml.Error](err); ok {
		text = known.GetMessage()
		if t := known.GetToken(); t != nil && t.Position != nil {
			at = place{t.Position.Line, t.Position.Column}
		}
	}
	if r.wide(at.line) {
		return
	}
	r.refuse(at, "", "the file is no YAML: "+text, "correct the indentation, the quotes or the brackets here")
}

// wideSign finds a full-width colon behind a field's name, and a space around that name that is none for YAML.
var wideSign = regexp.MustCompile(`^[ {,-]*"?\w*"?:?([：\p{Zs}\x{200b}\x{feff}])`)

// wide refuses such a sign in a line, and reports whether there is one.
func (r *reader) wide(line int) bool {
	if line < 1 || line > len(r.lines) {
		return false
	}
	text := r.lines[line-1]
	found := wideSign.FindStringSubmatchIndex(text)
	if found == nil {
		return false
	}
	sign := text[found[2]:found[3]]
	what, cure := "a space that is none for YAML", "write a plain space"
	switch sign {
	case " ":
		return false
	case "：":
		what, cure = "a full-width colon", "write : and a space"
	}
	r.refuse(place{line, utf8.RuneCountInString(text[:found[2]]) + 1}, "",
		fmt.Sprintf("the line has %s (%U) here", what, []rune(sign)[0]), cure)
	return true
}

func (r *reader) conditionals(n ast.Node, path string) (list []Conditional) {
	for i, item := range r.list(n, path) {
		var c Conditional
		r.object(item, fmt.Sprintf("%s[%d]", path, i), fields{
			{"matchrule", func(n ast.Node, path string) { c.Rule = r.rule(n, path) }},
			{"button", func(n ast.Node, path string) { c.Buttons = r.buttons(n, path, 1) }},
		})
		list = append(list, c)
	}
	return list
}

// platformCure says what client_platform_type may be.
const platformCure = "give 1 for iOS, 2 for Android or 3 for others"

func (r *reader) rule(n ast.Node, path string) (rule menu.InstalledRule) {
	r.object(n, path, fields{
		{"tag_id", r.number((*int64)(&rule.GroupID), "give a whole number from 1")},
		{"client_platform_type", r.number((*int64)(&rule.ClientPlatformType), platformCure)},
		{"sex", r.number((*int64)(&rule.Sex), "give a whole number from 1")},
		{"country", r.text(&rule.Country)},
		{"province", r.text(&rule.Province)},
		{"city", r.text(&rule.City)},
		{"language", r.text(&rule.Language)},
	})
	return rule
}

// buttons reads the buttons of a level. Below the second one there are none to read, only to refuse.
func (r *reader) buttons(n ast.Node, path string, level int) (list []menu.Button) {
	for i, item := range r.list(n, path) {
		var b menu.Button
		if level <= 2 {
			r.button(item, fmt.Sprintf("%s[%d]", path, i), &b, level)
		}
		list = append(list, b)
	}
	return list
}

func (r *reader) button(n ast.Node, path string, b *menu.Button, level int) {
	r.object(n, path, fields{
		{"name", r.text(&b.Name)},
		{"type", r.text((*string)(&b.Type))},
		{"key", r.text(&b.Key)},
		{"url", r.text(&b.URL)},
		{"appid", r.text(&b.AppID)},
		{"pagepath", r.text(&b.PagePath)},
		{"media_id", r.text(&b.MediaID)},
		{"article_id", r.text(&b.ArticleID)},
		{"sub_button", func(n ast.Node, path string) { b.SubButtons = r.buttons(n, path, level+1) }},
	})
}

// fields are the fields of an object.
type fields []objectField

// objectField is a field with the function that reads its value.
type objectField struct {
	name string
	read func(n ast.Node, path string)
}

// object reads the fields of an object.
func (r *reader) object(n ast.Node, path string, known fields) {
	n = r.resolve(n, path)
	m, ok := n.(*ast.MappingNode)
	if !ok {
		r.unread = append(r.unread, path)
		if r.wide(placeOf(n).line) {
			return
		}
		var names []string
		for _, f := range known {
			names = append(names, f.name)
		}
		r.refuse(r.placeAt(n, path), path, "is "+kindOf(n)+", not an object", "give it "+strings.Join(names, ", "))
		return
	}
	prefix := path
	if path != "" {
		prefix += "."
	}
	seen := map[string]place{}
	for _, entry := range m.Values {
		name, at := keyOf(entry), placeOf(entry.Key)
		if first, twice := seen[name]; twice {
			r.refuse(at, prefix+name, fmt.Sprintf("is given twice, first in line %d", first.line), "remove one of them")
			r.keepAnchors(entry.Value)
			continue
		}
		seen[name] = at
		i := slices.IndexFunc(known, func(f objectField) bool { return f.name == name })
		if i < 0 && r.wide(at.line) {
			continue
		}
		if i < 0 {
			// What is wrong with a misspelt field is said as well, unless the right one is there, too.
			i = r.unknown(at, prefix+name, name, known)
			if i < 0 ||
				slices.ContainsFunc(m.Values, func(e *ast.MappingValueNode) bool { return keyOf(e) == known[i].name }) {
				r.keepAnchors(entry.Value)
				continue
			}
		}
		r.places[prefix+known[i].name] = at
		known[i].read(entry.Value, prefix+known[i].name)
	}
}

// keyOf returns the name of a field.
func keyOf(entry *ast.MappingValueNode) string {
	if key, ok := entry.Key.(*ast.StringNode); ok {
		return key.Value
	}
	return entry.Key.String()
}

// list returns the items of a list.
func (r *reader) list(n ast.Node, path string) []ast.Node {
	n = r.resolve(n, path)
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		r.refuse(
			r.placeAt(n, path),
			path,
			"is "+kindOf(n)+", not a list",
			"begin each item with - , or write [] for none",
		)
		if button, ok := strings.CutSuffix(path, ".sub_button"); ok {
			r.refused[button+".type"] = true // which it lacks only without its list
		}
		return nil
	}
	for i, item := range s.Values {
		r.places[fmt.Sprintf("%s[%d]", path, i)] = placeOf(item)
	}
	return s.Values
}

// text returns a function that reads a text into to.
func (r *reader) text(to *string) func(ast.Node, string) {
	return func(n ast.Node, path string) {
		n = r.resolve(n, path)
		r.places[path] = r.placeAt(n, path)
		switch n := n.(type) {
		case *ast.StringNode:
			*to = n.Value
		case *ast.LiteralNode:
			*to = n.Value.Value
		case *ast.NullNode: // a field without a value is an empty text
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
			value := n.GetToken().Value
			r.refuse(placeOf(n), path, "is "+kindOf(n)+", not a text", "put it in quotes: "+strconv.Quote(value))
		default:
			r.refuse(placeOf(n), path, "is "+kindOf(n)+", not a text", "give a text")
		}
	}
}

// number returns a function that reads a whole number into to, also one in quotes, as the platform's samples have
// it. cure says what to give.
func (r *reader) number(to *int64, cure string) func(ast.Node, string) {
	return func(n ast.Node, path string) {
		n = r.resolve(n, path)
		r.places[path] = r.placeAt(n, path)
		switch n.(type) {
		case *ast.IntegerNode, *ast.StringNode:
			value := n.GetToken().Value
			number, err := strconv.ParseInt(value, 10, 64)
			plain := strconv.FormatInt(number, 10)
			switch {
			case err != nil || number < 1:
				r.refuse(placeOf(n), path, fmt.Sprintf("is %q", value), cure)
			case plain != value: // 010 is 8 for some readers of YAML
				r.refuse(placeOf(n), path, fmt.Sprintf("is %q", value), "write it as "+plain)
			}
			*to = number
		case *ast.NullNode:
		default:
			r.refuse(placeOf(n), path, "is "+kindOf(n)+", not a whole number", cure)
		}
	}
}

// keepAnchors keeps the anchors in a value that is not read.
func (r *reader) keepAnchors(n ast.Node) {
	for _, found := range ast.Filter(ast.AnchorType, n) {
		if anchor, ok := found.(*ast.AnchorNode); ok {
			r.anchors[anchor.Name.GetToken().Value] = anchor.Value
		}
	}
}

// resolve returns the value that an anchor or an alias stands for.
func (r *reader) resolve(n ast.Node, path string) ast.Node {
	for range maxNodes {
		if r.nodes++; r.nodes == maxNodes {
			r.refuse(placeOf(n), path, "has too many values", "write fewer aliases")
		}
		switch node := n.(type) {
		case *ast.AnchorNode:
			r.anchors[node.Name.GetToken().Value] = node.Value
			n = node.Value
		case *ast.TagNode:
			r.refuse(placeOf(n), path, "has the tag "+node.Start.Value, "remove it; a text can be in quotes")
			n = node.Value
		case *ast.AliasNode:
			name := node.Value.GetToken().Value
			value, ok := r.anchors[name]
			if !ok {
				r.refuse(
					placeOf(n),
					path,
					"is *"+name+", which names nothing",
					"give a value the name &"+name+" above it",
				)
				return ast.Null(node.GetToken())
			}
			n = value
		default:
			if r.nodes > maxNodes {
				return ast.Null(n.GetToken())
			}
			return n
		}
	}
	return ast.Null(n.GetToken())
}

// kindOf says what a value is.
func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "an object"
	case *ast.SequenceNode:
		return "a list"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return n.GetToken().Value
	case *ast.NullNode:
		return "empty"
	}
	return "a text"
}

// placeOf returns the place of a value: of an object, that of its first field.
func placeOf(n ast.Node) place {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	t := n.GetToken()
	if t == nil || t.Position == nil {
		return place{1, 1}
	}
	return place{t.Position.Line, t.Position.Column}
}

// placeAt returns the place of a value: of one that is not there, that of its field.
func (r *reader) placeAt(n ast.Node, path string) place {
	if _, ok := n.(*ast.NullNode); ok {
		return r.near(path)
	}
	return placeOf(n)
}

// near returns the place of a path, or that of what it is in, where the file does not have it.
func (r *reader) near(path string) place {
	for {
		if at, ok := r.places[path]; ok || path == "" {
			return at
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// refuse adds a problem.
func (r *reader) refuse(at place, path, what, cure string) {
	r.add(Problem{Line: at.line, Column: at.column, Path: path, What: what, Cure: cure})
}

// refuseWith adds a problem of the value with a path, with the platform's code.
func (r *reader) refuseWith(code endpoint.Code, path, what, cure string) {
	at := r.near(path)
	r.add(Problem{Line: at.line, Column: at.column, Path: path, What: what, Cure: cure, Code: code})
}

// add adds a problem, if it is the first of its path and the values before it, and what it is in, could be read.
func (r *reader) add(p Problem) {
	within := func(path string) bool { return strings.HasPrefix(p.Path, path+".") }
	if r.refused[p.Path] || r.nodes > maxNodes || slices.ContainsFunc(r.unread, within) {
		return
	}
	r.refused[p.Path] = true
	p.Excerpt = excerpt(r.lines, place{p.Line, p.Column})
	r.problems = append(r.problems, p)
}
