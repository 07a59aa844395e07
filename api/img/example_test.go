package img_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The codes in a picture are read. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	codes, err := wx.Img.Codes(ctx, img.Picture{URL: "https://www.example.com/poster.jpg"})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range codes.Codes {
		fmt.Println(c.Type, c.Data)
	}
	// Output: QR_CODE https://www.qq.com
}
