package autoreply

import "github.com/wechatgo/wechatgo/endpoint"

// GetInfo reads the rules that were set in the console.
var GetInfo = endpoint.Get[endpoint.None, Info](
	"autoreply.get_current_autoreply_info",
	"/cgi-bin/get_current_autoreply_info",
	"获取自动回复规则",
	endpoint.Read,
	endpoint.Everybody,
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/service/api/notify/autoreplies/api_getcurrentautoreplyinfo.html",
	),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{GetInfo} }
