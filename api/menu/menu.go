// Package menu is the API area of custom menus (自定义菜单).
//
//	err := menu.New(client).Replace(ctx, menu.Menu{Buttons: []menu.Button{
//		menu.Click("今日歌曲", "V1001_TODAY_MUSIC"),
//		menu.Sub("菜单", menu.View("搜索", "https://www.example.com/")),
//	}})
//
// [Service.Replace] suits a program that sets its menus whenever it starts. A phone fetches the menu again when the user
// enters the conversation and its copy is older than 5 minutes; a user who unfollows and follows again sees a change at
// once.
//
// The guide is [docs/menus.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/menus.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/menus.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#menu
package menu

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Create replaces the default menu. A menu beyond the platform's limits is not sent: see [Menu.Check].
func (s *Service) Create(ctx context.Context, m Menu) error {
	if err := m.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Create, m)
}

// Get reads the menus made through the API. It returns [endpoint.ErrMenuNotExist] (46003) if there is none.
func (s *Service) Get(ctx context.Context) (Menus, error) {
	return endpoint.Call(ctx, s.client, Get, endpoint.None{})
}

// SelfMenuInfo reads the menu that users see, which was made through the API or in the console. A menu made through the
// API disables that of the console.
func (s *Service) SelfMenuInfo(ctx context.Context) (SelfMenu, error) {
	return endpoint.Call(ctx, s.client, SelfMenuInfo, endpoint.None{})
}

// Delete removes the default menu and all conditional ones.
func (s *Service) Delete(ctx context.Context) error {
	return endpoint.Do(ctx, s.client, Delete, endpoint.None{})
}

// AddConditional adds a menu for the users that the rule matches, and returns its id. It needs a default menu
// (otherwise 65303). The menu added last is tried first. A conditional menu cannot be changed, only deleted and added
// again. All conditional menus together may link to 3 hosts (65316). A menu beyond the platform's limits is not sent:
// see [ConditionalMenu.Check].
func (s *Service) AddConditional(ctx context.Context, m ConditionalMenu) (int64, error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	out, err := endpoint.Call(ctx, s.client, AddConditional, m)
	return int64(out.MenuID), err
}

// DelConditional removes the conditional menu menuID, as [Service.AddConditional] returned it.
func (s *Service) DelConditional(ctx context.Context, menuID int64) error {
	return endpoint.Do(ctx, s.client, DelConditional, ConditionalID{endpoint.Number(menuID)})
}

// TryMatch reads the menu that a follower sees, by openid or WeChat ID.
func (s *Service) TryMatch(ctx context.Context, userID string) (Menu, error) {
	out, err := endpoint.Call(ctx, s.client, TryMatch, TryMatchIn{userID})
	return out.Matched(), err
}
