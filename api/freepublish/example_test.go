package freepublish_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A draft is published. Wait returns when the platform has done it.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	mux := callback.NewMux()
	callback.On(mux, func(_ context.Context, e *message.PublishJobFinishEvent) (reply.Reply, error) {
		wx.FreePublish.Finished(e) // not needed: Wait ends earlier with it
		return nil, nil
	})
	platform.Connect(wx.Callback(mux))

	cover := platform.AddMedia("image", "image/png", nil)
	mediaID, err := wx.Draft.Add(ctx, draft.Article{Title: "春天的菜单", Content: "<p>荠菜馄饨</p>", ThumbMediaID: cover})
	if err != nil {
		log.Fatal(err)
	}
	job, err := wx.FreePublish.Submit(ctx, mediaID)
	if err != nil {
		log.Fatal(err)
	}
	platform.Clock.Advance(time.Minute) // the sandbox publishes when its clock is ahead
	publication, err := wx.FreePublish.Wait(ctx, job.PublishID)
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range publication.Articles() {
		page := platform.User("alice").Open(a.URL)
		fmt.Println(page.Status, strings.Contains(page.Body, "荠菜馄饨"))
	}
	// Output: 200 true
}
