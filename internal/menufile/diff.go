package menufile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/api/menu"
)

// Kind is what happens to a button or a menu.
type Kind string

// The kinds of changes.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
	Moved   Kind = "moved"
)

// Change is a difference between two states of an account's menus.
type Change struct {
	Kind Kind `json:"change"`
	// Menu is "default", or the rule of a conditional menu, such as "tag_id 2".
	Menu string `json:"menu"`
	// Path is the path of the button or the menu: in the new state, or in the old one if it is removed.
	Path string `json:"path"`
	// Button is the button's name, with that of its list before it, such as "菜单 > 搜索"; "" is a menu as a whole.
	Button string `json:"button,omitempty"`
	// Fields are the fields that differ, of what is added and removed those that it has. What moves has its "place",
	// from 1.
	Fields []FieldChange `json:"fields,omitempty"`
}

// FieldChange is a field that differs.
type FieldChange struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Diff returns what must be done to the menus of have to make them those of want, none if they are equal. A button is
// the same as one of its level with its name or, where that has another name, with its action; a conditional menu is
// the same as one with its rule.
func Diff(have, want File) []Change {
	d := differ{menu: "default"}
	d.buttons("button", "", have.Buttons, want.Buttons)
	was := match(have.Conditional, want.Conditional,
		func(a, b Conditional) bool { return a.Rule == b.Rule && equal(a.Buttons, b.Buttons) },
		func(a, b Conditional) bool { return a.Rule == b.Rule })
	for j, c := range have.Conditional {
		if !slices.Contains(was, j) {
			d.menu = RuleText(c.Rule)
			d.add(Removed, fmt.Sprintf("conditional[%d]", j), "")
		}
	}
	moved := moved(was)
	for i, c := range want.Conditional {
		d.menu = RuleText(c.Rule)
		path := fmt.Sprintf("conditional[%d]", i)
		if was[i] < 0 {
			d.add(Added, path, "")
			d.buttons(path+".button", "", nil, c.Buttons)
			continue
		}
		if moved[i] {
			d.add(Moved, path, "", newPlace(was[i], i))
		}
		d.buttons(path+".button", "", have.Conditional[was[i]].Buttons, c.Buttons)
	}
	return d.changes
}

// newPlace is the change of a place.
func newPlace(from, to int) FieldChange {
	return FieldChange{"place", strconv.Itoa(from + 1), strconv.Itoa(to + 1)}
}

// differ collects changes.
type differ struct {
	menu    string
	changes []Change
}

func (d *differ) add(kind Kind, path, button string, fields ...FieldChange) {
	d.changes = append(d.changes, Change{kind, d.menu, path, button, fields})
}

// buttons compares two lists of buttons. Above is the name of the button that opens them, with a mark behind it.
func (d *differ) buttons(path, above string, have, want []menu.Button) {
	was := match(have, want,
		func(a, b menu.Button) bool { return equal([]menu.Button{a}, []menu.Button{b}) },
		func(a, b menu.Button) bool { return a.Name == b.Name },
		sameAction)
	for j, b := range have {
		if !slices.Contains(was, j) {
			d.add(Removed, fmt.Sprintf("%s[%d]", path, j), above+b.Name, fieldChanges(b, menu.Button{Name: b.Name})...)
		}
	}
	moved := moved(was)
	for i, b := range want {
		at := fmt.Sprintf("%s[%d]", path, i)
		old := menu.Button{Name: b.Name}
		if was[i] >= 0 {
			old = have[was[i]]
		}
		fields := fieldChanges(old, b)
		switch {
		case was[i] < 0:
			d.add(Added, at, above+b.Name, fields...)
		case len(fields) > 0:
			d.add(Changed, at, above+old.Name, fields...)
		}
		if moved[i] {
			d.add(Moved, at, above+b.Name, newPlace(was[i], i))
		}
		d.buttons(at+".sub_button", above+b.Name+" > ", old.SubButtons, b.SubButtons)
	}
}

// sameAction reports whether two buttons do the same: those that open lists, that the lists are the same.
func sameAction(a, b menu.Button) bool {
	a.Name = b.Name
	return equal([]menu.Button{a}, []menu.Button{b})
}

// action returns the fields of a button that say what it does, but its type.
func action(b menu.Button) []struct{ name, value string } {
	return []struct{ name, value string }{
		{"key", b.Key},
		{"url", b.URL},
		{"appid", b.AppID},
		{"pagepath", b.PagePath},
		{"media_id", b.MediaID},
		{"article_id", b.ArticleID},
	}
}

// fieldChanges returns the fields that differ, without the lists below the buttons.
func fieldChanges(a, b menu.Button) (list []FieldChange) {
	add := func(name, from, to string) {
		if from != to {
			list = append(list, FieldChange{name, from, to})
		}
	}
	add("name", a.Name, b.Name)
	add("type", string(a.Type), string(b.Type))
	to := action(b)
	for i, from := range action(a) {
		add(from.name, from.value, to[i].value)
	}
	return list
}

// signs begin the line of a change.
var signs = map[Kind]string{Added: "+", Removed: "-", Changed: "~", Moved: ">"}

// String returns the change in one line, such as `~ default menu: 今日歌曲: key "V1" -> "V2"`.
func (c Change) String() string {
	line := signs[c.Kind] + " " + map[bool]string{true: "default menu", false: "menu for " + c.Menu}[c.Menu == "default"]
	if c.Button != "" {
		line += ": " + oneLine(c.Button)
	}
	var parts []string
	for _, f := range c.Fields {
		from, to := strconv.Quote(f.From), strconv.Quote(f.To)
		switch c.Kind {
		case Added:
			parts = append(parts, f.Name+" "+to)
		case Removed:
			parts = append(parts, f.Name+" "+from)
		case Changed:
			parts = append(parts, f.Name+" "+from+" -> "+to)
		case Moved:
			parts = append(parts, fmt.Sprintf("moves from place %s to %s", f.From, f.To))
		}
	}
	if parts == nil {
		return line
	}
	return line + ": " + strings.Join(parts, ", ")
}

// oneLine returns a name without what would break a line or act on a terminal.
func oneLine(name string) string {
	quoted := strconv.Quote(name)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}
