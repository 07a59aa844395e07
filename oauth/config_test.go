package oauth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*oauth.Config)
		field  string
	}{
		"no appid":             {func(c *oauth.Config) { c.AppID = "" }, "AppID"},
		"appid with a space":   {func(c *oauth.Config) { c.AppID += " " }, "AppID"},
		"no secret":            {func(c *oauth.Config) { c.Secret = "" }, "Secret"},
		"no key":               {func(c *oauth.Config) { c.CookieKey = nil }, "CookieKey"},
		"key of 31 bytes":      {func(c *oauth.Config) { c.CookieKey = make([]byte, 31) }, "CookieKey"},
		"previous of 31 bytes": {func(c *oauth.Config) { c.PreviousCookieKey = make([]byte, 31) }, "PreviousCookieKey"},
		"recheck too often":    {func(c *oauth.Config) { c.Recheck = 59 * time.Second }, "Recheck"},
		"negative recheck":     {func(c *oauth.Config) { c.Recheck = -1 }, "Recheck"},
		"language":             {func(c *oauth.Config) { c.Texts = map[string]oauth.Texts{"zh_CN": {}} }, "Texts"},
		"unknown reason": {func(c *oauth.Config) {
			c.Texts = map[string]oauth.Texts{"en": {Pages: map[oauth.Reason]oauth.Text{"x": {}}}}
		}, "Texts"},
		"negative life": {func(c *oauth.Config) { c.SessionLife = -1 }, "SessionLife"},
		"no scheme":     {func(c *oauth.Config) { c.BaseURL = "www.example.com" }, "BaseURL"},
		"no host":       {func(c *oauth.Config) { c.BaseURL = "https:///x" }, "BaseURL"},
		"a query":       {func(c *oauth.Config) { c.BaseURL = "https://www.example.com/?" }, "BaseURL"},
		"a password":    {func(c *oauth.Config) { c.BaseURL = "https://a:b@www.example.com" }, "BaseURL"},
		"nil sessions":  {func(c *oauth.Config) { c.Sessions = (*memorySessions)(nil) }, "Sessions"},
		"nil store":     {func(c *oauth.Config) { c.Store = (*redisstore.Store)(nil) }, "Store"},
		"long language": {func(c *oauth.Config) {
			c.Texts = map[string]oauth.Texts{"en" + strings.Repeat("-a", 17): {}}
		}, "Texts"},
		"not an address": {func(c *oauth.Config) { c.BaseURL = "https://%zz" }, "BaseURL"},
	} {
		config := oauth.Config{AppID: appID, Secret: secret, CookieKey: cookieKey}
		if _, err := oauth.New(config); err != nil {
			t.Fatal(err)
		}
		test.change(&config)
		_, err := oauth.New(config)
		var refused *field.Error
		if !errors.As(err, &refused) || refused.Path != test.field || refused.Cure == "" {
			t.Errorf("%s: %v, want an error of %s", name, err, test.field)
			continue
		}
		if !strings.HasPrefix(err.Error(), "oauth: "+test.field+" ") || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %s", name, err)
		}
	}
}

func TestPrintingShowsNoSecret(t *testing.T) {
	t.Parallel()
	config := oauth.Config{AppID: appID, Secret: secret, CookieKey: cookieKey, PreviousCookieKey: cookieKey}
	login, err := oauth.New(config)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("config", "config", config, "login", login)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&log, verb+verb, config, login)
	}
	if got := log.String(); strings.Contains(got, secret) || strings.Contains(got, "cookie key") || strings.Contains(got, fmt.Sprintf("%x", secret)) || !strings.Contains(got, appID) {
		t.Error(got)
	}
}

func TestUser(t *testing.T) {
	t.Parallel()
	if got := oauth.User(context.Background()); got != (oauth.Identity{}) {
		t.Errorf("%+v", got)
	}
	want := oauth.Identity{OpenID: "oBob"}
	if got := oauth.User(oauth.WithUser(context.Background(), want)); got != want {
		t.Errorf("%+v", got)
	}
}

// A login works over sockets and TLS, with a browser that applies the rules of Secure cookies.
func TestOverTLS(t *testing.T) {
	t.Parallel()
	wechatServer := httptest.NewServer(nil)
	defer wechatServer.Close()
	platform := newPlatform("127.0.0.1")
	wechatServer.Config.Handler = platform
	hosts, err := endpoint.OneHost(wechatServer.URL)
	if err != nil {
		t.Fatal(err)
	}
	login, err := oauth.New(oauth.Config{AppID: appID, Secret: secret, CookieKey: cookieKey, Client: &endpoint.Client{Hosts: hosts}})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewTLSServer(login.Require(oauth.UserInfo, http.HandlerFunc(writeUser)))
	defer site.Close()

	b := newBrowser(t, site.Client().Transport)
	b.agent = "any browser"
	got := b.open(site.URL + "/me?from=menu")
	wantPage(t, got, http.StatusOK, "oAlice 爱丽丝<&> snsapi_userinfo snapshot=false from=menu")
	if got.url != site.URL+"/me?from=menu" {
		t.Errorf("ended at %s", got.url)
	}
	u, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.jar.Cookies(u) {
		if !strings.HasPrefix(c.Name, "__Host-wechatgo_") {
			t.Errorf("cookie %s", c.Name)
		}
	}
}

// A very long nickname does not fit into a cookie, and the error says what to do.
func TestSessionTooLargeForACookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.hosts["api.weixin.qq.com"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == userinfoPath {
			fmt.Fprintf(rw, `{"openid":"oAlice","nickname":%q}`, strings.Repeat("x", 4000))
			return
		}
		f.platform.ServeHTTP(rw, r)
	})
	wantPage(t, f.browser().open(home+"/info/"), http.StatusInternalServerError, "网站暂时不能登录")
	if !strings.Contains(f.logs.String(), "Config.Sessions") {
		t.Errorf("log: %s", f.logs)
	}
}
