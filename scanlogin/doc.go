// Package scanlogin implements login by QR code (扫码登录): a website shows a code, the visitor scans it with WeChat,
// follows the account, answers a question on the phone, and the website's browser is logged in.
//
//	login := wx.Login(oauth.Config{CookieKey: key})          // keeps the sessions
//	scan := wx.ScanLogin(scanlogin.Config{Name: "My shop", Login: login})
//	mux.Use(scan.Events)                                     // the callback's mux
//	http.Handle("/scanlogin/", scan)                         // the page with the code
//	http.Handle("/me", scan.Require(profile))                // oauth.User(r.Context()) is the user
//
// A scan alone never logs in, since whoever is sent a picture of a code would log the sender in. When the code was
// scanned, the page shows two digits, and the phone is told browser, place and time of the page; the user answers with the
// digits, by a text, a tap ([Config.Choices]) or on a page behind web login ([Config.WebLogin]). One wrong answer ends
// the login, as a second scanner does, and two minutes.
//
// The browser that began gets the session, and no other: each request about a login needs the cookie that the request
// for the code has set, beside the login's id. A login is collected once. Codes are counted for each address, scans and
// wrong answers for each user.
//
// QR codes with a scene are for certified service accounts. Others show the account's name and a passcode of eight
// characters to send as a text ([Config.Passcode]), under the same rules; they need nothing but the callback.
//
// The guide is [docs/scanlogin.md], with what this defends against and what not. The platform's page about codes is
// https://developers.weixin.qq.com/doc/service/api/qrcode/qrcodes/api_createqrcode.html
//
// [docs/scanlogin.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/scanlogin.md
package scanlogin
