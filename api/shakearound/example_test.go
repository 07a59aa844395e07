package shakearound_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The page learns who shook a phone near which beacon. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	const fromQuery = "6ab3d8465166598a5f4e8c1b44f44645" // WeChat opens the page with ?ticket=…
	info, err := wx.ShakeAround.ShakeInfo(ctx, fromQuery)
	fmt.Println(info.OpenID, info.PageID, err)
	// Output: oVDmXjp7y8aG2AlBuRpMZTb1-cmA 14211 <nil>
}
