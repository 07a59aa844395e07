package oauth

import "github.com/wechatgo/wechatgo/internal/language"

// Text is what a page about a failed login says: the title says what happened, the text says what to do.
type Text struct{ Title, Text string }

// Texts are what users read from a [Login] in one language. An empty one means the package's own.
type Texts struct {
	// Pages are the texts of the pages about failed logins.
	Pages map[Reason]Text
	// Again is the link on these pages that tries again.
	Again string
	// Leaving and Continue are on the page that opens WeChat's: what happens, and the link for a browser that does not
	// go on by itself. Users see them only if that takes longer than a second.
	Leaving, Continue string
	// LogIn is the answer to a script's request without a session.
	LogIn string
}

var builtin = textSet{
	language.Chinese: {
		Again:    "重新登录",
		Leaving:  "正在打开微信登录…",
		Continue: "继续",
		LogIn:    "请先用微信登录：在浏览器中打开或刷新页面",
		Pages: map[Reason]Text{
			ReasonBrowser: {"请在微信客户端打开链接", "这个页面需要微信登录。请复制下面的地址，发到微信聊天里，再点开它。"},
			ReasonRefused: {"没有登录", "你没有同意授权，所以不能打开这个页面。愿意的话可以重新登录。"},
			ReasonState: {
				"登录没有完成",
				"这次登录已超过 10 分钟，或者是在别的浏览器、别的页面开始的，也可能是浏览器禁用了 Cookie。请重新登录；如果还是这样，请在设置里允许 Cookie。",
			},
			ReasonForm:        {"请先登录", "登录已过期，刚才填写的内容没有提交。请返回上一页，刷新后重新提交。"},
			ReasonCode:        {"登录凭证已失效", "微信给的登录凭证只能用一次，5 分钟内有效。请重新登录。"},
			ReasonCookies:     {"浏览器没有保存登录状态", "登录成功了，但浏览器没有留下 Cookie。请允许这个网站使用 Cookie，然后重新登录。"},
			ReasonSnapshot:    {"需要完整服务", "微信正以快照页模式打开这个页面，暂时拿不到登录信息。请点右下角的“使用完整服务”，再继续。"},
			ReasonBlocked:     {"微信暂时不允许登录", "微信认为这个账号有风险，没有允许登录。请在微信里查看账号的安全提示。"},
			ReasonAddress:     {"页面地址不能用于登录", "这个页面的地址太长或者不完整。请从公众号菜单或原来的链接重新进入。"},
			ReasonConfig:      {"网站的微信登录没有配置好", "这不是你的问题。请稍后再来，或者告诉网站的管理员；下面有代码的话，请一并告诉他。"},
			ReasonSession:     {"网站暂时不能登录", "网站没能读取或保存登录状态。请稍后重试。"},
			ReasonUnavailable: {"暂时连不上微信", "微信没有完成这次登录。请稍等一会儿，再重新登录。"},
		},
	},
	language.English: {
		Again:    "Try again",
		Leaving:  "Opening WeChat's login …",
		Continue: "Continue",
		LogIn:    "log in with WeChat first: open or reload the page in the browser",
		Pages: map[Reason]Text{
			ReasonBrowser: {
				"Open this page in WeChat",
				"This page needs a WeChat login. Copy the address below, send it to a chat in WeChat, and tap it there.",
			},
			ReasonRefused: {
				"You are not logged in",
				"You did not agree to the login, so you cannot open this page. You may try again.",
			},
			ReasonState: {
				"The login did not finish",
				"This login took longer than 10 minutes, or began in another browser or for another page, or this browser blocks cookies. Try again; if that does not help, allow cookies in the settings.",
			},
			ReasonForm: {
				"Log in first",
				"Your login has expired, and your input was not submitted. Go back, reload the page and submit it again.",
			},
			ReasonCode: {
				"The login code is no longer valid",
				"WeChat's login code works only once and for 5 minutes. Try again.",
			},
			ReasonCookies: {
				"The browser did not keep the login",
				"The login succeeded, but the browser did not keep the cookie. Allow cookies for this site, then try again.",
			},
			ReasonSnapshot: {
				"The full service is needed",
				"WeChat shows this page as a snapshot, in which there is no login yet. Tap the button 使用完整服务 (use the full service) at the lower right, then continue.",
			},
			ReasonBlocked: {
				"WeChat does not allow this login",
				"WeChat considers this account a risk and did not allow the login. Look at the account's security notes in WeChat.",
			},
			ReasonAddress: {
				"This address cannot log in",
				"The page's address is too long or not complete. Open the page again from the account's menu or the original link.",
			},
			ReasonConfig: {
				"This site's WeChat login is not set up correctly",
				"This is not your fault. Try again later, or tell the site's owner; include the code below if there is one.",
			},
			ReasonSession: {
				"The site cannot log you in now",
				"The site could not read or save the login. Try again later.",
			},
			ReasonUnavailable: {
				"WeChat cannot be reached",
				"WeChat did not complete this login. Wait a moment, then try again.",
			},
		},
	},
}
