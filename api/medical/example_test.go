package medical_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/medical"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A patient reads about an appointment. The sandbox answers with the documented sample.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	err = wx.Medical.SendChannelMsg(ctx, medical.Message{
		Status: 1501001, BusinessID: 150, OpenID: platform.User("alice").OpenID(),
		OrderID: "A20261201", MsgID: "A20261201-1", AppID: wx.Account().AppID,
		Info: &medical.Info{PatientName: "王小明", DoctorName: "李医生", AppointmentTime: "2026-12-01 10:30-11:00"},
	})
	fmt.Println(err)
	// Output: <nil>
}
