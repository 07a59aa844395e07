package qrcode

import "github.com/wechatgo/wechatgo/endpoint"

// Create makes a QR code with a scene (生成带参数的二维码). 100,000 calls a day
// are free, 10,000 for a test account.
var Create = endpoint.Post[CreateIn, Code]("qrcode.create", "/cgi-bin/qrcode/create")

// Show downloads a code's picture, a JPEG (通过ticket换取二维码). A wrong ticket
// gets HTTP 404.
var Show = endpoint.Fetch[ShowIn]("qrcode.showqrcode", "/cgi-bin/showqrcode",
	endpoint.On(endpoint.MP), endpoint.NoToken())

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{Create, Show} }
