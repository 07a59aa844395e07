package scanlogin_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// A site with a login by QR code: the page with the code, a page behind it, and the callback.
func Example() {
	wx, err := wechatgo.New(wechatgo.Account{
		AppID: "wx0123456789abcdef", Secret: "0123456789abcdef0123456789abcdef", Token: "sandboxtoken", Mode: wechatgo.Plain,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	scan := wx.ScanLogin(scanlogin.Config{
		Name:  "我的小店",
		Login: wx.Login(oauth.Config{CookieKey: []byte("32 secret random bytes, or more of them")}),
		Accept: func(r *http.Request, id oauth.Identity) error {
			return nil // link id to the account that the site's own session in r names, or refuse it with an error
		},
	})
	mux := callback.NewMux()
	mux.Use(scan.Events)

	site := http.NewServeMux()
	site.Handle("/wx", wx.Callback(mux))
	site.Handle(scanlogin.DefaultPath, scan)
	site.Handle("/me", scan.Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "your OpenID is", oauth.User(r.Context()).OpenID)
	})))
	fmt.Println("visitors log in at", scanlogin.DefaultPath)
	// Output: visitors log in at /scanlogin/
}

// A text goes to the program unless it answers the question of a login.
func ExampleLogin_Events() {
	wx, err := wechatgo.New(wechatgo.Account{
		AppID: "wx0123456789abcdef", Secret: "0123456789abcdef0123456789abcdef", Token: "sandboxtoken", Mode: wechatgo.Plain,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	scan := wx.ScanLogin(scanlogin.Config{
		Name: "我的小店", Login: wx.Login(oauth.Config{CookieKey: []byte(strings.Repeat("k", 32))}),
	})
	mux := callback.NewMux()
	mux.Use(scan.Events)
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("got " + m.Content), nil
	})
	fmt.Println(mux.Handle(context.Background(), &message.Text{Content: "42"}))
	// Output: got 42 <nil>
}
