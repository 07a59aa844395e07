package article_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log"
	"testing/fstest"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A Markdown file with its pictures becomes a draft.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	var leaf bytes.Buffer
	if err := png.Encode(&leaf, image.NewGray(image.Rect(0, 0, 900, 383))); err != nil {
		log.Fatal(err)
	}
	folder := article.Folder{Files: fstest.MapFS{"leaf.png": {Data: leaf.Bytes()}}} // or os.DirFS("post")

	a, err := article.Parse([]byte("# 秋茶\n\n今年的**秋茶**到了。\n\n![茶叶](leaf.png)\n"))
	if err != nil {
		log.Fatal(err)
	}
	ready, err := a.Prepare(ctx, folder) // reads the pictures, checks every limit, sends nothing
	if err != nil {
		log.Fatal(err)
	}
	d, err := ready.Draft(ctx, article.UploadTo(wx.Material)) // uploads the pictures
	if err != nil {
		log.Fatal(err)
	}
	mediaID, err := wx.Draft.Add(ctx, d)
	fmt.Println(d.Title, mediaID != "", err)
	// Output: 秋茶 true <nil>
}

// The text alone, for a newspic or a message.
func ExampleArticle_Text() {
	a, err := article.Parse([]byte("今年的**秋茶**到了，见[菜单](https://www.example.com/menu)。"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Text())
	// Output: 今年的秋茶到了，见菜单 (https://www.example.com/menu)。
}
