package nontax_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/nontax"
	"github.com/wechatgo/wechatgo/sandbox"
)

// What a notice charges. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	bill, err := wx.NonTax.QueryFee(ctx, nontax.QueryFeeIn{
		AppID: wx.Account().AppID, ServiceID: 123,
		NoticeNo: "440204190185356", DepartmentCode: "002", RegionCode: "440000",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bill.NoticeNo, bill.Fee, "fen")
	// Output: 440204190185356 20000 fen
}
