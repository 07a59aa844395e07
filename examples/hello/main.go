// Command hello is a whole bot for an Official Account on net/http alone: it greets who follows, answers "hello", and
// says what it knows to everything else. Copy it to begin a bot of your own.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=…
//	go run ./examples/hello -addr :8080
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen; the callback is at /wx")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *addr)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run serves the bot of the account in the environment until ctx ends.
func run(ctx context.Context, addr string) error {
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("hello listens at %s, the callback is at /wx", listener.Addr())
	return serve(ctx, wx, listener)
}

// conversation answers what users send and do.
func conversation() *callback.Mux {
	mux := callback.NewMux()
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("欢迎关注！发送 hello 试试。\nWelcome! Send hello."), nil
	})
	mux.Text("hello", func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Text("你好！\nHello!"), nil
	})
	callback.On(mux, func(_ context.Context, m message.Ordinary) (reply.Reply, error) {
		return reply.Text("我只认识 hello，不认识这条 " + m.Type() + " 消息。\nI only know hello."), nil
	})
	return mux
}

// serve serves until ctx ends. Then the server takes no more requests and answers those that it has, and after it the
// client finishes the messages in hand and sends the replies that came too late for their pushes.
func serve(ctx context.Context, wx *wechatgo.Client, listener net.Listener) error {
	web := http.NewServeMux()
	web.Handle("/wx", wx.Callback(conversation()))
	server := &http.Server{
		Handler: web, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, // an answer may take 14 seconds
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return errors.Join(server.Shutdown(grace), wx.Shutdown(grace))
}
