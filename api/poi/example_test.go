package poi_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/poi"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A store is added. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	poiID, err := wx.POI.Add(ctx, poi.Store{
		Name: "麦当劳", Branch: "艺苑路店", Province: "广东省", City: "广州市", District: "海珠区", Address: "艺苑路11号",
		Categories: []string{"美食,小吃快餐"}, Offset: poi.OffsetTencent, Longitude: 113.32, Latitude: 23.09,
		Details: poi.Details{SID: "33788392", Telephone: "020-12345678"},
	})
	fmt.Println(poiID, err)
	// Output: 271262077 <nil>
}
