package qrcode

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints. The pages of jump rules and short keys name certified service
// accounts alone; of test accounts they say nothing.
var (
	access        = endpoint.MayCall(endpoint.No, endpoint.No, endpoint.No, endpoint.Yes, endpoint.Yes)
	serviceAccess = endpoint.MayCall(endpoint.No, endpoint.No, endpoint.No, endpoint.Yes, endpoint.Unknown)
)

// Create makes a QR code with a scene.
var Create = endpoint.Post[CreateIn, Code]("qrcode.create", "/cgi-bin/qrcode/create", "生成带参数的二维码",
	endpoint.Write, access, endpoint.Daily(100_000, 10_000),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html"))

// Show downloads a code's picture, a JPEG. A wrong ticket gets HTTP 404.
var Show = endpoint.Fetch[ShowIn]("qrcode.showqrcode", "/cgi-bin/showqrcode", "通过ticket换取二维码",
	endpoint.Read, endpoint.On(endpoint.MP), endpoint.NoToken(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html"))

// JumpAdd makes or changes a rule that leads who scans a code to a mini program.
var JumpAdd = endpoint.Post[JumpAddIn, endpoint.None](
	"qrcode.qrcodejumpadd",
	"/cgi-bin/wxopen/qrcodejumpadd",
	"增加或修改二维码规则",
	endpoint.Write,
	serviceAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodejump/api_qrcodejumpadd.html"),
)

// JumpGet lists the rules.
var JumpGet = endpoint.Post[JumpGetIn, Rules]("qrcode.qrcodejumpget", "/cgi-bin/wxopen/qrcodejumpget", "获取二维码规则",
	endpoint.Read, serviceAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodejump/api_qrcodejumpget.html"))

// JumpPublish brings a rule into force.
var JumpPublish = endpoint.Post[JumpPublishIn, endpoint.None](
	"qrcode.qrcodejumppublish",
	"/cgi-bin/wxopen/qrcodejumppublish",
	"发布二维码规则",
	endpoint.Send,
	serviceAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodejump/api_qrcodejumppublish.html"),
)

// JumpDelete removes a rule.
var JumpDelete = endpoint.Post[JumpDeleteIn, endpoint.None](
	"qrcode.qrcodejumpdelete",
	"/cgi-bin/wxopen/qrcodejumpdelete",
	"删除二维码规则",
	endpoint.Destroy,
	serviceAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodejump/api_qrcodejumpdelete.html"),
)

// ShortenGen makes a short key for a longer text. A repeated call makes another key.
var ShortenGen = endpoint.Post[ShortenIn, ShortKey]("qrcode.shorten_gen", "/cgi-bin/shorten/gen", "长信息转短key",
	endpoint.Write, endpoint.Idempotent(), serviceAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/shorten/api_genshortkey.html"))

// ShortenFetch returns the text that a short key stands for.
var ShortenFetch = endpoint.Post[ShortKey, LongData]("qrcode.shorten_fetch", "/cgi-bin/shorten/fetch", "短key还原",
	endpoint.Read, serviceAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/shorten/api_fetchshorten.html"))

// ShortURL made a short address for a long one. Who could call it is not documented any more.
//
// Deprecated: the platform makes no new short addresses since 15 March 2021.
var ShortURL = endpoint.Post[ShortURLIn, ShortURLOut]("qrcode.shorturl", "/cgi-bin/shorturl", "长链接转短链接",
	endpoint.Write, endpoint.Idempotent(), endpoint.Deprecated("qrcode.shorten_gen"),
	endpoint.MayCall(endpoint.Unknown, endpoint.Unknown, endpoint.Unknown, endpoint.LikelyYes, endpoint.Unknown),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Account_Management/URL_Shortener.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		Create, Show, JumpAdd, JumpGet, JumpPublish, JumpDelete, ShortenGen, ShortenFetch, ShortURL,
	}
}
