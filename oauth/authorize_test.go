package oauth_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/oauth"
)

func TestAuthorizeURL(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   oauth.Authorize
		want string
	}{
		"the platform's example of snsapi_base": {
			oauth.Authorize{
				AppID:       "wx520c15f417810387",
				RedirectURI: "https://chong.qq.com/php/index.php?d=&c=wxAdapter&m=mobileDeal&showwxpaytitle=1&vb2ctag=4_2030_5_1194_60",
				Scope:       oauth.Base,
				State:       "123",
			},
			"https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx520c15f417810387&redirect_uri=https%3A%2F%2Fchong.qq.com%2Fphp%2Findex.php%3Fd%3D%26c%3DwxAdapter%26m%3DmobileDeal%26showwxpaytitle%3D1%26vb2ctag%3D4_2030_5_1194_60&response_type=code&scope=snsapi_base&state=123#wechat_redirect",
		},
		"the platform's example of snsapi_userinfo": {
			oauth.Authorize{
				AppID:       "wx807d86fb6b3d4fd2",
				RedirectURI: "http://developers.weixin.qq.com",
				Scope:       oauth.UserInfo,
				State:       "STATE",
			},
			"https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx807d86fb6b3d4fd2&redirect_uri=http%3A%2F%2Fdevelopers.weixin.qq.com&response_type=code&scope=snsapi_userinfo&state=STATE#wechat_redirect",
		},
		"all options, another host": {
			oauth.Authorize{
				Hosts: endpoint.Hosts{Open: "http://127.0.0.1:8088/"}, AppID: "wx1", RedirectURI: "http://127.0.0.1:8089/a+b c", Scope: oauth.Base, State: "s",
				ForcePopup: true, ForceSnapShot: true, ConnectRedirect: true,
			},
			"http://127.0.0.1:8088/connect/oauth2/authorize?appid=wx1&redirect_uri=http%3A%2F%2F127.0.0.1%3A8089%2Fa%2Bb%20c&response_type=code&scope=snsapi_base&state=s&forcePopup=true&forceSnapShot=true&connect_redirect=1#wechat_redirect",
		},
	} {
		got, err := oauth.AuthorizeURL(test.in)
		if err != nil || got != test.want {
			t.Errorf("%s:\n got %s (%v)\nwant %s", name, got, err, test.want)
		}
	}
}

func TestAuthorizeURLRefuses(t *testing.T) {
	t.Parallel()
	good := oauth.Authorize{AppID: "wx1", RedirectURI: home + "/me", Scope: oauth.Base, State: strings.Repeat("aZ9x", 32)}
	if _, err := oauth.AuthorizeURL(good); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change func(*oauth.Authorize)
		field  string
	}{
		"no appid":           {func(a *oauth.Authorize) { a.AppID = "" }, "AppID"},
		"website scope":      {func(a *oauth.Authorize) { a.Scope = "snsapi_login" }, "Scope"},
		"no scope":           {func(a *oauth.Authorize) { a.Scope = "" }, "Scope"},
		"no state":           {func(a *oauth.Authorize) { a.State = "" }, "State"},
		"state of 129 bytes": {func(a *oauth.Authorize) { a.State += "x" }, "State"},
		"state with a dash":  {func(a *oauth.Authorize) { a.State = "a-b" }, "State"},
		"encoded twice":      {func(a *oauth.Authorize) { a.RedirectURI = url.QueryEscape(a.RedirectURI) }, "RedirectURI"},
		"no host":            {func(a *oauth.Authorize) { a.RedirectURI = "/me" }, "RedirectURI"},
		"another scheme":     {func(a *oauth.Authorize) { a.RedirectURI = "weixin://www.example.com/" }, "RedirectURI"},
		"fragment":           {func(a *oauth.Authorize) { a.RedirectURI += "#/me" }, "RedirectURI"},
		"control character":  {func(a *oauth.Authorize) { a.RedirectURI += "\n" }, "RedirectURI"},
	} {
		a := good
		test.change(&a)
		_, err := oauth.AuthorizeURL(a)
		var refused *field.Error
		if !errors.As(err, &refused) || refused.Path != test.field {
			t.Errorf("%s: %v, want an error of %s", name, err, test.field)
		}
	}
}

// The platform decodes redirect_uri once, which gives the original address.
func TestAuthorizeURLEncodesOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		uri := home + "/" + url.PathEscape(rapid.String().Draw(t, "path")) + "?q=" + url.QueryEscape(rapid.String().Draw(t, "query"))
		got, err := oauth.AuthorizeURL(oauth.Authorize{AppID: "wx1", RedirectURI: uri, Scope: oauth.Base, State: "s"})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(got)
		if err != nil || u.Fragment != "wechat_redirect" || !strings.HasPrefix(u.RawQuery, "appid=wx1&redirect_uri=http") {
			t.Fatalf("%s: %v", got, err)
		}
		if back := u.Query().Get("redirect_uri"); back != uri {
			t.Fatalf("decoded %q, want %q", back, uri)
		}
	})
}
