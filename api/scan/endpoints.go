package scan

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
const page = "https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Official__Accounts/wechat_goods.html"

// Add imports products or changes them, by their PID. At most 200 calls a minute are allowed.
var Add = endpoint.Post[AddIn, AddOut]("scan.product_v2_add", "/scan/product/v2/add", "导入/更新商品",
	endpoint.Write, endpoint.Idempotent(), access, endpoint.Daily(1_000_000, 0),
	endpoint.Deprecated(""), endpoint.Doc(page))

// Status tells how far an import is.
var Status = endpoint.Post[StatusIn, StatusOut]("scan.product_v2_status", "/scan/product/v2/status", "查询导入/更新商品的结果",
	endpoint.Read, access, endpoint.Deprecated(""), endpoint.Doc(page))

// Get reads a product.
var Get = endpoint.Post[GetIn, GetOut]("scan.product_v2_getinfo", "/scan/product/v2/getinfo", "查询单个商品信息",
	endpoint.Read, access, endpoint.Deprecated(""), endpoint.Doc(page))

// List reads one page of the products.
var List = endpoint.Post[ListIn, ListOut](
	"scan.product_v2_getinfobypage",
	"/scan/product/v2/getinfobypage",
	"查询全量商品信息",
	endpoint.Read,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(page),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{Add, Status, Get, List} }
