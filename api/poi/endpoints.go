package poi

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: those that the platform once let use it. No table has it.
var access = endpoint.MayCall(
	endpoint.Unknown,
	endpoint.OnApplication,
	endpoint.Unknown,
	endpoint.OnApplication,
	endpoint.Unknown,
)

// page is the platform's page about all endpoints of the area.
const page = "https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Store_Interface.html"

// Add makes a store and submits it for review.
var Add = endpoint.Post[AddIn, AddOut]("poi.addpoi", "/cgi-bin/poi/addpoi", "创建门店",
	endpoint.Write, access, endpoint.Deprecated(""), endpoint.Doc(page))

// Get reads a store.
var Get = endpoint.Post[ID, GetOut]("poi.getpoi", "/cgi-bin/poi/getpoi", "查询门店信息",
	endpoint.Read, access, endpoint.Deprecated(""), endpoint.Doc(page))

// List reads one page of the stores.
var List = endpoint.Post[ListIn, ListOut]("poi.getpoilist", "/cgi-bin/poi/getpoilist", "查询门店列表",
	endpoint.Read, access, endpoint.Deprecated(""), endpoint.Doc(page))

// Update changes what a store offers, which is reviewed again.
var Update = endpoint.Post[UpdateIn, endpoint.None]("poi.updatepoi", "/cgi-bin/poi/updatepoi", "修改门店服务信息",
	endpoint.Write, endpoint.Idempotent(), access, endpoint.Deprecated(""), endpoint.Doc(page))

// Delete removes a store.
var Delete = endpoint.Post[ID, endpoint.None]("poi.delpoi", "/cgi-bin/poi/delpoi", "删除门店",
	endpoint.Destroy, access, endpoint.Deprecated(""), endpoint.Doc(page))

// Categories lists the categories that a store may have.
var Categories = endpoint.Get[endpoint.None, CategoriesOut](
	"poi.getwxcategory",
	"/cgi-bin/poi/getwxcategory",
	"门店类目表",
	endpoint.Read,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(page),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{Add, Get, List, Update, Delete, Categories} }
