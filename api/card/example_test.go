package card_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/card"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A coupon is made. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	cardID, err := wx.Card.Create(ctx, card.Groupon{
		Common: card.Common{Base: card.BaseInfo{
			LogoURL: "https://mmbiz.qpic.cn/mmbiz/logo/0", BrandName: "微信餐厅", Title: "132元双人火锅套餐",
			CodeType: card.CodeTypeText, Color: "Color010", Notice: "使用时向服务员出示此券", Description: "不可与其他优惠同享",
			DateInfo: card.Days(30, 0), SKU: &card.SKU{Quantity: 500},
		}},
		DealDetail: "以下锅底2选1",
	})
	fmt.Println(cardID, err)
	// Output: p1Pj9jr90_SQRaVqYI239Ka1erkI <nil>
}
