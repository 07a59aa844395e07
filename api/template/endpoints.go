package template

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints. The console of a test account has the templates that it made itself.
var (
	access     = endpoint.MayCall(endpoint.No, endpoint.No, endpoint.No, endpoint.Yes, endpoint.Yes)
	onceAccess = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.LikelyNo)
)

// Send sends a template message. The daily quota grows with the number of followers, and no template has one of its own.
var Send = endpoint.Post[SendIn, SendOut]("template.send", "/cgi-bin/message/template/send", "发送模板消息",
	endpoint.Send, access, endpoint.Daily(100_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage.html"))

// SubscribeOnce sends a one-time subscription message.
var SubscribeOnce = endpoint.Post[OnceIn, endpoint.None](
	"template.subscribe_once",
	"/cgi-bin/message/template/subscribe",
	"发送一次性订阅消息",
	endpoint.Send,
	onceAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/subscribe/api_templatesubscribe.html"),
)

// SetIndustry sets the account's two industries, once a month. The templates of the former industries are deleted.
var SetIndustry = endpoint.Post[SetIndustryIn, endpoint.None](
	"template.api_set_industry",
	"/cgi-bin/template/api_set_industry",
	"设置所属行业",
	endpoint.Destroy,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/template/api_setindustry.html"),
)

// GetIndustry reads the account's two industries. By reports the answer is 40102 if they were never set.
var GetIndustry = endpoint.Get[endpoint.None, Industries](
	"template.get_industry",
	"/cgi-bin/template/get_industry",
	"获取行业信息",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/template/api_getindustry.html"),
)

// Add adds a template of the library to the account's.
var Add = endpoint.Post[AddIn, ID]("template.api_add_template", "/cgi-bin/template/api_add_template", "选用模板",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/template/api_addtemplate.html"))

// List reads the account's templates.
var List = endpoint.Get[endpoint.None, ListOut](
	"template.get_all_private_template",
	"/cgi-bin/template/get_all_private_template",
	"获取已选用模板列表",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/template/api_getalltemplates.html"),
)

// Delete removes a template from the account's.
var Delete = endpoint.Post[ID, endpoint.None](
	"template.del_private_template",
	"/cgi-bin/template/del_private_template",
	"删除模板",
	endpoint.Destroy,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/template/api_deletetemplate.html"),
)

// QueryBlocked reads one page of the messages that the platform has held back.
var QueryBlocked = endpoint.Post[QueryBlockedIn, QueryBlockedOut](
	"template.queryblocktmplmsg",
	"/wxa/sec/queryblocktmplmsg",
	"查询拦截模板消息",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/template/api_queryblocktmplmsg.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Send, SubscribeOnce, SetIndustry, GetIndustry, Add, List, Delete, QueryBlocked}
}
