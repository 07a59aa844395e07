package ai_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/ai"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A text is translated. Of speech, Service.Recognize makes a text.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	english, err := wx.AI.Translate(ctx, "你好", ai.ZhCN, ai.EnUS)
	fmt.Println(english, err)
	// Output: Hello <nil>
}
