package draft_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/sandbox"
)

// An article is put into the box of drafts and read again.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	cover := platform.AddMedia("image", "image/png", nil) // wx.Material.Add uploads a picture of your own
	mediaID, err := wx.Draft.Add(ctx, draft.Article{
		Title: "春天的菜单", Content: "<p>荠菜馄饨</p>", ThumbMediaID: cover,
	})
	if err != nil {
		log.Fatal(err)
	}
	d, err := wx.Draft.Get(ctx, mediaID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.Articles[0].Title, d.Articles[0].Content)
	// Output: 春天的菜单 <p>荠菜馄饨</p>
}
