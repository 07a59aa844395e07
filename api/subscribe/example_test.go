package subscribe_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A user has agreed to one notice, and gets it.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	const reservation = "qxbsZq8KiAL8l0ZxXoJ4zYdCqVNZWyIPJxVGLzVkEDw"
	platform.AddNoticeTemplate(reservation, "预约提醒", "预约:{{thing1.DATA}}\n时间:{{time2.DATA}}", false)
	alice := platform.User("alice")
	alice.AnswerPopup([]string{reservation}, nil) // the pop-up of a page asked her

	err = wx.Subscribe.Send(ctx, alice.OpenID(), subscribe.Message{
		TemplateID: reservation,
		Page:       "https://www.example.com/tables/7",
		Data: subscribe.Data{
			"thing1": keyword.Text("靠窗的桌子"),
			"time2":  keyword.Time(time.Date(2026, 12, 1, 10, 30, 0, 0, time.UTC)),
		},
	})
	fmt.Println(alice.Chat(), err)
	// Output: [account: template 预约提醒] <nil>
}
