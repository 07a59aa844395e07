package scan_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/scan"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A product is imported. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	ticket, err := wx.Scan.Add(ctx, scan.Product{
		PID: "pid001", Title: "礼貌的熊猫先生", Price: &scan.Prices{Min: 2500, Max: 2500}, // 25 yuan
		Link: &scan.Link{Type: scan.LinkMiniProgram, AppID: "wx0123456789abcdee", Path: "pages/index/index"},
	})
	if err != nil {
		log.Fatal(err)
	}
	result, err := wx.Scan.Status(ctx, ticket)
	fmt.Println(result.Succeeded, "of", result.Total, err)
	// Output: 1 of 2 <nil>
}
