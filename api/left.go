package api

// LeftOut is a group of the platform's endpoints that the catalogue leaves out.
type LeftOut struct {
	// Group is the area that would have them, or the service.
	Group string
	// Paths are their paths. A path that ends in /* stands for all paths below it that the catalogue does not declare.
	Paths []string
	// Reason says why, in English.
	Reason string
	// ReasonZH says why, in Simplified Chinese.
	ReasonZH string
}

// Left lists what the catalogue leaves out: endpoints of which too little is known, services that have ended, and other
// products, as far as other toolkits have them. A program that needs one of them declares it with endpoint.Post.
func Left() []LeftOut {
	return []LeftOut{
		{
			Group: "guide",
			Paths: below(
				"/cgi-bin/guide/",
				"addguide2guidegroup",
				"addguidebuyerdisplaytag",
				"addguidetagoption",
				"cancelguidemassendjob",
				"delguide2guidegroup",
				"delguidebuyertag",
				"delguidecardmaterial",
				"delguidegroup",
				"delguideimagematerial",
				"delguidetagoption",
				"delguidewordmaterial",
				"getgroupbyguide",
				"getgroupinfo",
				"getguideacctconfig",
				"getguidebuyerdisplaytag",
				"getguidebuyerrelation",
				"getguidebuyerrelationbybuyer",
				"getguidebuyertag",
				"getguidecardmaterial",
				"getguidegrouplist",
				"getguideimagematerial",
				"getguidemassendjob",
				"getguidemassendjoblist",
				"getguidewordmaterial",
				"newguidegroup",
				"pushshowwxapathmenu",
				"queryguidebuyerbytag",
				"setguideacctconfig",
				"setguidecardmaterial",
				"setguideimagematerial",
				"setguidewordmaterial",
				"updateguidebuyerrelation",
				"updateguidemassendjob",
			),
			Reason:   "Their fields are not confirmed, and the service (对话能力) was wound down.",
			ReasonZH: "字段未经证实，且该服务（对话能力）已停止维护。",
		},
		{
			Group: "nontax",
			Paths: below("/nontax/",
				"createbillcard", "downloadbill", "getbillauthurl", "insertbill", "micropay", "mocknotification",
				"mockqueryfee", "notifyinconsistentorder"),
			Reason:   "Their fields are not confirmed here; the platform's pages have them.",
			ReasonZH: "字段尚未在此证实，平台文档有说明。",
		},
		{
			Group: "shakearound",
			Paths: below(
				"/shakearound/",
				"account/register",
				"account/auditstatus",
				"device/applystatus",
				"device/update",
				"device/bindlocation",
				"device/search",
				"device/bindpage",
				"page/add",
				"page/update",
				"page/search",
				"page/delete",
				"material/add",
				"statistics/device",
				"statistics/page",
			),
			Reason:   "The service (摇一摇周边) has ended.",
			ReasonZH: "该服务（摇一摇周边）已下线。",
		},
		{
			Group: "wifi",
			Paths: below(
				"/bizwifi/",
				"shop/update",
				"device/add",
				"device/list",
				"device/delete",
				"qrcode/get",
				"homepage/set",
				"homepage/get",
				"statistics/list",
			),
			Reason:   "The service (微信连Wi-Fi) has ended.",
			ReasonZH: "该服务（微信连Wi-Fi）已下线。",
		},
		{
			Group: "scan",
			Paths: below(
				"/scan/",
				"merchantinfo/get",
				"product/create",
				"product/modstatus",
				"product/get",
				"product/getlist",
				"product/update",
				"product/clear",
				"testwhitelist/set",
				"scanticket/check",
			),
			Reason:   "The endpoints below /scan/product/v2 replaced them.",
			ReasonZH: "已被 /scan/product/v2 下的接口取代。",
		},
		{
			Group:    "card",
			Paths:    below("/card/location/", "batchadd", "batchget"),
			Reason:   "The stores of the area poi replaced them.",
			ReasonZH: "已被 poi 的门店接口取代。",
		},
		{
			Group: "card",
			Paths: append(
				below("/card/paygiftcard/", "delete", "getbyid", "batchget"),
				"/card/luckymoney/updateuserbalance",
			),
			Reason:   "Cards are for accounts that applied for them, and no sample of these endpoints is confirmed.",
			ReasonZH: "卡券需申请开通，且这些接口没有经证实的示例。",
		},
		{
			Group:    "invoice",
			Paths:    below("/card/invoice/", "seturl", "platform/createcard"),
			Reason:   "They are for platforms that issue invoices, and no sample of them is confirmed.",
			ReasonZH: "仅供开票平台使用，且没有经证实的示例。",
		},
		{
			Group: "device",
			Paths: below(
				"/device/",
				"transmsg",
				"create_qrcode",
				"bind",
				"unbind",
				"compel_bind",
				"compel_unbind",
				"get_stat",
				"verify_qrcode",
				"get_openid",
				"get_bind_device",
				"getqrcode",
				"authorize_device",
			),
			Reason:   "The hardware platform (微信硬件) is closed.",
			ReasonZH: "微信硬件平台已关闭。",
		},
		{
			Group: "merchant",
			Paths: below(
				"/merchant/",
				"create",
				"del",
				"update",
				"get",
				"getbystatus",
				"modproductstatus",
				"category/getsub",
				"category/getsku",
				"category/getproperty",
				"stock/add",
				"stock/reduce",
				"express/add",
				"express/del",
				"express/update",
				"express/getbyid",
				"express/getall",
				"group/add",
				"group/del",
				"group/propertymod",
				"group/productmod",
				"group/getall",
				"group/getbyid",
				"shelf/add",
				"shelf/del",
				"shelf/mod",
				"shelf/getall",
				"shelf/getbyid",
				"order/getbyid",
				"order/getbyfilter",
				"order/setdelivery",
				"order/close",
				"common/upload_img",
			),
			Reason:   "Another product with an API of its own, 微信小店, replaced the shops of Official Accounts.",
			ReasonZH: "公众号小店已被另一产品微信小店取代，后者有独立的 API。",
		},
		{
			Group: "marketing",
			Paths: below("/marketing/",
				"user_action_sets/add", "user_action_sets/get", "user_actions/add", "user_action_set_reports/get",
				"wechat_ad_leads/get"),
			Reason:   "They belong to the API of 微信广告.",
			ReasonZH: "属于微信广告的 API。",
		},
		{
			Group: "other products",
			Paths: []string{
				"/wxa/*",
				"/cgi-bin/wxaapp/*",
				"/cgi-bin/wxopen/*",
				"/cgi-bin/message/subscribe/send",
				"/sns/jscode2session",
				"/tcb/*",
				"/cgi-bin/open/*",
				"/cgi-bin/component/*",
			},
			Reason:   "Mini programs, their cloud base, and third-party platforms are other products.",
			ReasonZH: "小程序、云开发和第三方平台是另外的产品。",
		},
	}
}

// below returns the paths that begin with prefix.
func below(prefix string, names ...string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = prefix + name
	}
	return paths
}
