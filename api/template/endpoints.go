package template

import "github.com/wechatgo/wechatgo/endpoint"

// SubscribeOnce sends a one-time subscription message.
var SubscribeOnce = endpoint.Post[OnceIn, endpoint.None](
	"template.subscribe_once",
	"/cgi-bin/message/template/subscribe",
	"发送一次性订阅消息",
	endpoint.Send,
	endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.LikelyNo),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/subscribe/api_templatesubscribe.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{SubscribeOnce} }

// OnceIn is the input of [SubscribeOnce]. [Once.For] makes it.
type OnceIn struct {
	ToUser      string       `json:"touser"` // an openid
	TemplateID  string       `json:"template_id"`
	URL         string       `json:"url,omitempty"`
	MiniProgram *MiniProgram `json:"miniprogram,omitempty"`
	Scene       string       `json:"scene"` // a number in decimal digits
	Title       string       `json:"title"`
	Data        OnceData     `json:"data"`
}

// OnceData has the only field of the template.
type OnceData struct {
	Content Content `json:"content"`
}

// Content is the text of a message.
type Content struct {
	Value string `json:"value"`
	Color string `json:"color,omitempty"` // #RRGGBB
}

// MiniProgram is the page of a mini program that a message opens. The mini program must be linked with the account.
type MiniProgram struct {
	AppID    string `json:"appid"`
	PagePath string `json:"pagepath"` // such as "index?foo=bar"
}
