package sandbox

import (
	"net/url"
	"slices"
	"strconv"

	api "github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
)

// firstMenuID is the first menuid; those of the platform have nine digits.
const firstMenuID = 208_000_000

// menus are the account's menus.
type menus struct {
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
func (c *conditionalMenu) matches(u *person) bool {
	if c.rule.TagID != 0 && (len(u.tags) == 0 || u.tags[len(u.tags)-1] != int64(c.rule.TagID)) {
		return false
	}
	return c.rule.ClientPlatformType == 0 || int(c.rule.ClientPlatformType) == u.platform
}

// matched returns the conditional menu that u sees, newest first, or nil.
func (m *menus) matched(u *person) *conditionalMenu {
	for i := len(m.conditional) - 1; i >= 0; i-- {
		if m.conditional[i].matches(u) {
			return &m.conditional[i]
		}
	}
	return nil
}

// seenBy returns the buttons that u sees. Unlike on real phones, a change shows
// at once.
func (m *menus) seenBy(u *person) []api.Button {
	if c := m.matched(u); c != nil {
		return c.buttons
	}
	return m.buttons
}

// idFor is the MenuId of u's VIEW events: that of a conditional menu.
func (m *menus) idFor(u *person) string {
	if c := m.matched(u); c != nil {
		return strconv.FormatInt(c.id, 10)
	}
	return ""
}

// nextMenuID grows.
func (w *world) nextMenuID() int64 {
	w.menuID++
	return firstMenuID + w.menuID
}

// createMenu is menu.create.
func (w *world) createMenu(in api.Menu) (endpoint.None, error) {
	if err := checkMenu(in.Buttons); err != nil {
		return endpoint.None{}, err
	}
	w.menus.buttons, w.menus.id = withSubButtons(in.Buttons), w.nextMenuID()
	w.p.hub.publish("state", nil)
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

// getMenu is menu.get.
func (w *world) getMenu(endpoint.None) (api.Menus, error) {
	m := &w.menus
	if m.buttons == nil {
		return api.Menus{}, endpoint.ErrMenuNotExist
	}
	out := api.Menus{Default: api.Installed{Menu: api.Menu{Buttons: m.buttons}}}
	if len(m.conditional) > 0 {
		out.Default.MenuID = endpoint.Number(m.id)
	}
	for i := len(m.conditional) - 1; i >= 0; i-- {
		c := m.conditional[i]
		out.Conditional = append(out.Conditional, api.Installed{
			Menu:      api.Menu{Buttons: c.buttons},
			MatchRule: &api.InstalledRule{GroupID: c.rule.TagID, ClientPlatformType: c.rule.ClientPlatformType},
			MenuID:    endpoint.Number(c.id),
		})
	}
	return out, nil
}

// deleteMenu is menu.delete: the default menu and all conditional ones.
func (w *world) deleteMenu(endpoint.None) (endpoint.None, error) {
	w.menus = menus{}
	w.p.hub.publish("state", nil)
	return endpoint.None{}, nil
}

// selfMenu is menu.get_current_selfmenu_info.
func (w *world) selfMenu(endpoint.None) (api.SelfMenu, error) {
	out := api.SelfMenu{Info: api.SelfMenuList{Buttons: selfButtons(w.menus.buttons)}}
	if w.menus.buttons != nil {
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
func (w *world) addConditional(in api.ConditionalMenu) (api.ConditionalID, error) {
	switch {
	case w.menus.buttons == nil:
		return api.ConditionalID{}, endpoint.ErrConditionalMenuNoDefault
	case in.MatchRule == api.MatchRule{}:
		return api.ConditionalID{}, endpoint.ErrConditionalMenuEmptyRule
	}
	if err := checkMenu(in.Buttons); err != nil {
		return api.ConditionalID{}, err
	}
	if w.tooManyDomains(in.Buttons) {
		return api.ConditionalID{}, endpoint.ErrConditionalMenuTooManyDomains
	}
	c := conditionalMenu{id: w.nextMenuID(), rule: in.MatchRule, buttons: withSubButtons(in.Buttons)}
	w.menus.conditional = append(w.menus.conditional, c)
	w.p.hub.publish("state", nil)
	return api.ConditionalID{MenuID: endpoint.Number(c.id)}, nil
}

// maxMenuDomains is how many hosts all conditional menus together may link to.
const maxMenuDomains = 3

func (w *world) tooManyDomains(added []api.Button) bool {
	hosts := map[string]bool{}
	count := func(buttons []api.Button) {
		for _, b := range flat(buttons) {
			if u, err := url.Parse(b.URL); err == nil && u.Host != "" {
				hosts[u.Hostname()] = true
			}
		}
	}
	for _, c := range w.menus.conditional {
		count(c.buttons)
	}
	count(added)
	return len(hosts) > maxMenuDomains
}

// delConditional is menu.delconditional.
func (w *world) delConditional(in api.ConditionalID) (endpoint.None, error) {
	i := slices.IndexFunc(w.menus.conditional, func(c conditionalMenu) bool { return c.id == int64(in.MenuID) })
	if i < 0 {
		return endpoint.None{}, endpoint.ErrConditionalMenuNotExist
	}
	w.menus.conditional = slices.Delete(w.menus.conditional, i, i+1)
	w.p.hub.publish("state", nil)
	return endpoint.None{}, nil
}

// tryMatch is menu.trymatch. A user's WeChat id is the name in the sandbox.
func (w *world) tryMatch(in api.TryMatchIn) (api.TryMatchOut, error) {
	u := w.byOpenID[in.UserID]
	if u == nil {
		u = w.byName[in.UserID]
	}
	switch {
	case u == nil || !u.following:
		return api.TryMatchOut{}, endpoint.ErrConditionalMenuNoUser
	case w.menus.buttons == nil:
		return api.TryMatchOut{}, endpoint.ErrMenuNotExist
	}
	return api.TryMatchOut{Menu: &api.Menu{Buttons: w.menus.seenBy(u)}}, nil
}
