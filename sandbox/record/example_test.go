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

	show := func(e record.Entry) { fmt.Println(e.From, e.Via, e.Text) }
	for _, entry := range alice.Send("hello") {
		show(entry)
	}
	trace := func(x record.Exchange) { fmt.Println(x.Kind, x.OK, x.Outcome) }
	for _, exchange := range platform.Exchanges() {
		trace(exchange)
	}
	// Output:
	// account reply hello
	// handshake true success
	// push true success
	// push true replied
}
