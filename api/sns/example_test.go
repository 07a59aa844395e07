package sns_test

import (
	"fmt"
	"log"
	"net/http"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A login code becomes a user. Package oauth does all of this, with a state that is checked and a session.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}

	account := wx.Account()
	site := http.NewServeMux()
	site.Handle("/wx", wx.Callback(callback.NewMux()))
	site.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		address, err := oauth.AuthorizeURL(oauth.Authorize{
			AppID: account.AppID, RedirectURI: sandbox.AppURL + "/me", Scope: oauth.UserInfo, State: "8fK2",
		})
		if err != nil {
			http.Error(w, "The login failed.", http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, address, http.StatusFound)
	})
	site.HandleFunc("/me", func(w http.ResponseWriter, r *http.Request) {
		token, err := wx.SNS.AccessToken(r.Context(), account.AppID, account.Secret, r.URL.Query().Get("code"))
		if err != nil {
			http.Error(w, "The login failed.", http.StatusBadGateway)
			return
		}
		user, err := wx.SNS.UserInfo(r.Context(), token.AccessToken, token.OpenID, endpoint.LangZhCN)
		if err != nil {
			http.Error(w, "The login failed.", http.StatusBadGateway)
			return
		}
		fmt.Fprint(w, "hello ", user.Nickname)
	})
	platform.Connect(site)

	fmt.Println(platform.User("alice").Open("/login").Body)
	// Output: hello Alice 爱丽丝
}
