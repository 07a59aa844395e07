package store_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/store"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A place on the map becomes a store. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	places, err := wx.Store.SearchMapPOI(ctx, "440105", "咖啡")
	if err != nil {
		log.Fatal(err)
	}
	auditID, err := wx.Store.Add(ctx, store.Addition{
		MapPOIID: places[0].ID, Pictures: store.Pictures{"https://www.example.com/shop.jpg"},
		ContractPhone: "020-12345678", Hour: "10:00-21:00", Credential: "22883878-0",
	})
	fmt.Println(places[0].BranchName, auditID, err)
	// Output: X-MAX工厂 111 <nil>
}
