package mass

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints.
var (
	access       = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.No)
	openIDAccess = endpoint.MayCall(endpoint.No, endpoint.No, endpoint.No, endpoint.Yes, endpoint.No)
)

// SendAll sends a message to the followers with a tag, or to all. The platform takes 60 mass messages a minute.
var SendAll = endpoint.Post[SendAllIn, Sent]("mass.sendall", "/cgi-bin/message/mass/sendall", "根据标签群发消息",
	endpoint.Send, access, endpoint.Daily(100, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_sendall.html"))

// Send sends a message to followers by their OpenIDs.
var Send = endpoint.Post[SendIn, Sent]("mass.send", "/cgi-bin/message/mass/send", "根据 OpenID 群发消息",
	endpoint.Send, openIDAccess, endpoint.Daily(100, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_masssend.html"))

// Preview sends a message to one follower, to look at it before the mass message.
var Preview = endpoint.Post[PreviewIn, Previewed]("mass.preview", "/cgi-bin/message/mass/preview", "预览消息",
	endpoint.Send, access, endpoint.Daily(100, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_preview.html"))

// Get reads what became of a mass message.
var Get = endpoint.Post[GetIn, GetOut]("mass.get", "/cgi-bin/message/mass/get", "查询群发消息发送状态",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_massmsgget.html"))

// Delete deletes the pages of a mass message. The daily quota is what consoles show.
var Delete = endpoint.Post[DeleteIn, endpoint.None]("mass.delete", "/cgi-bin/message/mass/delete", "删除群发消息",
	endpoint.Destroy, access, endpoint.Daily(10, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_deletemassmsg.html"))

// SpeedGet reads how fast mass messages go out.
var SpeedGet = endpoint.Post[endpoint.None, SpeedOut](
	"mass.speed_get",
	"/cgi-bin/message/mass/speed/get",
	"获取群发速度",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_getspeed.html"),
)

// SpeedSet sets how fast mass messages go out.
var SpeedSet = endpoint.Post[SpeedIn, endpoint.None](
	"mass.speed_set",
	"/cgi-bin/message/mass/speed/set",
	"设置群发速度",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/notify/message/api_setspeed.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{SendAll, Send, Preview, Get, Delete, SpeedGet, SpeedSet}
}
