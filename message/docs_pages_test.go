package message_test

import "testing"

// section is one area of the platform's pages, with its pushes: the wire name, the title on the platform's pages, and
// the page's key in [pages].
type section struct {
	title  string
	pushes []titled
}

type titled struct{ wire, title, page string }

const platformDocs = "https://developers.weixin.qq.com/doc/"

// pages has the addresses of the pages, relative to platformDocs.
var pages = map[string]string{
	"message":      "service/guide/product/message/Receiving_standard_messages.html",
	"event":        "service/guide/product/message/Receiving_event_pushes.html",
	"menu":         "offiaccount/Custom_Menus/Custom_Menu_Push_Events.html",
	"template":     "offiaccount/Message_Management/Template_Message_Interface.html",
	"mass":         "service/guide/product/message/Batch_Sends.html",
	"publish":      "offiaccount/Publish/Callback_on_finish.html",
	"subscription": "offiaccount/Subscription_Messages/api.html",
	"authorised":   "offiaccount/OA_Web_Apps/authorization_change.html",
	"certified":    "offiaccount/Account_Management/Wechat_Accreditation_Event_Push.html",
	"card":         "offiaccount/Cards_and_Offer/Coupons_Vouchers_and_Cards_Event_Push_Messages.html",
	"giftcard":     "offiaccount/Cards_and_Offer/gift_card.html",
	"invoice":      "offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html",
	"title":        "offiaccount/WeChat_Invoice/Quick_issuing/Interface_Instructions.html",
	"invoicing":    "offiaccount/WeChat_Invoice/E_Invoice/Invoicing_Platform_API_List.html",
	"store":        "offiaccount/WeChat_Stores/WeChat_Store_Interface.html",
	"wifi":         "offiaccount/WiFi_via_WeChat/Sending_messages_after_connection.html",
	"shake":        "offiaccount/Shake_Nearby/Shake_Event_Notifications.html",
	"lottery":      "offiaccount/Shake_Nearby/Shake_RedPack/Event_notifications_for_Red_Packet_Bind_users.html",
	"guide":        "offiaccount/Shopping_Guide/guide-account/shopping-guide.onGuideCreateQrCode.html",
	"invite":       "offiaccount/Shopping_Guide/guide-account/shopping-guide.addGuideAcct.html",
	"audit":        "oplatform/openApi/OpenApiDoc/miniprogram-management/code-management/submitAudit.html",
	"debug":        "subscription/guide/dev/push/encryption",
}

// entry returns the title, as a link if the page is known.
func (p titled) entry(t *testing.T) string {
	t.Helper()
	if p.page == "" {
		return p.title
	}
	if pages[p.page] == "" {
		t.Errorf("%s: no page is called %q", p.wire, p.page)
	}
	return "[" + p.title + "][" + p.page + "]"
}

var sections = []section{
	{"Messages from users (普通消息)", []titled{
		{"text", "文本消息", "message"},
		{"image", "图片消息", "message"},
		{"voice", "语音消息", "message"},
		{"video", "视频消息", "message"},
		{"shortvideo", "小视频消息", "message"},
		{"location", "地理位置消息", "message"},
		{"link", "链接消息", "message"},
		{"file", "文件消息", ""},
		{"miniprogrampage", "小程序卡片消息", ""},
	}},
	{"Followers and places (关注、扫码、地理位置)", []titled{
		{"subscribe", "关注", "event"},
		{"unsubscribe", "取消关注", "event"},
		{"SCAN", "已关注用户扫描带参数二维码", "event"},
		{"LOCATION", "上报地理位置", "event"},
		{"ENTER", "进入会话", ""},
	}},
	{"The menu (自定义菜单事件)", []titled{
		{"CLICK", "点击菜单拉取消息", "event"},
		{"VIEW", "点击菜单跳转链接", "event"},
		{"view_miniprogram", "点击菜单跳转小程序", "menu"},
		{"scancode_push", "扫码推事件", "menu"},
		{"scancode_waitmsg", "扫码推事件且弹出“消息接收中”", "menu"},
		{"pic_sysphoto", "系统拍照发图", "menu"},
		{"pic_photo_or_album", "拍照或者相册发图", "menu"},
		{"pic_weixin", "微信相册发图器", "menu"},
		{"location_select", "地理位置选择器", "menu"},
	}},
	{"Results of jobs (任务结果)", []titled{
		{"TEMPLATESENDJOBFINISH", "模板消息送达", "template"},
		{"MASSSENDJOBFINISH", "群发结果", "mass"},
		{"PUBLISHJOBFINISH", "发布结果", "publish"},
	}},
	{"Subscription notifications (订阅通知)", []titled{
		{"subscribe_msg_popup_event", "用户操作订阅弹窗", "subscription"},
		{"subscribe_msg_change_event", "用户管理订阅通知", "subscription"},
		{"subscribe_msg_sent_event", "发送订阅通知结果", "subscription"},
	}},
	{"Customer service (客服会话)", []titled{
		{"kf_create_session", "接入会话", ""},
		{"kf_close_session", "关闭会话", ""},
		{"kf_switch_session", "转接会话", ""},
	}},
	{"A user's authorisation (授权用户信息变更)", []titled{
		{"user_info_modified", "用户资料变更", "authorised"},
		{"user_authorization_revoke", "用户撤回授权", "authorised"},
		{"user_authorization_cancellation", "用户完成注销", "authorised"},
	}},
	{"The account's certification (微信认证)", []titled{
		{"qualification_verify_success", "资质认证成功", "certified"},
		{"qualification_verify_fail", "资质认证失败", "certified"},
		{"naming_verify_success", "名称认证成功", "certified"},
		{"naming_verify_fail", "名称认证失败", "certified"},
		{"annual_renew", "年审通知", "certified"},
		{"verify_expired", "认证过期失效", "certified"},
	}},
	{"Cards (微信卡券)", []titled{
		{"card_pass_check", "审核通过", "card"},
		{"card_not_pass_check", "审核未通过", "card"},
		{"user_get_card", "领取", "card"},
		{"user_gifting_card", "转赠", "card"},
		{"user_del_card", "删除", "card"},
		{"user_consume_card", "核销", "card"},
		{"user_pay_from_pay_cell", "买单", "card"},
		{"user_view_card", "进入会员卡", "card"},
		{"user_enter_session_from_card", "从卡券进入会话", "card"},
		{"update_member_card", "会员卡内容更新", "card"},
		{"card_sku_remind", "库存报警", "card"},
		{"card_pay_order", "券点流水", "card"},
		{"submit_membercard_user_info", "会员卡激活", "card"},
		{"giftcard_pay_done", "礼品卡", "giftcard"},
		{"giftcard_send_to_friend", "礼品卡", "giftcard"},
		{"giftcard_user_accept", "礼品卡", "giftcard"},
	}},
	{"Invoices (电子发票)", []titled{
		{"user_authorize_invoice", "用户授权开票", "invoice"},
		{"submit_invoice_title", "用户提交抬头", "title"},
		{"update_invoice_status", "发票状态更新", "invoicing"},
	}},
	{"Stores (门店)", []titled{
		{"poi_check_notify", "门店审核", "store"},
		{"apply_merchant_audit_info", "门店小程序", ""},
		{"create_map_poi_audit_info", "门店小程序", ""},
		{"add_store_audit_info", "门店小程序", ""},
		{"modify_store_audit_info", "门店小程序", ""},
	}},
	{"Wi-Fi, beacons, the shop and product codes (微信连Wi-Fi、摇一摇周边、微信小店、扫一扫)", []titled{
		{"WifiConnected", "连网后下发", "wifi"},
		{"ShakearoundUserShake", "摇一摇事件", "shake"},
		{"ShakearoundLotteryBind", "红包绑定", "lottery"},
		{"merchant_order", "微信小店订单", ""},
		{"user_scan_product", "打开商品主页", ""},
		{"user_scan_product_enter_session", "进入公众号", ""},
		{"user_scan_product_async", "地理位置信息异步推送", ""},
		{"user_scan_product_verify_action", "商品审核结果", ""},
	}},
	{"Guides, mini programs and tests (对话能力、小程序审核、调试)", []titled{
		{"guide_qrcode_scan_event", "扫顾问二维码", "guide"},
		{"guide_invite_result_event", "邀请顾问结果", "invite"},
		{"weapp_audit_success", "小程序审核", "audit"},
		{"weapp_audit_fail", "小程序审核", "audit"},
		{"weapp_audit_delay", "小程序审核", "audit"},
		{"debug_demo", "调试工具", "debug"},
	}},
}
