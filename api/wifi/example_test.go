package wifi_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The stores with Wi-Fi are listed. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	for shop, err := range wx.WiFi.All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(shop.ShopID, shop.Name, shop.SSIDs)
	}
	// Output: 429620 南山店 [WX567 WX123]
}
