package ticket_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A ticket for wx.config. Package credential keeps it: see also the Ticket method of the root package.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	t, err := ticket.New(wx.Endpoint()).Get(ctx, ticket.JSAPI)
	fmt.Println(t.Ticket != "", t.ExpiresIn, err)
	// Output: true 7200 <nil>
}
