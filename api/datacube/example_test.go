package datacube_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The growth of the last month is added up.
func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()

	platform.User("alice").Follow()
	platform.Clock.Advance(48 * time.Hour) // a day's figures are ready on the next day at 8:00

	statistics := wx.DataCube.WithClock(platform.Clock.Now) // a real program leaves WithClock out
	until := statistics.Latest()
	growth, err := statistics.UserSummary(ctx, until.Add(-29), until)
	if err != nil {
		log.Fatal(err)
	}
	var gained, lost endpoint.Number
	for _, row := range growth.Rows { // a row for each day and each way of following
		gained += row.NewUser
		lost += row.CancelUser
	}
	fmt.Println(gained, "came,", lost, "left")
	// Output: 1 came, 0 left
}
