package img

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area.
var access = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Unknown)

// AICrop finds the parts of a picture that are worth showing.
var AICrop = endpoint.Upload[CropIn, Crops]("img.aicrop", "/cv/img/aicrop", "图片智能裁剪",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/openpoc/image/api_imgaicrop.html"))

// QRCode reads the QR codes and bar codes in a picture.
var QRCode = endpoint.Upload[Picture, Codes]("img.qrcode", "/cv/img/qrcode", "二维码/条码识别",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/openpoc/image/api_imgqrcode.html"))

// SuperResolution makes a picture of a higher resolution.
//
// Deprecated: it is not in the platform's present index.
var SuperResolution = endpoint.Upload[Picture, Enlarged]("img.superresolution", "/cv/img/superresolution", "图片高清化",
	endpoint.Write, endpoint.Idempotent(), access, endpoint.Deprecated(""),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/Img_Proc.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{AICrop, QRCode, SuperResolution} }
