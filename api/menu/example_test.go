package menu_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The menu is set whenever the program starts, and a press on one of its buttons is answered.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	mux := callback.NewMux()
	mux.MenuKey("TODAY", func(context.Context, message.MenuEvent) (reply.Reply, error) {
		return reply.Text("荠菜馄饨"), nil
	})
	platform.Connect(wx.Callback(mux))

	err = wx.Menu.Replace(ctx, menu.Menu{Buttons: []menu.Button{
		menu.Click("今日菜单", "TODAY"),
		menu.Sub("更多",
			menu.View("网站", "https://www.example.com/"),
			menu.ScanCodeWaitMsg("扫码", "SCAN"),
		),
	}})
	if err != nil {
		log.Fatal(err)
	}

	alice := platform.User("alice")
	alice.Follow()
	fmt.Println(alice.Click("TODAY"))
	// Output: [account: 荠菜馄饨]
}
