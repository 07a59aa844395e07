// Package oauth is web login (网页授权): it tells a page in the WeChat browser who reads it.
//
//	login, err := oauth.New(oauth.Config{AppID: id, Secret: secret, CookieKey: key})
//	http.Handle("/me", login.Require(oauth.UserInfo, profile))
//
// Behind [Login.Require] a handler gets the user with [User]. A user without a session is redirected to WeChat's
// authorize page and returns to the requested page with its own query.
//
// The package takes care of the security of a login. The state is bound to the browser, the page and the scope by a
// sealed cookie that lives for 10 minutes, so a code from elsewhere logs nobody in. A code is exchanged once, and a
// callback that the phone opens twice gets the same answer both times. All redirects except the one to WeChat lead to a
// path of the site itself. A failed login ends on a page that says why and what to do, and never in a loop.
//
// The platform allows web login to certified service accounts (服务号) alone, and only for the domain set in its
// console as 网页授权域名, to which the page's host must be equal. An OpenID belongs to one account; a UnionID to all
// the accounts under one Open Platform account.
package oauth
