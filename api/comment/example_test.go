package comment_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Every comment on an article is elected, so that all readers see it, and answered.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	cover := platform.AddMedia("image", "image/png", nil)
	mediaID, err := wx.Draft.Add(ctx, draft.Article{
		Title: "春天的菜单", Content: "<p>…</p>", ThumbMediaID: cover, NeedOpenComment: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	job, err := wx.FreePublish.Submit(ctx, mediaID)
	if err != nil {
		log.Fatal(err)
	}
	platform.Clock.Advance(time.Minute) // the platform publishes some time after the call
	publication, err := wx.FreePublish.Get(ctx, job.PublishID)
	if err != nil {
		log.Fatal(err)
	}
	alice := platform.User("alice")
	alice.Comment(publication.Articles()[0].URL, "好吃")

	article := comment.Article{MsgDataID: endpoint.Number(job.MsgDataID)}
	for c, err := range wx.Comment.List(ctx, article, comment.All) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(c.Content)
		if err := wx.Comment.Elect(ctx, article, int64(c.ID)); err != nil {
			log.Fatal(err)
		}
		if err := wx.Comment.Reply(ctx, article, int64(c.ID), "谢谢"); err != nil {
			log.Fatal(err)
		}
	}
	// Output: 好吃
}
