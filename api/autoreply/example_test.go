package autoreply_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/autoreply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A program that takes over from the console reads the rules that were set there.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	info, err := wx.AutoReply.Get(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("replies to new followers:", bool(info.IsAddFriendReplyOpen))
	for _, rule := range info.Keywords.Rules {
		for _, r := range rule.Replies {
			if text, ok := r.Content.(autoreply.Text); ok {
				fmt.Println(rule.Name, text)
			}
		}
	}
	// Output: replies to new followers: false
}
