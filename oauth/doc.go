// Package oauth implements web login (网页授权), with which a page in the WeChat browser learns who its user is.
//
//	login, err := oauth.New(oauth.Config{AppID: id, Secret: secret, CookieKey: key})
//	http.Handle("/me", login.Require(oauth.UserInfo, profile))
//
// Behind [Login.Require] a handler gets the user with [User]. A user without a session is redirected to WeChat's
// authorize page and returns to the requested page with its own query.
//
// A session is one user's: a login of another user ends it, and one of the same user never narrows it. The virtual user
// of a snapshot page (快照页) is the user of that page alone. The part of an address behind #, such as a hash route,
// survives a login.
//
// The package takes care of the security of a login. A sealed cookie that lives for 10 minutes binds the state to the
// browser, the page and the scope, so a code from another browser does not log a user in. A code is exchanged once, and
// a callback that the phone opens twice gets the same answer both times. All redirects except the one to WeChat lead to
// a path of the site itself. A failed login ends on a page that says why it failed and what to do, and never in a loop.
//
// The platform allows web login only for certified service accounts (服务号), and only for pages whose host equals the
// domain set in the console as 网页授权域名. An OpenID belongs to one account; a UnionID belongs to all the accounts
// under one Open Platform account.
//
// The guide is [docs/web-login.md]. The platform's page is
// https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
//
// [docs/web-login.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/web-login.md
package oauth
