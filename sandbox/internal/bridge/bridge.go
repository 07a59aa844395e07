// Package bridge is what a page finds in WeChat's browser: WeixinJSBridge, and WeChat's page script on top of it. The
// scripts run in the page and decide nothing: each call of the page is sent to [Invoke], which judges it by the state of
// the platform. What only a user can answer, such as which picture is chosen, the script asks the phone page.
package bridge

import (
	_ "embed"
	"slices"
)

// The parts of the scripts. All but jweixin.js are declarations of functions, or call them, in one scope.
var (
	//go:embed bridge.js
	bridgeJS []byte
	//go:embed opentags.js
	openTagsJS []byte
	//go:embed unsigned.js
	unsignedJS []byte
	//go:embed asktab.js
	askTabJS []byte
	//go:embed disguise.js
	disguiseJS []byte
	//go:embed start.js
	startJS []byte
	//go:embed jweixin.js
	jweixinJS []byte
)

// Script returns the script that gives a page on the web origin WeixinJSBridge, and lets it see the browser as WeChat's.
// It must run before every other script of the page, in a function of its own that has the constant wechatgo:
//
//	device     "android" or "ios"
//	userAgent  the User-Agent of WeChat's browser on it
//	platform   the sandbox's address, which stands for open.weixin.qq.com
//	web        the account's public address
//	inner      the hosts of the program's own address
//	jweixin    the address that stands for WeChat's script
func Script() []byte {
	return slices.Concat(bridgeJS, openTagsJS, unsignedJS, askTabJS, disguiseJS, startJS)
}

// JWeixin returns the stand-in for https://res.wx.qq.com/open/js/jweixin-1.6.0.js, for a page that has [Script]. It sets
// window.wx and window.jWeixin, and works on WeixinJSBridge alone, as WeChat's own does.
func JWeixin() []byte { return jweixinJS }

// Standalone returns the stand-in for a page that is not on the web origin and loads WeChat's script from the sandbox.
// It brings the bridge of an Android phone with it, and leaves the rest of the browser as it is.
func Standalone() []byte {
	const begin = "(() => {\n\"use strict\";\nconst wechatgo = { device: \"android\", standalone: true };\n"
	const end = "if (!window.WeixinJSBridge) startBridge();\n})();\n"
	return slices.Concat([]byte(begin), bridgeJS, openTagsJS, unsignedJS, askTabJS, []byte(end), jweixinJS)
}
