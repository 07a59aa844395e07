package base

import "github.com/wechatgo/wechatgo/endpoint"

// Token fetches a classic access_token (获取接口调用凭据).
var Token = endpoint.Get[TokenIn, AccessToken]("base.token", "/cgi-bin/token", endpoint.NoToken())

// StableToken returns the stable access_token (获取稳定版接口调用凭据), which is
// apart from [Token]'s: neither makes the other invalid. 10,000 calls a minute
// and 500,000 a day are free. It is tried again after a failure; a repeated
// force_refresh may meet the platform's 30 seconds between two.
var StableToken = endpoint.Post[StableTokenIn, AccessToken]("base.stable_token", "/cgi-bin/stable_token",
	endpoint.NoToken(), endpoint.Idempotent())

// CallbackIP lists the addresses that pushes come from (获取微信推送服务器IP).
var CallbackIP = endpoint.Get[endpoint.None, IPList]("base.getcallbackip", "/cgi-bin/getcallbackip")

// APIDomainIP lists the addresses of the API (获取微信API服务器IP).
var APIDomainIP = endpoint.Get[endpoint.None, IPList]("base.get_api_domain_ip", "/cgi-bin/get_api_domain_ip")

// CallbackCheck tests the way to the callback (网络通信检测).
var CallbackCheck = endpoint.Post[CallbackCheckIn, CallbackCheckOut]("base.callback_check", "/cgi-bin/callback/check",
	endpoint.Idempotent())

// QuotaGet reads the quota of one API (查询API调用额度).
var QuotaGet = endpoint.Post[QuotaIn, QuotaOut]("base.quota_get", "/cgi-bin/openapi/quota/get", endpoint.Idempotent())

// QuotaClear resets the count of one API (重置指定API调用次数).
var QuotaClear = endpoint.Post[QuotaIn, endpoint.None]("base.quota_clear", "/cgi-bin/openapi/quota/clear")

// ClearQuota resets the counts of all APIs (重置API调用次数).
var ClearQuota = endpoint.Post[ClearQuotaIn, endpoint.None]("base.clear_quota", "/cgi-bin/clear_quota")

// ClearQuotaV2 resets the counts of all APIs with the AppSecret in place of an
// access_token (使用AppSecret重置API调用次数). The platform's page lists its
// input as a body, and its sample has it in the query; so has this.
var ClearQuotaV2 = endpoint.Post[ClearQuotaV2In, endpoint.None]("base.clear_quota_v2", "/cgi-bin/clear_quota/v2", endpoint.NoToken())

// RIDGet looks up a request by its rid (查询rid信息).
var RIDGet = endpoint.Post[RIDGetIn, RIDGetOut]("base.rid_get", "/cgi-bin/openapi/rid/get", endpoint.Idempotent())

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		Token, StableToken, CallbackIP, APIDomainIP, CallbackCheck,
		QuotaGet, QuotaClear, ClearQuota, ClearQuotaV2, RIDGet,
	}
}
