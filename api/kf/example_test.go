package kf_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The account writes to a user who wrote to it less than 48 hours ago.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	platform.Connect(wx.Callback(callback.NewMux()))
	alice := platform.User("alice")
	alice.Follow()
	alice.Send("where is my parcel?")

	if err := wx.KF.Send(ctx, alice.OpenID(), kf.Text("it comes tomorrow")); err != nil {
		log.Fatal(err)
	}
	for _, entry := range alice.Chat() {
		fmt.Println(entry)
	}
	// Output:
	// system: subscribe
	// user: where is my parcel?
	// account: it comes tomorrow
}
