package invoice_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/invoice"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A merchant leads the user to the page that authorises an invoice. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	cards, err := wx.Ticket(ctx, "wx_card")
	if err != nil {
		log.Fatal(err)
	}
	page, err := wx.Invoice.AuthURL(ctx, invoice.AuthURLIn{
		PlatformID: "d3JCEfhGLW+q0iGP+o9", OrderID: "1234", Money: 1100, // 11 yuan
		Timestamp: endpoint.At(time.Now()), Source: invoice.SourceWeb,
		RedirectURL: "https://www.example.com/thanks", Ticket: cards, Type: invoice.AuthFill,
	})
	fmt.Println(page.URL, err)
	// Output: http://auth_url <nil>
}
