package base

import "github.com/wechatgo/wechatgo/endpoint"

// clearAccess says which accounts may call [ClearQuota]. Its page names only certified accounts.
var clearAccess = endpoint.MayCall(endpoint.LikelyNo, endpoint.Yes, endpoint.LikelyNo, endpoint.Yes, endpoint.Yes)

// Token fetches a classic access_token.
var Token = endpoint.Get[TokenIn, AccessToken]("base.token", "/cgi-bin/token", "获取接口调用凭据",
	endpoint.Secret, endpoint.Idempotent(), endpoint.NoToken(), endpoint.Everybody, endpoint.Daily(2_000, 200),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/base/api_getaccesstoken.html"))

// StableToken returns the stable access_token. That of [Token] is independent: neither makes the other invalid. 10,000
// calls a minute are free. The call is retried after a failure; a repeated force_refresh may be refused, because the
// platform requires 30 seconds between two.
var StableToken = endpoint.Post[StableTokenIn, AccessToken]("base.stable_token", "/cgi-bin/stable_token", "获取稳定版接口调用凭据",
	endpoint.Secret, endpoint.Idempotent(), endpoint.NoToken(), endpoint.Everybody, endpoint.Daily(500_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/base/api_getstableaccesstoken.html"))

// CallbackIP lists the addresses that pushes come from.
var CallbackIP = endpoint.Get[endpoint.None, IPList]("base.getcallbackip", "/cgi-bin/getcallbackip", "获取微信推送服务器IP",
	endpoint.Read, endpoint.Everybody, endpoint.Daily(5_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/base/api_getcallbackip.html"))

// APIDomainIP lists the addresses of the API.
var APIDomainIP = endpoint.Get[endpoint.None, IPList](
	"base.get_api_domain_ip",
	"/cgi-bin/get_api_domain_ip",
	"获取微信API服务器IP",
	endpoint.Read,
	endpoint.Everybody,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/base/api_getapidomainip.html"),
)

// CallbackCheck tests the network path to the callback.
var CallbackCheck = endpoint.Post[CallbackCheckIn, CallbackCheckOut](
	"base.callback_check",
	"/cgi-bin/callback/check",
	"网络通信检测",
	endpoint.Read,
	endpoint.Everybody,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/base/api_callbackcheck.html"),
)

// QuotaGet reads the quota of one API.
var QuotaGet = endpoint.Post[QuotaIn, QuotaOut]("base.quota_get", "/cgi-bin/openapi/quota/get", "查询API调用额度",
	endpoint.Read, endpoint.Everybody,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/apimanage/api_getapiquota.html"))

// QuotaClear resets the count of one API.
var QuotaClear = endpoint.Post[QuotaIn, endpoint.None](
	"base.quota_clear",
	"/cgi-bin/openapi/quota/clear",
	"重置指定API调用次数",
	endpoint.Write,
	endpoint.MayCall(endpoint.Unknown, endpoint.LikelyYes, endpoint.Unknown, endpoint.LikelyYes, endpoint.Unknown),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/apimanage/api_clearapiquota.html"),
)

// ClearQuota resets the counts of all APIs.
var ClearQuota = endpoint.Post[ClearQuotaIn, endpoint.None]("base.clear_quota", "/cgi-bin/clear_quota", "重置API调用次数",
	endpoint.Write, clearAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Message_Management/API_Call_Limits.html"))

// ClearQuotaV2 resets the counts of all APIs with the AppSecret in place of an access_token. The platform's page lists
// the input as a body, but its sample has it in the query; this endpoint sends it in the query.
var ClearQuotaV2 = endpoint.Post[ClearQuotaV2In, endpoint.None](
	"base.clear_quota_v2",
	"/cgi-bin/clear_quota/v2",
	"使用AppSecret重置API调用次数",
	endpoint.Write,
	endpoint.NoToken(),
	clearAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/apimanage/api_clearquotabyappsecret.html"),
)

// RIDGet looks up a request by its rid. The answer contains the request's access_token.
var RIDGet = endpoint.Post[RIDGetIn, RIDGetOut]("base.rid_get", "/cgi-bin/openapi/rid/get", "查询rid信息",
	endpoint.Secret, endpoint.Idempotent(), endpoint.Everybody,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/apimanage/api_getridinfo.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		Token, StableToken, CallbackIP, APIDomainIP, CallbackCheck,
		QuotaGet, QuotaClear, ClearQuota, ClearQuotaV2, RIDGet,
	}
}
