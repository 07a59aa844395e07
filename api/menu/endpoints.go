package menu

import "github.com/wechatgo/wechatgo/endpoint"

// Create replaces the default menu (创建自定义菜单). 1,000 calls a day are free,
// 100 for a test account.
var Create = endpoint.Post[Menu, endpoint.None]("menu.create", "/cgi-bin/menu/create", endpoint.Idempotent())

// Get reads the menus made through the API (获取自定义菜单配置). 10,000 calls a
// day are free, 1,000 for a test account.
var Get = endpoint.Get[endpoint.None, Menus]("menu.get", "/cgi-bin/menu/get")

// SelfMenuInfo reads the menu in force, also one made in the console
// (查询自定义菜单信息).
var SelfMenuInfo = endpoint.Get[endpoint.None, SelfMenu]("menu.get_current_selfmenu_info", "/cgi-bin/get_current_selfmenu_info")

// Delete removes the default menu and all conditional ones (删除自定义菜单).
// 1,000 calls a day are free, 100 for a test account.
var Delete = endpoint.Get[endpoint.None, endpoint.None]("menu.delete", "/cgi-bin/menu/delete")

// AddConditional adds a menu for some users (创建个性化菜单), for certified
// accounts. 2,000 calls a day are free.
var AddConditional = endpoint.Post[ConditionalMenu, ConditionalID]("menu.addconditional", "/cgi-bin/menu/addconditional")

// DelConditional removes a menu for some users (删除个性化菜单). 2,000 calls a
// day are free.
var DelConditional = endpoint.Post[ConditionalID, endpoint.None]("menu.delconditional", "/cgi-bin/menu/delconditional")

// TryMatch reads the menu that a user sees (测试个性化菜单匹配结果). 20,000
// calls a day are free.
var TryMatch = endpoint.Post[TryMatchIn, TryMatchOut]("menu.trymatch", "/cgi-bin/menu/trymatch", endpoint.Idempotent())

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Create, Get, SelfMenuInfo, Delete, AddConditional, DelConditional, TryMatch}
}
