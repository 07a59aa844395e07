package ocr_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/api/ocr"
	"github.com/wechatgo/wechatgo/sandbox"
)

// An identity card is read. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	card, err := wx.OCR.IDCard(ctx, img.Picture{URL: "https://www.example.com/card.jpg"}, ocr.Photo)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(card.Side, card.Name, card.ID)
	// Output: Front 张三 123456789012345678
}
