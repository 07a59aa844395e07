package ocr

import (
	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/endpoint"
)

// access says which accounts may call this area.
var access = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Unknown)

// IDCard reads an identity card.
var IDCard = endpoint.Upload[IDCardIn, IDCardOut]("ocr.idcard", "/cv/ocr/idcard", "身份证识别",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/OCR.html"))

// BankCard reads the number of a bank card.
var BankCard = endpoint.Upload[img.Picture, BankCardOut]("ocr.bankcard", "/cv/ocr/bankcard", "银行卡识别",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/OCR.html"))

// Driving reads the licence of a vehicle (行驶证).
var Driving = endpoint.Upload[img.Picture, VehicleLicense]("ocr.driving", "/cv/ocr/driving", "行驶证识别",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/OCR.html"))

// DrivingLicense reads the licence of a driver (驾驶证).
var DrivingLicense = endpoint.Upload[img.Picture, DriverLicense](
	"ocr.drivinglicense",
	"/cv/ocr/drivinglicense",
	"驾驶证识别",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/openpoc/ocr/api_drivinglicenseocr.html"),
)

// BizLicense reads the licence of a business (营业执照).
var BizLicense = endpoint.Upload[img.Picture, BusinessLicense]("ocr.bizlicense", "/cv/ocr/bizlicense", "营业执照识别",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/OCR.html"))

// Comm reads printed text.
var Comm = endpoint.Upload[img.Picture, Text]("ocr.comm", "/cv/ocr/comm", "通用印刷体识别",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/OCR.html"))

// Menu reads the menu of a restaurant.
var Menu = endpoint.Upload[img.Picture, MenuOut]("ocr.menu", "/cv/ocr/menu", "菜单识别",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/openpoc/ocr/api_menuocr.html"))

// PlateNum reads the number plate of a vehicle.
//
// Deprecated: it is not in the platform's present index.
var PlateNum = endpoint.Upload[img.Picture, PlateNumOut]("ocr.platenum", "/cv/ocr/platenum", "车牌识别",
	endpoint.Personal, access, endpoint.Deprecated(""),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Intelligent_Interface/OCR.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{IDCard, BankCard, Driving, DrivingLicense, BizLicense, Comm, Menu, PlateNum}
}
