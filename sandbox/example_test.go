package sandbox_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// newBot is the program under test. It does not know the sandbox.
func newBot(a account.Account) (http.Handler, error) {
	mux := callback.NewMux()
	mux.Text("hello", func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Text("hello"), nil
	})
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("welcome"), nil
	})
	return callback.New(a, mux)
}

// In a test, sandbox.Start(t) replaces New and Close, and a failed handshake in Connect ends the test.
func Example() {
	platform := sandbox.New(sandbox.Config{})
	defer platform.Close()

	app, err := newBot(platform.Account())
	if err != nil {
		fmt.Println(err)
		return
	}
	if h := platform.Connect(app); !h.OK {
		fmt.Println(h.Problem)
		return
	}

	alice := platform.User("alice")
	fmt.Println(alice.Follow())
	fmt.Println(alice.Send("hello"))
	// Output:
	// [account: welcome]
	// [account: hello]
}
