package mistakes_test

import (
	"net/http"
	"net/http/httptest"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// scans is a page behind a login by QR code.
func scans(cfg scanlogin.Config, login oauth.Config) func(*scene) {
	return setUp(func(wx *wechatgo.Client) http.Handler {
		cfg.Login = wx.Login(login)
		return wx.ScanLogin(cfg).Require(http.HandlerFunc(home))
	})
}

// begins asks for a code at an address.
func begins(kind, path string) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{Kind: kind})
		wx := s.client(p, p.Account())
		scan := wx.ScanLogin(scanlogin.Config{Name: "My shop", Login: wx.Login(oauth.Config{CookieKey: cookieKey})})
		w := httptest.NewRecorder()
		scan.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://app.sandbox.test"+path+"begin", nil))
		s.read(inAnswer, w.Body.String())
	}
}

var scanMistakes = []mistake{
	{"scan login without a name", scans(scanlogin.Config{}, oauth.Config{CookieKey: cookieKey}), map[place][]string{
		inLog:    {"login by QR code is not set up", "Name is empty", "give the account's name"},
		inAnswer: {"没有配置好"},
	}},
	{"scan login without a login", setUp(func(wx *wechatgo.Client) http.Handler {
		return wx.ScanLogin(scanlogin.Config{Name: "My shop"}).Require(http.HandlerFunc(home))
	}), map[place][]string{
		inLog: {"Login is empty", "make one with oauth.New or the client's Login"},
	}},
	{"scan login whose path has no slash", scans(scanlogin.Config{Name: "My shop", Path: "/login"}, oauth.Config{CookieKey: cookieKey}), map[place][]string{
		inLog: {"Path", "a slash at both ends", "give one such as /login/"},
	}},
	{"scan login with web login and no address", scans(scanlogin.Config{Name: "My shop", WebLogin: true}, oauth.Config{CookieKey: cookieKey}), map[place][]string{
		inLog: {"WebLogin needs the site's address", "set oauth.Config.BaseURL of Login"},
	}},
	{"scan login that hears of no scans", begins("service", scanlogin.DefaultPath), map[place][]string{
		inLog: {"does not hear of scans", "mux.Use(scan.Events)"},
	}},
	{"scan login at another path", begins("service", "/login/"), map[place][]string{
		inLog: {"at another path", "set Config.Path to the path with which it is registered"},
	}},
	{"scan login of an account that may make no codes", begins("personal", scanlogin.DefaultPath), map[place][]string{
		inLog:    {"may not make QR codes", "set Config.Passcode"},
		inAnswer: {"My shop", "口令"},
	}},
}
