package marketcode_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/marketcode"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Codes for products are ordered, and one is activated. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	id, err := wx.MarketCode.Apply(ctx, 50_000, "summer-2026")
	if err != nil {
		log.Fatal(err)
	}
	order, err := wx.MarketCode.Application(ctx, id) // ask until its status is StatusFinish
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.Status == marketcode.StatusFinish, order.Ranges)
	// Output: true [{0 49999}]
}
