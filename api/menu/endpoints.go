package menu

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints.
var (
	access            = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.Yes, endpoint.Yes, endpoint.Yes)
	selfMenuAccess    = endpoint.MayCall(endpoint.LikelyYes, endpoint.Yes, endpoint.Yes, endpoint.Yes, endpoint.Yes)
	conditionalAccess = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.LikelyNo, endpoint.Yes, endpoint.LikelyYes)
)

// Create replaces the default menu.
var Create = endpoint.Post[Menu, endpoint.None]("menu.create", "/cgi-bin/menu/create", "创建自定义菜单",
	endpoint.Write, endpoint.Idempotent(), access, endpoint.Daily(1_000, 100),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/custommenu/api_createcustommenu.html"))

// Get reads the menus made through the API.
var Get = endpoint.Get[endpoint.None, Menus]("menu.get", "/cgi-bin/menu/get", "获取自定义菜单配置",
	endpoint.Read, access, endpoint.Daily(10_000, 1_000),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/custommenu/api_getmenu.html"))

// SelfMenuInfo reads the menu that users see, also one made in the console. Its page says that accounts without
// certification may call it; a table of privileges says that they may not.
var SelfMenuInfo = endpoint.Get[endpoint.None, SelfMenu](
	"menu.get_current_selfmenu_info",
	"/cgi-bin/get_current_selfmenu_info",
	"查询自定义菜单信息",
	endpoint.Read,
	selfMenuAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/custommenu/api_getcurrentselfmenuinfo.html"),
)

// Delete removes the default menu and all conditional ones.
var Delete = endpoint.Get[endpoint.None, endpoint.None]("menu.delete", "/cgi-bin/menu/delete", "删除自定义菜单",
	endpoint.Destroy, endpoint.Idempotent(), access, endpoint.Daily(1_000, 100),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/custommenu/api_deletemenu.html"))

// AddConditional adds a menu for some users.
var AddConditional = endpoint.Post[ConditionalMenu, ConditionalID](
	"menu.addconditional",
	"/cgi-bin/menu/addconditional",
	"创建个性化菜单",
	endpoint.Write,
	conditionalAccess,
	endpoint.Daily(2_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/custommenu/api_addconditionalmenu.html"),
)

// DelConditional removes a menu for some users.
var DelConditional = endpoint.Post[ConditionalID, endpoint.None](
	"menu.delconditional",
	"/cgi-bin/menu/delconditional",
	"删除个性化菜单",
	endpoint.Destroy,
	conditionalAccess,
	endpoint.Daily(2_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/custommenu/api_deleteconditionalmenu.html"),
)

// TryMatch reads the menu that a user sees.
var TryMatch = endpoint.Post[TryMatchIn, TryMatchOut]("menu.trymatch", "/cgi-bin/menu/trymatch", "测试个性化菜单匹配结果",
	endpoint.Personal, conditionalAccess, endpoint.Daily(20_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/custommenu/api_trymatchmenu.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Create, Get, SelfMenuInfo, Delete, AddConditional, DelConditional, TryMatch}
}
