package message_test

import (
	"time"

	"github.com/wechatgo/wechatgo/message"
)

func audit(status int64, reason string) message.StoreAudit {
	return message.StoreAudit{Common: head(1488856741), AuditID: "11111", Status: status, Reason: reason}
}

func product(standard, key string) message.Product {
	return message.Product{Common: head(1408090502), KeyStandard: standard, KeyStr: key}
}

func beacon(distance float64) message.Beacon {
	return message.Beacon{UUID: "uuid", Major: 12345, Minor: 54321, Distance: distance}
}

// storeSamples are the pushes about stores, products and beacons.
var storeSamples = map[string]message.Message{
	"event_poi_check_notify.xml": &message.POICheckNotifyEvent{
		Common: head(1408622107), UniqID: "123adb", POIID: "123123", Result: "fail", Msg: "xxxxxx",
	},
	"event_apply_merchant_audit_info.xml": &message.ApplyMerchantAuditInfoEvent{StoreAudit: audit(3, "xxx")},
	"event_create_map_poi_audit_info.xml": &message.CreateMapPOIAuditInfoEvent{
		StoreAudit: audit(1, ""), MapPOIID: "xxx", Name: "xxx", Address: "xxx", Latitude: "134", Longitude: "30", Remark: "xxx",
	},
	"event_add_store_audit_info.xml":    &message.AddStoreAuditInfoEvent{StoreAudit: audit(3, "xxx"), IsUpgrade: 3, POIID: "12344"},
	"event_modify_store_audit_info.xml": &message.ModifyStoreAuditInfoEvent{StoreAudit: audit(3, "xxx")},

	"event_wificonnected.xml": &message.WifiConnectedEvent{
		Common: head(123456789), VendorID: "3001224419", ShopID: "PlaceId", DeviceNo: "DeviceNo",
	},
	"event_shakearoundusershake.xml": &message.ShakearoundUserShakeEvent{
		Common: head(1433332012), ChosenBeacon: beacon(0.057), AroundBeacons: []message.Beacon{beacon(166.816), beacon(15.013)},
	},
	"event_shakearoundlotterybind.xml": &message.ShakearoundLotteryBindEvent{
		Common: head(1442824014), LotteryID: "lotteryid", Ticket: "ticket", Money: 88, BindTime: time.Unix(1442824014, 0),
	},
	"event_merchant_order.xml": &message.MerchantOrderEvent{
		Common: head(1398144192), OrderID: "test_order_id", OrderStatus: 2, ProductID: "test_product_id", SKUInfo: "10001:1000012;10002:100021",
	},
	"event_user_scan_product.xml": &message.UserScanProductEvent{
		Product: product("ean13", "6901481811083"),
		Country: "中国", Province: "广东", City: "揭阳", Sex: 1, Scene: 2, ExtInfo: "123",
	},
	"event_user_scan_product_enter_session.xml": &message.UserScanProductEnterSessionEvent{Product: product("ean13", "6954767461373")},
	"event_user_scan_product_async.xml": &message.UserScanProductAsyncEvent{
		Product: product("qrcode", "lincolntest2"), ExtInfo: "123", RegionCode: "440105",
	},
	"event_user_scan_product_verify_action.xml": &message.UserScanProductVerifyActionEvent{
		Product: product("ean13", "6901481811083"), Result: "verify_ok",
	},
	"event_subscribe_scan_product.xml": &message.SubscribeEvent{Common: head(1433259128), EventKey: "scanbarcode|keystandard|keystr"},
}
