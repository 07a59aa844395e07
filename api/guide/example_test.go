package guide_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/guide"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A guide gets a customer. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	anna := guide.Account("anna_wx")
	if err := wx.Guide.Add(ctx, guide.Profile{ID: anna, Nickname: "Anna"}); err != nil {
		log.Fatal(err)
	}
	results, err := wx.Guide.AddBuyers(ctx, anna, guide.Buyer{OpenID: platform.User("alice").OpenID()})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Println(r.OpenID, int(r.Code))
	}
	// Output:
	// x 0
	// y 40003
}
