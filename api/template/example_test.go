package template_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A follower reads about an order.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	const shipped = "1uDxHNXwYQfBmXOfPJcjAS3FynHArD8aWMEFNRGSbCc" // wx.Template.List has the ids
	platform.AddTemplate(shipped, "发货提醒", "商品:{{thing1.DATA}}\n金额:{{amount2.DATA}}")
	alice := platform.User("alice")
	alice.Follow()

	_, err = wx.Template.Send(ctx, alice.OpenID(), template.Message{
		TemplateID: shipped,
		URL:        "https://www.example.com/orders/7",
		Data: template.Data{
			"thing1":  keyword.Text("巧克力"),
			"amount2": keyword.Fen(3980),
		},
	})
	fmt.Println(alice.Chat(), err)
	// Output: [system: subscribe account: template 发货提醒] <nil>
}
