package oauth_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A page that knows its user. The middleware leads a user without a session to WeChat and back.
func ExampleLogin_Require() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	login, err := oauth.New(oauth.Config{
		AppID:     platform.Account().AppID,
		Secret:    platform.Account().Secret,
		CookieKey: []byte("32 bytes or more, and a secret of your own"),
		BaseURL:   sandbox.AppURL, // the site's public address, such as https://www.example.com
		Client:    &endpoint.Client{HTTP: platform.Client()},
	})
	if err != nil {
		log.Fatal(err)
	}
	profile := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s", oauth.User(r.Context()).Nickname)
	})
	site := http.NewServeMux()
	site.Handle("/me", login.Require(oauth.UserInfo, profile))
	platform.Connect(site)

	page := platform.User("alice").Open("/me")
	fmt.Println(page.URL, page.Body)
	// Output: http://app.sandbox.test/me hello Alice 爱丽丝
}

// A test of a handler behind a login calls the handler without the login.
func ExampleWithUser() {
	profile := func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s", oauth.User(r.Context()).Nickname)
	}
	r := httptest.NewRequest(http.MethodGet, "/me", http.NoBody)
	r = r.WithContext(oauth.WithUser(r.Context(), oauth.Identity{OpenID: "oAlice", Nickname: "Alice"}))
	w := httptest.NewRecorder()
	profile(w, r)
	fmt.Println(w.Body)
	// Output: hello Alice
}

func ExampleAuthorizeURL() {
	address, err := oauth.AuthorizeURL(oauth.Authorize{
		AppID:       "wx0123456789abcdef",
		RedirectURI: "https://www.example.com/me?from=menu",
		Scope:       oauth.Base,
		State:       "8fK2",
	})
	fmt.Println(address, err)
	// Output: https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0123456789abcdef&redirect_uri=https%3A%2F%2Fwww.example.com%2Fme%3Ffrom%3Dmenu&response_type=code&scope=snsapi_base&state=8fK2#wechat_redirect <nil>
}
