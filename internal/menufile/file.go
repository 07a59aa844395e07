// Package menufile has an account's menus as a file that people edit: it reads the file and names everything that is
// wrong with it by line and column, writes it, and says what differs between two states of the menus.
//
// The file is YAML, or JSON, with the platform's own names:
//
//	button:
//	  - name: 今日歌曲
//	    type: click
//	    key: V1001_TODAY_MUSIC
//	conditional:
//	  - matchrule:
//	      tag_id: 2
//	    button:
//	      - name: 会员
//	        type: view
//	        url: https://www.example.com/
package menufile

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/api/menu"
)

// File has the menus of an account.
type File struct {
	// Buttons are those of the default menu; there are none if the account has no menu.
	Buttons []menu.Button
	// Conditional are the conditional menus (个性化菜单). A user sees the first whose rule fits.
	Conditional []Conditional
}

// Conditional is a menu for the users whom its rule fits.
type Conditional struct {
	// Rule may have conditions that a new menu may not have any more (65320). Parse refuses them; a File that comes from
	// the platform has them where the platform does.
	Rule    menu.InstalledRule
	Buttons []menu.Button
}

// Of returns the menus that the platform answered, the conditional ones in the order in which they are tried: the one
// that was added last, which has the largest id, comes first.
func Of(m menu.Menus) File {
	f := File{Buttons: plain(m.Default.Buttons)}
	answered := slices.Clone(m.Conditional)
	slices.SortStableFunc(answered, func(a, b menu.Installed) int { return cmp.Compare(b.MenuID, a.MenuID) })
	for _, c := range answered {
		one := Conditional{Buttons: plain(c.Buttons)}
		if c.MatchRule != nil {
			one.Rule = *c.MatchRule
		}
		f.Conditional = append(f.Conditional, one)
	}
	return f
}

// plain returns the buttons without the empty lists that the platform adds to its answers.
func plain(buttons []menu.Button) []menu.Button {
	if len(buttons) == 0 {
		return nil
	}
	list := slices.Clone(buttons)
	for i := range list {
		list[i].SubButtons = plain(list[i].SubButtons)
	}
	return list
}

// Menus returns the menus as [menu.Service.Replace] takes them, without those with retired conditions: without these
// more users would see them.
func (f File) Menus() (menu.Menu, []menu.ConditionalMenu) {
	var conditional []menu.ConditionalMenu
	for _, c := range f.Conditional {
		if Retired(c.Rule) == nil {
			conditional = append(conditional, c.menu())
		}
	}
	return menu.Menu{Buttons: f.Buttons}, conditional
}

// menu returns the menu without retired conditions.
func (c Conditional) menu() menu.ConditionalMenu {
	return menu.ConditionalMenu{
		Menu:      menu.Menu{Buttons: c.Buttons},
		MatchRule: menu.MatchRule{TagID: c.Rule.GroupID, ClientPlatformType: c.Rule.ClientPlatformType},
	}
}

// Empty reports whether the account has no menu.
func (f File) Empty() bool { return len(f.Buttons) == 0 && len(f.Conditional) == 0 }

// Retired returns the conditions of the rule that a new menu may not have, such as "sex".
func Retired(r menu.InstalledRule) (names []string) {
	for _, c := range conditions(r) {
		if c.retired {
			names = append(names, c.name)
		}
	}
	return names
}

// condition is a condition of a rule.
type condition struct {
	name, value string
	retired     bool
}

// conditions returns the conditions that a rule has.
func conditions(r menu.InstalledRule) []condition {
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	return slices.DeleteFunc([]condition{
		{"tag_id", number(int64(r.GroupID)), false},
		{"client_platform_type", number(int64(r.ClientPlatformType)), false},
		{"sex", number(int64(r.Sex)), true},
		{"country", r.Country, true},
		{"province", r.Province, true},
		{"city", r.City, true},
		{"language", r.Language, true},
	}, func(c condition) bool { return c.value == "" })
}

// RuleText returns a rule as a person reads it, such as "tag_id 2, client_platform_type 1".
func RuleText(r menu.InstalledRule) string {
	var list []string
	for _, c := range conditions(r) {
		list = append(list, c.name+" "+oneLine(c.value))
	}
	if list == nil {
		return "no condition"
	}
	return strings.Join(list, ", ")
}

// equal reports whether two lists have the same buttons.
func equal(a, b []menu.Button) bool {
	return slices.EqualFunc(a, b, func(a, b menu.Button) bool { return reflect.DeepEqual(a, b) })
}
