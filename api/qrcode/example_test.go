package qrcode_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A poster has a code with a scene, and the callback hears of everybody who scans it.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	mux := callback.NewMux()
	mux.Scene("poster", func(context.Context, message.SceneEvent) (reply.Reply, error) {
		return reply.Text("you come from the poster"), nil
	})
	platform.Connect(wx.Callback(mux))

	code, err := wx.QRCode.TemporaryString(ctx, "poster", 30*24*time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(code.Life())

	fmt.Println(platform.User("alice").ScanTicket(code.Ticket)) // alice follows by the code
	// Output:
	// 720h0m0s
	// [account: you come from the poster]
}
