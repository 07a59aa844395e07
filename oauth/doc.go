// Package oauth is web login (网页授权): it tells a page in the WeChat browser
// who reads it.
//
//	login, err := oauth.New(oauth.Config{AppID: id, Secret: secret, CookieKey: key})
//	http.Handle("/me", login.Require(oauth.UserInfo, profile))
//
// Behind [Login.Require] a handler finds the reader with [User]. Whoever has no
// session yet is sent to WeChat's authorize page and comes back to the very
// page they asked for, with its own query.
//
// What a login must keep is kept here: the state is bound to the browser, the
// page and the scope by a sealed cookie that lives for 10 minutes, so a code
// from elsewhere logs nobody in; a code is exchanged once, and a callback that
// the phone opens twice gets the same answer both times; all redirects but the
// one to WeChat go to a path of the site itself; a login that failed ends on a
// page that says why and what to do, and never in a loop.
//
// The platform allows web login to certified service accounts (服务号) alone,
// and only for the domain set in its console as 网页授权域名, to which the
// page's host must be equal. An OpenID belongs to one account; a UnionID to all
// the accounts under one Open Platform account.
package oauth
