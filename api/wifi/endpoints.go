package wifi

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: those that the platform once let use it. No table has it.
var access = endpoint.MayCall(
	endpoint.Unknown,
	endpoint.OnApplication,
	endpoint.Unknown,
	endpoint.OnApplication,
	endpoint.Unknown,
)

// List reads one page of the stores.
var List = endpoint.Post[ListIn, ListOut]("wifi.shop_list", "/bizwifi/shop/list", "获取Wi-Fi门店列表",
	endpoint.Read, access, endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/WiFi_via_WeChat/Stores_management/Get_a_Wi-Fi_store_list.html",
	))

// Get reads a store's networks with their passwords.
var Get = endpoint.Post[GetIn, GetOut]("wifi.shop_get", "/bizwifi/shop/get", "查询门店Wi-Fi信息",
	endpoint.Secret, endpoint.Idempotent(), access, endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/WiFi_via_WeChat/Stores_management/Query_store_Wi-Fi_information.html",
	))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{List, Get} }
