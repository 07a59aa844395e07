package material_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A picture is added to the permanent material, for menus, replies and covers.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 900, 383))); err != nil {
		log.Fatal(err)
	}
	added, err := wx.Material.Add(ctx, material.KindImage, endpoint.File{Name: "cover.png", Content: &picture})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(added.MediaID != "")
	for item, err := range wx.Material.All(ctx, material.KindImage) {
		fmt.Println(item.Name, err)
	}
	// Output:
	// true
	// cover.png <nil>
}
