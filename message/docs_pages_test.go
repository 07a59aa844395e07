package message_test

import "testing"

// section is one area of the platform's pages, with its title in both languages.
type section struct {
	english, chinese string
	pushes           []titled
}

// titled is a push: its wire name, its title on the platform's pages, the page's key in [pages], and in Chinese what it
// is. In English that is the first sentence of the type's comment: mend the Chinese where you change that sentence.
type titled struct{ wire, title, page, chinese string }

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
	{"Messages from users", "普通消息", []titled{
		{"text", "文本消息", "message", "用户发送的文本，或点击菜单消息（msgmenu）的选项"},
		{"image", "图片消息", "message", "图片"},
		{"voice", "语音消息", "message", "语音，最长 60 秒"},
		{"video", "视频消息", "message", "视频"},
		{"shortvideo", "小视频消息", "message", "在会话中拍摄的小视频"},
		{"location", "地理位置消息", "message", "用户在地图上选择并发送的位置"},
		{"link", "链接消息", "message", "用户转发的链接"},
		{"file", "文件消息", "", "聊天中的文件"},
		{"miniprogrampage", "小程序卡片消息", "", "用户转发的小程序卡片"},
	}},
	{"Followers and places", "关注、扫码、地理位置", []titled{
		{"subscribe", "关注", "event", "用户关注公众号，可能是扫描带参数二维码，也可能是其他方式"},
		{"unsubscribe", "取消关注", "event", "用户取消关注"},
		{"SCAN", "已关注用户扫描带参数二维码", "event", "已关注的用户扫描带参数二维码"},
		{"LOCATION", "上报地理位置", "event", "用户所在的位置"},
		{"ENTER", "进入会话", "", "用户打开会话；平台已停用"},
	}},
	{"The menu", "自定义菜单事件", []titled{
		{"CLICK", "点击菜单拉取消息", "event", "点击 click 类型的按钮"},
		{"VIEW", "点击菜单跳转链接", "event", "点击 view 类型的按钮，随后打开网页"},
		{"view_miniprogram", "点击菜单跳转小程序", "menu", "点击 miniprogram 类型的按钮"},
		{"scancode_push", "扫码推事件", "menu", "用 scancode_push 类型的按钮扫码，结果由手机显示"},
		{"scancode_waitmsg", "扫码推事件且弹出“消息接收中”", "menu", "用 scancode_waitmsg 类型的按钮扫码，用户在等待回复"},
		{"pic_sysphoto", "系统拍照发图", "menu", "来自打开相机的按钮"},
		{"pic_photo_or_album", "拍照或者相册发图", "menu", "来自让用户选择相机或相册的按钮"},
		{"pic_weixin", "微信相册发图器", "menu", "来自打开微信相册的按钮，最多 9 张图片"},
		{"location_select", "地理位置选择器", "menu", "来自打开地图的按钮"},
	}},
	{"Results of jobs", "任务结果", []titled{
		{"TEMPLATESENDJOBFINISH", "模板消息送达", "template", "模板消息的送达结果"},
		{"MASSSENDJOBFINISH", "群发结果", "mass", "群发的结果"},
		{"PUBLISHJOBFINISH", "发布结果", "publish", "草稿发布的结果"},
	}},
	{"Subscription notices", "订阅通知", []titled{
		{"subscribe_msg_popup_event", "用户操作订阅弹窗", "subscription", "用户在订阅通知弹窗中的选择"},
		{"subscribe_msg_change_event", "用户管理订阅通知", "subscription", "用户在公众号的管理页面更改了订阅；只推送取消的"},
		{"subscribe_msg_sent_event", "发送订阅通知结果", "subscription", "订阅通知的送达结果（平台事后才能确定的情况）"},
	}},
	{"Customer service", "客服会话", []titled{
		{"kf_create_session", "接入会话", "", "客服接入了用户的会话"},
		{"kf_close_session", "关闭会话", "", "会话结束"},
		{"kf_switch_session", "转接会话", "", "会话由一位客服转给另一位"},
	}},
	{"A user's authorisation", "授权用户信息变更", []titled{
		{"user_info_modified", "用户资料变更", "authorised", "平台清理了用户资料中的风险信息"},
		{"user_authorization_revoke", "用户撤回授权", "authorised", "用户撤回授权"},
		{"user_authorization_cancellation", "用户完成注销", "authorised", "用户注销了微信账号"},
	}},
	{"The account's certification", "微信认证", []titled{
		{"qualification_verify_success", "资质认证成功", "certified", "账号主体通过认证，此后可以调用需要认证的接口"},
		{"qualification_verify_fail", "资质认证失败", "certified", "主体认证失败"},
		{"naming_verify_success", "名称认证成功", "certified", "账号名称通过认证，并显示为已认证"},
		{"naming_verify_fail", "名称认证失败", "certified", "名称认证失败"},
		{"annual_renew", "年审通知", "certified", "提醒账号进行年审"},
		{"verify_expired", "认证过期失效", "certified", "认证已过期"},
	}},
	{"Cards", "微信卡券", []titled{
		{"card_pass_check", "审核通过", "card", "卡券通过审核"},
		{"card_not_pass_check", "审核未通过", "card", "卡券未通过审核"},
		{"user_get_card", "领取", "card", "用户领取卡券"},
		{"user_gifting_card", "转赠", "card", "用户转赠卡券"},
		{"user_del_card", "删除", "card", "用户删除卡券"},
		{"user_consume_card", "核销", "card", "卡券被核销"},
		{"user_pay_from_pay_cell", "买单", "card", "用户用卡券买单"},
		{"user_view_card", "进入会员卡", "card", "用户打开会员卡"},
		{"user_enter_session_from_card", "从卡券进入会话", "card", "用户从卡券进入会话"},
		{"update_member_card", "会员卡内容更新", "card", "会员卡的积分或余额变动"},
		{"card_sku_remind", "库存报警", "card", "卡券库存不足：初始库存大于 200，现已降到 100 或更少"},
		{"card_pay_order", "券点流水", "card", "账号的券点变动；发放卡券需要消耗券点"},
		{"submit_membercard_user_info", "会员卡激活", "card", "用户填写会员卡表单，从而激活会员卡"},
		{"giftcard_pay_done", "礼品卡", "giftcard", "用户购买了礼品卡"},
		{"giftcard_send_to_friend", "礼品卡", "giftcard", "用户把礼品卡赠送给好友"},
		{"giftcard_user_accept", "礼品卡", "giftcard", "用户接收了礼品卡"},
	}},
	{"Invoices", "电子发票", []titled{
		{"user_authorize_invoice", "用户授权开票", "invoice", "用户授权开具电子发票"},
		{"submit_invoice_title", "用户提交抬头", "title", "用户提交了发票抬头"},
		{"update_invoice_status", "发票状态更新", "invoicing", "用户卡包中的发票状态变化"},
	}},
	{"Stores", "门店", []titled{
		{"poi_check_notify", "门店审核", "store", "门店（POI）的审核结果"},
		{"apply_merchant_audit_info", "门店小程序", "", "商户申请门店小程序的审核结果"},
		{"create_map_poi_audit_info", "门店小程序", "", "在地图中创建门店的审核结果"},
		{"add_store_audit_info", "门店小程序", "", "新增门店的审核结果"},
		{"modify_store_audit_info", "门店小程序", "", "修改门店的审核结果"},
	}},
	{"Wi-Fi, beacons, the shop and product codes", "微信连Wi-Fi、摇一摇周边、微信小店、扫一扫", []titled{
		{"WifiConnected", "连网后下发", "wifi", "用户连上门店的 Wi-Fi"},
		{"ShakearoundUserShake", "摇一摇事件", "shake", "用户在信标附近摇一摇"},
		{"ShakearoundLotteryBind", "红包绑定", "lottery", "用户在摇一摇抽奖中获得红包"},
		{"merchant_order", "微信小店订单", "", "微信小店（已停用的旧版）中的订单"},
		{"user_scan_product", "打开商品主页", "", "用户打开商品主页"},
		{"user_scan_product_enter_session", "进入公众号", "", "用户从商品主页进入会话"},
		{"user_scan_product_async", "地理位置信息异步推送", "", "打开商品主页的用户所在的地区；在 UserScanProductEvent 之后到达"},
		{"user_scan_product_verify_action", "商品审核结果", "", "商品主页的审核结果"},
	}},
	{"Guides, mini programs and tests", "对话能力、小程序审核、调试", []titled{
		{"guide_qrcode_scan_event", "扫顾问二维码", "guide", "用户扫描了顾问的二维码"},
		{"guide_invite_result_event", "邀请顾问结果", "invite", "用户是否接受成为顾问的邀请"},
		{"weapp_audit_success", "小程序审核", "audit", "通知第三方平台：小程序的版本通过审核"},
		{"weapp_audit_fail", "小程序审核", "audit", "通知第三方平台：小程序的版本未通过审核"},
		{"weapp_audit_delay", "小程序审核", "audit", "通知第三方平台：小程序版本的审核延后"},
		{"debug_demo", "调试工具", "debug", "开发者后台的调试工具发来的推送"},
	}},
}
