package base_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
)

// How many calls of an endpoint are left today?
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	if _, err := wx.Base.CallbackIPs(ctx); err != nil {
		log.Fatal(err)
	}
	quota, err := wx.Base.Quota(ctx, "/cgi-bin/getcallbackip")
	fmt.Println(quota.Quota.Used, quota.Quota.Remain, err)
	// Output: 1 4999 <nil>
}
