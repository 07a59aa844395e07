package mistakes_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/onetime"
	"github.com/wechatgo/wechatgo/sandbox"
)

var cookieKey = bytes.Repeat([]byte("k"), 32)

// setUp makes a part of the program that cannot work, and asks for a page of it.
func setUp(f func(wx *wechatgo.Client) http.Handler) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.get(f(s.client(p, p.Account())), "http://app.sandbox.test/page")
	}
}

func home(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, oauth.User(r.Context()).OpenID)
}

// logsIn is a program with a login, whose user opens a page.
func logsIn(c sandbox.Config, cfg oauth.Config, scope oauth.Scope, url string, opts ...sandbox.OpenOption) func(*scene) {
	return func(s *scene) {
		p := s.platform(c)
		wx := s.client(p, p.Account())
		if cfg.CookieKey == nil {
			cfg.CookieKey = cookieKey
		}
		mux := at(wx.Callback(echo()))
		mux.Handle("/me", wx.Login(cfg).Require(scope, http.HandlerFunc(home)))
		p.Connect(mux)
		page := p.User("alice").Open(url, opts...)
		s.read(inAnswer, strconv.Itoa(page.Status)+" "+page.URL+"\n"+page.Body)
		s.report(p)
	}
}

var loginMistakes = []mistake{
	{"login without a cookie key", setUp(func(wx *wechatgo.Client) http.Handler {
		return wx.Login(oauth.Config{}).Require(oauth.Base, http.HandlerFunc(home))
	}), map[place][]string{
		inLog:    {"login is not set up", "CookieKey has 0 bytes", "openssl rand -hex 32"},
		inAnswer: {"没有配置好"},
	}},
	{"login with a short cookie key", setUp(func(wx *wechatgo.Client) http.Handler {
		return wx.Login(oauth.Config{CookieKey: []byte("secret")}).Require(oauth.Base, http.HandlerFunc(home))
	}), map[place][]string{
		inLog: {"CookieKey has 6 bytes, fewer than 32", "openssl rand -hex 32"},
	}},
	{"login with a base URL without a scheme", setUp(func(wx *wechatgo.Client) http.Handler {
		return wx.Login(oauth.Config{CookieKey: cookieKey, BaseURL: "www.example.com"}).Require(oauth.Base, http.HandlerFunc(home))
	}), map[place][]string{
		inLog: {"BaseURL", "give scheme and host, such as https://"},
	}},
	{"login with a scope that does not exist", setUp(func(wx *wechatgo.Client) http.Handler {
		return wx.Login(oauth.Config{CookieKey: cookieKey}).Require("userinfo", http.HandlerFunc(home))
	}), map[place][]string{
		inLog: {"Scope", "userinfo", "use oauth.Base (snsapi_base) or oauth.UserInfo"},
	}},
	{"login on another domain", logsIn(sandbox.Config{}, oauth.Config{BaseURL: "http://www.example.com"}, oauth.Base, "/me"), map[place][]string{
		inSandbox: {"http://www.example.com/me", "app.sandbox.test", "Set oauth.Config.BaseURL", "请把 oauth.Config.BaseURL 改为"},
		inAnswer:  {"10003", "网页授权域名"},
	}},
	{"login on a host with another port", logsIn(sandbox.Config{WebHosts: []string{"app.sandbox.test:8080"}}, oauth.Config{BaseURL: "http://other.sandbox.test:3000"}, oauth.Base, "/me"), map[place][]string{
		inSandbox: {"http://other.sandbox.test:3000/me", "add the host", "添加域名"},
		inAnswer:  {"10003"},
	}},
	{"login of a kind of account that has none", logsIn(sandbox.Config{Kind: "personal"}, oauth.Config{}, oauth.UserInfo, "/me"), map[place][]string{
		inSandbox: {"kind personal has no web login", "Use a certified service account", "请使用已认证的服务号"},
		inAnswer:  {"10005"},
	}},
	{"login outside of WeChat", func(s *scene) {
		wx, err := wechatgo.New(account1(), wechatgo.WithLogger(s.logger()))
		if err != nil {
			s.Fatal(err)
		}
		s.get(wx.Login(oauth.Config{CookieKey: cookieKey}).Require(oauth.Base, http.HandlerFunc(home)), "http://app.sandbox.test/me",
			"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0", "Accept", "text/html", "Accept-Language", "en", "Sec-Fetch-Mode", "navigate")
	}, map[place][]string{
		inAnswer: {"Open this page in WeChat", "Copy the address below", "http://app.sandbox.test/me"},
	}},
	{"state lost", func(s *scene) {
		p := s.platform(sandbox.Config{})
		wx := s.client(p, p.Account())
		s.get(wx.Login(oauth.Config{CookieKey: cookieKey}).Require(oauth.Base, http.HandlerFunc(home)),
			"http://app.sandbox.test/me?code=0123456789abcdef&state=forged", "Accept", "text/html", "Accept-Language", "en", "User-Agent", "MicroMessenger/8")
	}, map[place][]string{
		inAnswer: {"login", "Continue"},
	}},
	{"code used twice", func(s *scene) {
		p := s.platform(sandbox.Config{})
		wx := s.client(p, p.Account())
		code := ""
		mux := at(wx.Callback(echo()))
		login, err := oauth.New(oauth.Config{AppID: p.Account().AppID, Secret: p.Account().Secret, CookieKey: cookieKey, Client: wx.Endpoint(), Logger: s.logger()})
		if err != nil {
			s.Fatal(err)
		}
		mux.HandleFunc("/back", func(_ http.ResponseWriter, r *http.Request) { code = r.FormValue("code") })
		p.Connect(mux)
		url, err := oauth.AuthorizeURL(oauth.Authorize{Hosts: wx.Endpoint().Hosts, AppID: p.Account().AppID, RedirectURI: sandbox.AppURL + "/back", Scope: oauth.Base, State: "abc"})
		if err != nil {
			s.Fatal(err)
		}
		p.User("alice").Open(url)
		other, _ := oauth.New(oauth.Config{AppID: p.Account().AppID, Secret: p.Account().Secret, CookieKey: cookieKey, Client: wx.Endpoint(), Logger: s.logger()})
		if _, err := login.Exchange(s.Context(), code); err != nil {
			s.Fatal(err)
		}
		_, err = other.Exchange(s.Context(), code)
		s.returned(err)
		s.report(p)
	}, map[place][]string{
		inError:   {"40163", "Keep a code's result", "authorize page again"},
		inSandbox: {"a code works once", "Keep a code's result", "code 只能用一次"},
	}},
	{"login behind a proxy that ends TLS", func(s *scene) {
		p := s.platform(sandbox.Config{})
		wx := s.client(p, p.Account())
		s.get(wx.Login(oauth.Config{CookieKey: cookieKey}).Require(oauth.Base, http.HandlerFunc(home)),
			"http://10.0.0.7:3000/me", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "www.example.com", "User-Agent", "MicroMessenger/8", "Accept", "text/html")
	}, map[place][]string{
		inLog: {"headers of a proxy", "set oauth.Config.BaseURL", "TrustForwarded"},
	}},
	{"redirect_uri without a scheme", func(s *scene) {
		_, err := oauth.AuthorizeURL(oauth.Authorize{AppID: sandbox.DefaultAppID, RedirectURI: "www.example.com/me", Scope: oauth.Base, State: "abc"})
		s.returned(err)
	}, map[place][]string{
		inError: {"RedirectURI is not an http or https address", "give the whole address, not encoded"},
	}},
	{"redirect_uri encoded twice", func(s *scene) {
		_, err := oauth.AuthorizeURL(oauth.Authorize{AppID: sandbox.DefaultAppID, RedirectURI: "https%3A%2F%2Fwww.example.com%2Fme", Scope: oauth.Base, State: "abc"})
		s.returned(err)
	}, map[place][]string{
		inError: {"RedirectURI", "give the whole address, not encoded"},
	}},
	{"state that WeChat refuses", func(s *scene) {
		_, err := oauth.AuthorizeURL(oauth.Authorize{AppID: sandbox.DefaultAppID, RedirectURI: "https://www.example.com/me", Scope: oauth.Base, State: "a/b?c"})
		s.returned(err)
	}, map[place][]string{
		inError: {"State is not 1 to 128 letters and digits", "use crypto/rand.Text()"},
	}},
	{"one-time subscription without a key", setUp(func(wx *wechatgo.Client) http.Handler { return wx.OneTime(onetime.Config{}) }), map[place][]string{
		inLog:    {"Key has 0 bytes", "openssl rand -hex 32"},
		inAnswer: {"没有配置好"},
	}},
	{"template of one-time subscriptions missing", func(s *scene) {
		_, err := onetime.ConfirmURL(onetime.Confirm{AppID: sandbox.DefaultAppID, RedirectURL: "https://www.example.com/"})
		s.returned(err)
	}, map[place][]string{
		inError: {"TemplateID is empty", "copy it from the console", "接口管理", "接口权限"},
	}},
}

// signs asks the program for the signature of a page, and gives what came to the sandbox's WeChat for another address.
func signs(hosts []string, asked, page string, change func(c *sandbox.JSSDKConfig, ticket string)) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{})
		wx := s.client(p, p.Account())
		sdk := wx.JSSDK(jssdk.Config{Hosts: hosts})
		p.Connect(at(wx.Callback(echo())))
		r := httptest.NewRequest(http.MethodPost, "http://app.sandbox.test/jssdk", strings.NewReader("url="+strings.ReplaceAll(asked, "&", "%26")))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		sdk.ServeHTTP(w, r)
		s.read(inAnswer, w.Body.String())
		if signed, err := sdk.Sign(s.Context(), asked); err == nil && page != "" {
			c := sandbox.JSSDKConfig{
				AppID: signed.AppID, Timestamp: strconv.FormatInt(signed.Timestamp, 10),
				NonceStr: signed.NonceStr, Signature: signed.Signature, URL: page,
			}
			if change != nil {
				ticket, err := wx.Ticket(s.Context(), "jsapi")
				if err != nil {
					s.Fatal(err)
				}
				change(&c, ticket)
			}
			if check := p.CheckJSSDK(c); check.Problem != nil {
				s.problem(*check.Problem)
			}
		}
	}
}

var appHost = []string{"app.sandbox.test"}

var shareMistakes = []mistake{
	{"JS-SDK without hosts", setUp(func(wx *wechatgo.Client) http.Handler { return wx.JSSDK(jssdk.Config{}) }), map[place][]string{
		inLog:    {"Hosts is empty", "list the hosts"},
		inAnswer: {"not set up", "says why", "原因见程序日志"},
	}},
	{"JS-SDK with a scheme in a host", setUp(func(wx *wechatgo.Client) http.Handler {
		return wx.JSSDK(jssdk.Config{Hosts: []string{"https://www.example.com"}})
	}), map[place][]string{
		inLog:    {"Hosts contains", "has a scheme", "write a host as the browser's address bar shows it"},
		inAnswer: {"not set up"},
	}},
	{"JS-SDK: host not in the program's list", signs([]string{"www.example.com"}, "http://app.sandbox.test/page", "", nil), map[place][]string{
		inLog:    {"app.sandbox.test", "add the host to jssdk.Config.Hosts"},
		inAnswer: {"add the host to jssdk.Config.Hosts", "JS接口安全域名", "请将该域名加入 jssdk.Config.Hosts"},
	}},
	{"JS-SDK: host not in the console's list", signs([]string{"www.example.com"}, "http://www.example.com/page", "http://www.example.com/page", nil), map[place][]string{
		inSandbox: {"not a JS domain (JS接口安全域名)", "add the host", "添加域名"},
	}},
	{"JS-SDK: page on https, signed as http", signs(appHost, "http://app.sandbox.test/page", "https://app.sandbox.test/page", nil), map[place][]string{
		inSandbox: {"http in the place of https", "Sign the browser's location.href", "location.href"},
	}},
	{"JS-SDK: another query signed", signs(appHost, "http://app.sandbox.test/page", "http://app.sandbox.test/page?from=timeline", nil), map[place][]string{
		inSandbox: {"without its query", "Sign location.href up to the #", "缺少查询参数"},
	}},
	{"JS-SDK: page with a hash, signed by hand", signs(appHost, "http://app.sandbox.test/page", "http://app.sandbox.test/page#a", func(c *sandbox.JSSDKConfig, ticket string) {
		at, _ := strconv.ParseInt(c.Timestamp, 10, 64)
		c.Signature = jssdk.Signature(ticket, c.NonceStr, at, c.URL)
	}), map[place][]string{
		inSandbox: {"with the part behind #", "Sign location.href up to the #", "# 之前的部分"},
	}},
	{"JS-SDK: no URL", signs(appHost, "", "", nil), map[place][]string{
		inAnswer: {"url is missing", "give location.href.split('#')[0]", "encodeURIComponent", "请传入"},
	}},
	{"JS-SDK: URL without a scheme", signs(appHost, "app.sandbox.test/page", "", nil), map[place][]string{
		inAnswer: {"not an http or https address", "give location.href.split('#')[0]"},
	}},
	{"JS-SDK: timestamp in milliseconds", signs(appHost, "http://app.sandbox.test/page", "http://app.sandbox.test/page", func(c *sandbox.JSSDKConfig, _ string) { c.Timestamp += "000" }), map[place][]string{
		inSandbox: {"timestamp", "milliseconds", "Both are seconds", "均为秒"},
	}},
	{"JS-SDK: AppID of another account", signs(appHost, "http://app.sandbox.test/page", "http://app.sandbox.test/page", func(c *sandbox.JSSDKConfig, _ string) { c.AppID = "wxfedcba9876543210" }), map[place][]string{
		inSandbox: {"appId is not this account's AppID, wx0123456789abcdef", "WECHAT_APPID", "请原样使用"},
	}},
	{"JS-SDK: no ticket", func(s *scene) {
		p := s.platform(sandbox.Config{})
		wx := s.client(p, wrong(func(a *wechatgo.Account) { a.Secret = strings.Repeat("f", 32) }))
		s.get(wx.JSSDK(jssdk.Config{Hosts: appHost}), "http://app.sandbox.test/jssdk?url=http%3A%2F%2Fapp.sandbox.test%2F")
	}, map[place][]string{
		inLog:    {"no signature", "40125", "Copy the present AppSecret"},
		inAnswer: {"the platform gave no ticket", "log has the reason", "服务器日志"},
	}},
}
