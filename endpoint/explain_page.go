package endpoint

// explainPage explains the numbers that WeChat's pages show.
var explainPage = []Explanation{
	{
		Code: ErrPageRedirectURI, Kind: ErrArgument, Message: "redirect_uri域名与后台配置不一致",
		Cause:   "Authorize page: the host of redirect_uri is not the web domain that the account has set.",
		Cure:    "Give the host of oauth.Config.BaseURL, without scheme and path, as web domain in the console.",
		CauseZH: "授权页：redirect_uri 的域名不是后台设置的网页授权域名。",
		CureZH:  "把 oauth.Config.BaseURL 的域名（不含 http:// 和路径）设为网页授权域名。",
	},
	{
		Code: ErrPageAccountBanned, Kind: ErrPermission,
		Cause:   "Authorize page: the account is banned.",
		Cure:    "Read the notice at mp.weixin.qq.com, correct what it names, and appeal or wait.",
		CauseZH: "授权页：此公众号被封禁。",
		CureZH:  "登录 mp.weixin.qq.com 查看通知，整改后申诉或等待解封。",
	},
	{
		Code: ErrPageScope, Kind: ErrPermission,
		Cause:   "Authorize page: the account has no web login, or the scope is misspelt.",
		Cure:    "For web login: use a certified service account, and ask for snsapi_base or snsapi_userinfo.",
		CauseZH: "授权页：该公众号没有网页授权权限，或 scope 拼写有误。",
		CureZH:  "网页授权：使用已认证的服务号，scope 为 snsapi_base 或 snsapi_userinfo。",
	},
	{
		Code: ErrPageFollowersOnly, Kind: ErrPermission,
		Cause:   "Authorize page: only users who follow a test account may log in with it.",
		Cure:    "Let the user follow the test account first, by the QR code of its page.",
		CauseZH: "授权页：接口测试号只允许已关注的用户登录。",
		CureZH:  "请用户先扫描测试号页面上的二维码关注。",
	},
	{
		Code: ErrPageTooFrequent, Kind: ErrQuota,
		Cause:   "Authorize page: it was opened too often in a short time.",
		Cure:    "Wait, and look for a page that sends its visitors to the login again and again.",
		CauseZH: "授权页：短时间内打开过于频繁。",
		CureZH:  "稍后再试，并检查页面是否反复跳转到授权页。",
	},
	{
		Code: ErrPageScopeMissing, Kind: ErrArgument,
		Cause:   "Authorize page: the address has no scope.",
		Cure:    "Let oauth make the address, or add the scope of web login: snsapi_base or snsapi_userinfo.",
		CauseZH: "授权页：地址中的 scope 为空。",
		CureZH:  "由 oauth 包生成地址，或加上网页授权：scope=snsapi_base 或 snsapi_userinfo。",
	},
	{
		Code: ErrPageRedirectMissing, Kind: ErrArgument,
		Cause:   "Authorize page: the address has no redirect_uri.",
		Cure:    "Let oauth make the address, or add redirect_uri, percent-encoded.",
		CauseZH: "授权页：地址中的 redirect_uri 为空。",
		CureZH:  "由 oauth 包生成地址，或加上经过 URL 编码的 redirect_uri。",
	},
	{
		Code: ErrPageAppIDMissing, Kind: ErrCredential,
		Cause:   "Authorize page: the address has no appid.",
		Cure:    "Check that the configuration with the AppID is loaded (WECHAT_APPID).",
		CauseZH: "授权页：地址中的 appid 为空。",
		CureZH:  "检查 AppID 的配置（WECHAT_APPID）是否生效。",
	},
	{
		Code: ErrPageStateMissing, Kind: ErrArgument,
		Cause:   "Authorize page: the address has no state.",
		Cure:    "Let oauth make the address: a state is what ties a login to its browser.",
		CauseZH: "授权页：地址中的 state 为空。",
		CureZH:  "由 oauth 包生成地址：state 把一次登录与其浏览器绑定。",
	},
	{
		Code: ErrPageNotAuthorised, Kind: ErrPermission,
		Cause:   "Authorize page: the account has not authorised the third-party platform named in the address.",
		Cure:    "Let the administrator authorise it, or leave component_appid out of the address.",
		CauseZH: "授权页：公众号未授权给地址中的第三方平台。",
		CureZH:  "请管理员授权，或去掉地址中的 component_appid。",
	},
	{
		Code: ErrPageOpenAppID, Kind: ErrCredential,
		Cause:   "Authorize page: the appid is that of a website or app of the Open Platform.",
		Cure:    "Use the AppID of the Official Account.",
		CauseZH: "授权页：使用了开放平台网站应用或移动应用的 appid。",
		CureZH:  "改用公众号的 AppID。",
	},
	{
		Code: ErrPageSignature, Kind: ErrArgument, Message: "invalid signature",
		Cause:   "JS-SDK: the signature is not that of the page's address; seen in the developer tools, on no official page.",
		Cure:    "Sign the address in the bar up to the #, as wx.JSSDK does; wechatgo verify explains a wx.config.",
		CauseZH: "JS-SDK：签名与页面地址不符；见于开发者工具，官方文档没有此码。",
		CureZH:  "对地址栏中 # 之前的地址签名，wx.JSSDK 即如此；可用 wechatgo verify 检查。",
	},
}
