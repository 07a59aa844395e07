package freepublish

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call the endpoints: since July 2025 only certified ones may.
var access = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.LikelyNo)

// Submit begins the publication of a draft.
var Submit = endpoint.Post[SubmitIn, SubmitOut]("freepublish.submit", "/cgi-bin/freepublish/submit", "发布草稿",
	endpoint.Send, access, endpoint.Daily(100, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/public/api_freepublish_submit.html"))

// Get reads how a publication stands.
var Get = endpoint.Post[PublishID, Publication]("freepublish.get", "/cgi-bin/freepublish/get", "发布状态查询",
	endpoint.Read, access, endpoint.Daily(100, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/public/api_freepublish_get.html"))

// GetArticle reads the articles of a publication.
var GetArticle = endpoint.Post[ArticleID, News](
	"freepublish.getarticle",
	"/cgi-bin/freepublish/getarticle",
	"获取已发布图文信息",
	endpoint.Read,
	access, endpoint.Daily(100, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/public/api_freepublishgetarticle.html"),
)

// BatchGet reads one page of the publications.
var BatchGet = endpoint.Post[BatchGetIn, endpoint.Batch[Item]](
	"freepublish.batchget",
	"/cgi-bin/freepublish/batchget",
	"获取已发布的消息列表",
	endpoint.Read,
	access, endpoint.Daily(100, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/public/api_freepublish_batchget.html"),
)

// Delete removes published articles.
var Delete = endpoint.Post[DeleteIn, endpoint.None]("freepublish.delete", "/cgi-bin/freepublish/delete", "删除发布文章",
	endpoint.Destroy, access, endpoint.Daily(10, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/public/api_freepublishdelete.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Submit, Get, GetArticle, BatchGet, Delete}
}
