// Package menu is the account's menus.
package menu

import (
	"net/url"
	"slices"
	"strconv"

	api "github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// firstMenuID is the first menuid; those of the platform have nine digits.
const firstMenuID = 208_000_000

// Routes are the area's endpoints.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Create, create, route.Checks(noEscapes)),
		route.Handle(api.Get, get, route.EscapesSlashes, route.NumbersAsStrings("matchrule")),
		route.Handle(api.Delete, remove),
		route.Handle(api.SelfMenuInfo, selfMenu),
		route.Handle(api.AddConditional, addConditional, route.Checks(noEscapes, noPrivacy)),
		route.Handle(api.DelConditional, delConditional),
		route.Handle(api.TryMatch, tryMatch, route.EmptyBodyFirst),
	}
}

// menus are the account's menus.
type menus struct {
	lastID      int64
	buttons     []api.Button // the default menu; nil for none
	id          int64
	conditional []conditionalMenu // oldest first
}

// conditionalMenu is a menu for some users.
type conditionalMenu struct {
	id      int64
	rule    api.MatchRule
	buttons []api.Button
}

// matches reports whether the menu is for u: of several tags the one put on
// last counts.
func (c *conditionalMenu) matches(u *core.Person) bool {
	if c.rule.TagID != 0 && (len(u.Tags) == 0 || u.Tags[len(u.Tags)-1] != int64(c.rule.TagID)) {
		return false
	}
	return c.rule.ClientPlatformType == 0 || int(c.rule.ClientPlatformType) == u.Platform
}

// matched returns the conditional menu that u sees, newest first, or nil.
func (m *menus) matched(u *core.Person) *conditionalMenu {
	for i := len(m.conditional) - 1; i >= 0; i-- {
		if m.conditional[i].matches(u) {
			return &m.conditional[i]
		}
	}
	return nil
}

// SeenBy returns the buttons that u sees. Unlike on real phones, a change shows
// at once.
func SeenBy(tx *core.Tx, u *core.Person) []api.Button { return core.State[menus](tx).seenBy(u) }

// Default returns the buttons of the default menu; nil for none.
func Default(tx *core.Tx) []api.Button { return core.State[menus](tx).buttons }

// Conditional lists the conditional menus, oldest first.
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

func (m *menus) seenBy(u *core.Person) []api.Button {
	if c := m.matched(u); c != nil {
		return c.buttons
	}
	return m.buttons
}

// IDFor is the MenuId of u's VIEW events: that of a conditional menu.
func IDFor(tx *core.Tx, u *core.Person) string {
	if c := core.State[menus](tx).matched(u); c != nil {
		return strconv.FormatInt(c.id, 10)
	}
	return ""
}

// nextID grows.
func (m *menus) nextID() int64 {
	m.lastID++
	return firstMenuID + m.lastID
}

// create is menu.create.
func create(tx *core.Tx, m *menus, in api.Menu) (endpoint.None, error) {
	if err := checkMenu(in.Buttons); err != nil {
		return endpoint.None{}, err
	}
	m.buttons, m.id = withSubButtons(in.Buttons), m.nextID()
	tx.Changed()
	return endpoint.None{}, nil
}

// withSubButtons gives every button a list, as the platform answers it.
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

// get is menu.get.
func get(tx *core.Tx, m *menus, _ endpoint.None) (api.Menus, error) {
	if m.buttons == nil {
		return api.Menus{}, endpoint.ErrMenuNotExist
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

// remove is menu.delete: the default menu and all conditional ones.
func remove(tx *core.Tx, m *menus, _ endpoint.None) (endpoint.None, error) {
	*m = menus{lastID: m.lastID}
	tx.Changed()
	return endpoint.None{}, nil
}

// selfMenu is menu.get_current_selfmenu_info.
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

// addConditional is menu.addconditional.
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
	c := conditionalMenu{id: m.nextID(), rule: in.MatchRule, buttons: withSubButtons(in.Buttons)}
	m.conditional = append(m.conditional, c)
	tx.Changed()
	return api.ConditionalID{MenuID: endpoint.Number(c.id)}, nil
}

// maxMenuDomains is how many hosts all conditional menus together may link to.
const maxMenuDomains = 3

func (m *menus) tooManyDomains(added []api.Button) bool {
	hosts := map[string]bool{}
	count := func(buttons []api.Button) {
		for _, b := range Flat(buttons) {
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

// delConditional is menu.delconditional.
func delConditional(tx *core.Tx, m *menus, in api.ConditionalID) (endpoint.None, error) {
	i := slices.IndexFunc(m.conditional, func(c conditionalMenu) bool { return c.id == int64(in.MenuID) })
	if i < 0 {
		return endpoint.None{}, endpoint.ErrConditionalMenuNotExist
	}
	m.conditional = slices.Delete(m.conditional, i, i+1)
	tx.Changed()
	return endpoint.None{}, nil
}

// tryMatch is menu.trymatch. A user's WeChat id is the name in the sandbox.
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
	return api.TryMatchOut{Menu: &api.Menu{Buttons: m.seenBy(u)}}, nil
}

// Flat lists the buttons that do something.
func Flat(buttons []api.Button) []api.Button {
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
