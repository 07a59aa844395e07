package draft

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints. A product card needs an account that is allowed to sell.
var (
	access = endpoint.MayCall(
		endpoint.LikelyYes,
		endpoint.Yes,
		endpoint.LikelyYes,
		endpoint.Yes,
		endpoint.LikelyYes,
	)
	productAccess = endpoint.MayCall(
		endpoint.Unknown,
		endpoint.OnApplication,
		endpoint.Unknown,
		endpoint.OnApplication,
		endpoint.Unknown,
	)
)

// Add makes a draft.
var Add = endpoint.Post[AddIn, MediaID]("draft.add", "/cgi-bin/draft/add", "新增草稿",
	endpoint.Write, access, endpoint.Daily(1_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html"))

// Update replaces one article of a draft.
var Update = endpoint.Post[UpdateIn, endpoint.None]("draft.update", "/cgi-bin/draft/update", "更新草稿",
	endpoint.Write, endpoint.Idempotent(), access, endpoint.Daily(1_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_update.html"))

// Get reads a draft.
var Get = endpoint.Post[MediaID, Draft]("draft.get", "/cgi-bin/draft/get", "获取草稿详情",
	endpoint.Read, access, endpoint.Daily(500, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_getdraft.html"))

// Delete removes a draft.
var Delete = endpoint.Post[MediaID, endpoint.None]("draft.delete", "/cgi-bin/draft/delete", "删除草稿",
	endpoint.Destroy, access, endpoint.Daily(1_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_delete.html"))

// Count counts the drafts.
var Count = endpoint.Get[endpoint.None, CountOut]("draft.count", "/cgi-bin/draft/count", "获取草稿的总数",
	endpoint.Read, access, endpoint.Daily(1_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_count.html"))

// BatchGet reads one page of the drafts.
var BatchGet = endpoint.Post[BatchGetIn, endpoint.Batch[Item]]("draft.batchget", "/cgi-bin/draft/batchget", "获取草稿列表",
	endpoint.Read, access, endpoint.Daily(1_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_batchget.html"))

// Switch turns the drafts on, which cannot be undone, or reports whether they are on.
var Switch = endpoint.Post[SwitchIn, SwitchOut]("draft.switch", "/cgi-bin/draft/switch", "草稿箱开关设置",
	endpoint.Destroy, endpoint.Idempotent(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_switch.html"))

// ProductGetCardInfo returns the card of a product for an article.
var ProductGetCardInfo = endpoint.Post[ProductIn, Product](
	"draft.product_getcardinfo",
	"/channels/ec/service/product/getcardinfo",
	"获取商品卡片的DOM结构",
	endpoint.Read,
	productAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/draftbox/shop/api_ecsgetproductcardinfo.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Add, Update, Get, Delete, Count, BatchGet, Switch, ProductGetCardInfo}
}
