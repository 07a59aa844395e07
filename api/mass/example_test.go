package mass_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A message goes to all followers. Wait says what became of it.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	mux := callback.NewMux()
	callback.On(mux, func(_ context.Context, e *message.MassSendJobFinishEvent) (reply.Reply, error) {
		wx.Mass.Finished(e) // not needed: Wait ends earlier with it, and its result has the numbers
		return nil, nil
	})
	platform.Connect(wx.Callback(mux))
	alice := platform.User("alice")
	alice.Follow()

	sent, err := wx.Mass.ToAll(ctx, mass.Text("Half price today"), mass.WithClientMsgID("offer-2026-12-01"))
	if err != nil {
		log.Fatal(err)
	}
	platform.Clock.Advance(time.Minute) // the sandbox sends when its clock is ahead
	result, err := wx.Mass.Wait(ctx, int64(sent.MsgID))
	if err != nil {
		log.Fatal(err)
	}
	if e := result.Event; e != nil { // nil if Wait found the end by asking
		fmt.Println("sent to", e.SentCount)
	}
	fmt.Println(alice.Chat())
	// Output:
	// sent to 1
	// [system: subscribe account: Half price today]
}
