// Package menu has the endpoints for the account's menus.
package menu

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	api "github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// firstMenuID is the menuid before the first one; those of the platform have nine digits, too.
const firstMenuID = 208_000_000

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Create, create, route.Checks(checkEscapes)),
		route.Handle(api.Get, get, route.EscapesSlashes, route.NumbersAsStrings("matchrule")),
		route.Handle(api.Delete, remove),
		route.Handle(api.SelfMenuInfo, selfMenu),
		route.Handle(api.AddConditional, addConditional, route.Checks(checkEscapes, checkPrivacy)),
		route.Handle(api.DelConditional, delConditional),
		route.Handle(api.TryMatch, tryMatch, route.EmptyBodyFirst),
	}
}

// menus is the state of this area.
type menus struct {
	lastID      int64
	buttons     []api.Button      // the default menu; nil if there is none
	id          int64             // of the default menu
	conditional []conditionalMenu // oldest first
}

// conditionalMenu is a menu for those users who match its rule.
type conditionalMenu struct {
	id      int64
	rule    api.MatchRule
	buttons []api.Button
}

// matches reports whether the menu is for u. Of the tags of a user, only the one that was added last counts.
func (c *conditionalMenu) matches(u *core.Person) bool {
	if c.rule.TagID != 0 && (len(u.Tags) == 0 || u.Tags[len(u.Tags)-1] != int64(c.rule.TagID)) {
		return false
	}
	return c.rule.ClientPlatformType == 0 || int(c.rule.ClientPlatformType) == u.Platform
}

// conditionalFor returns the newest conditional menu that matches u, or nil.
func (m *menus) conditionalFor(u *core.Person) *conditionalMenu {
	for i := len(m.conditional) - 1; i >= 0; i-- {
		if m.conditional[i].matches(u) {
			return &m.conditional[i]
		}
	}
	return nil
}

// ButtonsFor returns the buttons that u sees. A change of the menu shows at once; on real phones it does not.
func ButtonsFor(tx *core.Tx, u *core.Person) []api.Button {
	return core.State[menus](tx).buttonsFor(u)
}

// Default returns the buttons of the default menu, or nil if there is none.
func Default(tx *core.Tx) []api.Button { return core.State[menus](tx).buttons }

// Conditional returns the conditional menus, oldest first.
func Conditional(tx *core.Tx) []api.Installed {
	var list []api.Installed
	for _, c := range core.State[menus](tx).conditional {
		list = append(list, c.installed())
	}
	return list
}

func (c *conditionalMenu) installed() api.Installed {
	return api.Installed{
		Menu:      api.Menu{Buttons: c.buttons},
		MatchRule: &api.InstalledRule{GroupID: c.rule.TagID, ClientPlatformType: c.rule.ClientPlatformType},
		MenuID:    endpoint.Number(c.id),
	}
}

func (m *menus) buttonsFor(u *core.Person) []api.Button {
	if c := m.conditionalFor(u); c != nil {
		return c.buttons
	}
	return m.buttons
}

// IDFor returns the MenuId of u's VIEW events: the id of the conditional menu that u sees, or "".
func IDFor(tx *core.Tx, u *core.Person) string {
	if c := core.State[menus](tx).conditionalFor(u); c != nil {
		return strconv.FormatInt(c.id, 10)
	}
	return ""
}

// nextID returns a menuid that is larger than all before it.
func (m *menus) nextID() int64 {
	m.lastID++
	return firstMenuID + m.lastID
}

// create handles menu.create.
func create(tx *core.Tx, m *menus, in api.Menu) (endpoint.None, error) {
	if err := checkMenu(in.Buttons); err != nil {
		return endpoint.None{}, err
	}
	m.buttons, m.id = withSubButtons(in.Buttons), m.nextID()
	tx.Changed()
	return endpoint.None{}, nil
}

// withSubButtons gives every button a list of sub buttons, as in the platform's answers.
func withSubButtons(buttons []api.Button) []api.Button {
	list := slices.Clone(buttons)
	for i := range list {
		if list[i].SubButtons == nil {
			list[i].SubButtons = []api.Button{}
		}
		list[i].SubButtons = withSubButtons(list[i].SubButtons)
	}
	if list == nil {
		list = []api.Button{}
	}
	return list
}

// get handles menu.get.
func get(tx *core.Tx, m *menus, _ endpoint.None) (api.Menus, error) {
	if m.buttons == nil {
		return api.Menus{}, core.RefuseAsUsual(endpoint.ErrMenuNotExist)
	}
	out := api.Menus{Default: api.Installed{Menu: api.Menu{Buttons: m.buttons}}}
	if len(m.conditional) > 0 {
		out.Default.MenuID = endpoint.Number(m.id)
	}
	for i := len(m.conditional) - 1; i >= 0; i-- {
		c := m.conditional[i]
		out.Conditional = append(out.Conditional, c.installed())
	}
	return out, nil
}

// remove handles menu.delete: it deletes the default menu and all conditional ones.
func remove(tx *core.Tx, m *menus, _ endpoint.None) (endpoint.None, error) {
	*m = menus{lastID: m.lastID}
	tx.Changed()
	return endpoint.None{}, nil
}

// selfMenu handles menu.get_current_selfmenu_info.
func selfMenu(tx *core.Tx, m *menus, _ endpoint.None) (api.SelfMenu, error) {
	out := api.SelfMenu{Info: api.SelfMenuList{Buttons: selfButtons(m.buttons)}}
	if m.buttons != nil {
		out.IsMenuOpen = true
	}
	return out, nil
}

func selfButtons(buttons []api.Button) []api.SelfButton {
	list := make([]api.SelfButton, 0, len(buttons))
	for _, b := range buttons {
		s := api.SelfButton{
			Type: b.Type, Name: b.Name, Key: b.Key, URL: b.URL,
			MediaID: b.MediaID, ArticleID: b.ArticleID, AppID: b.AppID, PagePath: b.PagePath,
		}
		if len(b.SubButtons) > 0 {
			s.SubButton = &api.SelfButtonList{List: selfButtons(b.SubButtons)}
		}
		list = append(list, s)
	}
	return list
}

// addConditional handles menu.addconditional.
func addConditional(tx *core.Tx, m *menus, in api.ConditionalMenu) (api.ConditionalID, error) {
	switch {
	case m.buttons == nil:
		return api.ConditionalID{}, endpoint.ErrConditionalMenuNoDefault
	case in.MatchRule == api.MatchRule{}:
		return api.ConditionalID{}, endpoint.ErrConditionalMenuEmptyRule
	}
	if err := checkMenu(in.Buttons); err != nil {
		return api.ConditionalID{}, err
	}
	if m.tooManyDomains(in.Buttons) {
		return api.ConditionalID{}, endpoint.ErrConditionalMenuTooManyDomains
	}
	if id := int64(in.MatchRule.TagID); id != 0 && !tx.Tags.Has(id) {
		tx.Warn(fmt.Sprintf("The account has no tag %d, so nobody sees the menu.", id),
			fmt.Sprintf("公众号没有 id 为 %d 的标签，没有人会看到该菜单。", id))
	}
	c := conditionalMenu{id: m.nextID(), rule: in.MatchRule, buttons: withSubButtons(in.Buttons)}
	m.conditional = append(m.conditional, c)
	tx.Changed()
	return api.ConditionalID{MenuID: endpoint.Number(c.id)}, nil
}

// maxMenuDomains is how many different hosts the conditional menus may link to, all of them together.
const maxMenuDomains = 3

func (m *menus) tooManyDomains(added []api.Button) bool {
	hosts := map[string]bool{}
	count := func(buttons []api.Button) {
		for _, b := range ActiveButtons(buttons) {
			if u, err := url.Parse(b.URL); err == nil && u.Host != "" {
				hosts[u.Hostname()] = true
			}
		}
	}
	for _, c := range m.conditional {
		count(c.buttons)
	}
	count(added)
	return len(hosts) > maxMenuDomains
}

// delConditional handles menu.delconditional.
func delConditional(tx *core.Tx, m *menus, in api.ConditionalID) (endpoint.None, error) {
	i := slices.IndexFunc(m.conditional, func(c conditionalMenu) bool { return c.id == int64(in.MenuID) })
	if i < 0 {
		return endpoint.None{}, endpoint.ErrConditionalMenuNotExist
	}
	m.conditional = slices.Delete(m.conditional, i, i+1)
	tx.Changed()
	return endpoint.None{}, nil
}

// tryMatch handles menu.trymatch. The WeChat id of a user is the user's name in the sandbox.
func tryMatch(tx *core.Tx, m *menus, in api.TryMatchIn) (api.TryMatchOut, error) {
	u, err := tx.FindOpenID(in.UserID)
	if err != nil {
		u = tx.Named(in.UserID)
	}
	switch {
	case u == nil || !u.Following:
		return api.TryMatchOut{}, endpoint.ErrConditionalMenuNoUser
	case m.buttons == nil:
		return api.TryMatchOut{}, endpoint.ErrMenuNotExist
	}
	return api.TryMatchOut{Menu: &api.Menu{Buttons: m.buttonsFor(u)}}, nil
}

// ActiveButtons returns the buttons that a user can press, of both levels: all but those that only open a list of sub
// buttons.
func ActiveButtons(buttons []api.Button) []api.Button {
	var list []api.Button
	for _, b := range buttons {
		if len(b.SubButtons) > 0 {
			list = append(list, b.SubButtons...)
		} else {
			list = append(list, b)
		}
	}
	return list
}
