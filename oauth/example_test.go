package oauth_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/wechatgo/wechatgo/oauth"
)

func ExampleLogin_Require() {
	login, err := oauth.New(oauth.Config{
		AppID:     "wx0123456789abcdef",
		Secret:    "0123456789abcdef0123456789abcdef",
		CookieKey: []byte("32 bytes or more, and a secret of your own"),
		BaseURL:   "https://www.example.com",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	profile := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user := oauth.User(r.Context())
		fmt.Fprintf(w, "hello %s", user.Nickname)
	})
	http.Handle("/me", login.Require(oauth.UserInfo, profile))
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
