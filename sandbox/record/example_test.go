package record_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// What a phone shows, and what was exchanged because of it.
func Example() {
	platform := sandbox.New(sandbox.Config{})
	defer platform.Close()
	mux := callback.NewMux()
	mux.Text("hello", func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Text("hello"), nil
	})
	app, err := callback.New(platform.Account(), mux)
	if err != nil {
		log.Fatal(err)
	}
	platform.Connect(app)

	alice := platform.User("alice")
	alice.Follow()

	var shown []record.Entry = alice.Send("hello")
	for _, entry := range shown {
		fmt.Println(entry.From, entry.Via, entry.Text)
	}
	var exchanged []record.Exchange = platform.Exchanges()
	for _, x := range exchanged {
		fmt.Println(x.Kind, x.OK, x.Outcome)
	}
	// Output:
	// account reply hello
	// handshake true success
	// push true success
	// push true replied
}
