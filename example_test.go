package wechatgo_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A bot that answers a word and a button of its menu.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()

	// With a real account: wechatgo.New(wechatgo.Account{}), and the values in WECHAT_APPID, WECHAT_SECRET, …
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	mux := callback.NewMux()
	mux.Text("hello", func(ctx context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("hello"), nil
	})
	mux.MenuKey("TODAY", func(ctx context.Context, e message.MenuEvent) (reply.Reply, error) {
		return reply.Text("dumplings"), nil
	})
	site := http.NewServeMux()
	site.Handle("/wx", wx.Callback(mux))
	platform.Connect(site) // a real program listens here, with an http.Server

	err = wx.Menu.Replace(context.Background(), menu.Menu{Buttons: []menu.Button{menu.Click("Today", "TODAY")}})
	if err != nil {
		log.Fatal(err)
	}

	alice := platform.User("alice")
	alice.Follow()
	fmt.Println(alice.Send("hello"))
	fmt.Println(alice.Click("TODAY"))
	// Output:
	// [account: hello]
	// [account: dumplings]
}

// A page that knows its user.
func ExampleClient_Login() {
	platform := sandbox.New(sandbox.Config{})
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	login := wx.Login(oauth.Config{CookieKey: []byte("32 bytes or more, and a secret of your own")})

	site := http.NewServeMux()
	site.Handle("/wx", wx.Callback(callback.NewMux()))
	site.Handle("/me", login.Require(oauth.UserInfo, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "hello ", oauth.User(r.Context()).Nickname)
	})))
	platform.Connect(site)

	fmt.Println(platform.User("alice").Open("/me").Body)
	// Output: hello Alice 爱丽丝
}
