package qrcode

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area.
var access = endpoint.MayCall(endpoint.No, endpoint.No, endpoint.No, endpoint.Yes, endpoint.Yes)

// Create makes a QR code with a scene.
var Create = endpoint.Post[CreateIn, Code]("qrcode.create", "/cgi-bin/qrcode/create", "生成带参数的二维码",
	endpoint.Write, access, endpoint.Daily(100_000, 10_000),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html"))

// Show downloads a code's picture, a JPEG. A wrong ticket gets HTTP 404.
var Show = endpoint.Fetch[ShowIn]("qrcode.showqrcode", "/cgi-bin/showqrcode", "通过ticket换取二维码",
	endpoint.Read, endpoint.On(endpoint.MP), endpoint.NoToken(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{Create, Show} }
