package subscribe

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area.
var access = endpoint.MayCall(endpoint.No, endpoint.No, endpoint.No, endpoint.Yes, endpoint.LikelyNo)

// Send sends a notice.
var Send = endpoint.Post[SendIn, endpoint.None]("subscribe.bizsend", "/cgi-bin/message/subscribe/bizsend", "发送订阅通知",
	endpoint.Send, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/notify/api_sendnewsubscribemsg.html"))

// Categories reads the account's service categories.
var Categories = endpoint.Get[endpoint.None, CategoriesOut](
	"subscribe.getcategory",
	"/wxaapi/newtmpl/getcategory",
	"获取类目",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/notify/api_getcategory.html"),
)

// Titles reads one page of the public templates of categories.
var Titles = endpoint.Get[TitlesIn, TitlesOut](
	"subscribe.getpubtemplatetitles",
	"/wxaapi/newtmpl/getpubtemplatetitles",
	"获取类目模板",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/notify/api_getpubnewtemplatetitles.html"),
)

// Keywords reads the keywords of a public template.
var Keywords = endpoint.Get[KeywordsIn, KeywordsOut](
	"subscribe.getpubtemplatekeywords",
	"/wxaapi/newtmpl/getpubtemplatekeywords",
	"获取模板关键词",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/notify/api_getpubnewtemplatekeywords.html"),
)

// Add makes a template of the account of a public template.
var Add = endpoint.Post[AddIn, ID]("subscribe.addtemplate", "/wxaapi/newtmpl/addtemplate", "选用模板",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/notify/api_addwxanewtemplate.html"))

// List reads the account's templates.
var List = endpoint.Get[endpoint.None, ListOut]("subscribe.gettemplate", "/wxaapi/newtmpl/gettemplate", "获取已有模板列表",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/notify/api_getwxapubnewtemplate.html"))

// Delete removes a template from the account's.
var Delete = endpoint.Post[ID, endpoint.None]("subscribe.deltemplate", "/wxaapi/newtmpl/deltemplate", "删除模板",
	endpoint.Destroy, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/notify/api_delwxanewtemplate.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Send, Categories, Titles, Keywords, Add, List, Delete}
}
