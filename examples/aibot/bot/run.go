package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo"
)

// Listening is the message that Run logs when the bot accepts requests.
const Listening = "bot listening"

// Options are what [Run] needs beside the account.
type Options struct {
	Config
	// Addr is the address to listen on, such as "127.0.0.1:8089". The callback is at /wx.
	Addr string
	// Grace is how long Run waits at its end for the answers under way; [DefaultGrace] unless set.
	Grace time.Duration
}

// DefaultGrace is how long [Run] waits for the answers under way, unless [Options] say otherwise. It is below the 30
// seconds after which most supervisors kill a program.
const DefaultGrace = 25 * time.Second

// Run serves the bot with the account in the environment until ctx ends.
func Run(ctx context.Context, o Options) error {
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		return err
	}
	callback, err := New(wx, o.Config)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf(
			"bot: the bot cannot listen: %w: stop the program that listens there, or choose another address with --addr",
			err,
		)
	}
	defer listener.Close()
	web := http.NewServeMux()
	web.Handle("/wx", callback)
	server := &http.Server{
		Handler:           web,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second, // the last push of a message waits for its answer for almost 5 seconds
		IdleTimeout:       time.Minute,
	}
	go putMenu(ctx, wx)
	slog.Info(Listening, "addr", listener.Addr().String(), "model", o.Model, "account", wx.Account())
	if o.Grace == 0 {
		o.Grace = DefaultGrace
	}
	return serve(ctx, listener, wx, server, o.Grace)
}

// serve serves until ctx ends. Then the server takes no more requests, which go to the next instance, and answers those
// that it has, and after it the client finishes the answers under way and sends those that came too late. Both together
// take the time of grace at most.
func serve(
	ctx context.Context, listener net.Listener, wx *wechatgo.Client, server *http.Server, grace time.Duration,
) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	late := server.Shutdown(end)
	if err := wx.Shutdown(end); err != nil {
		slog.Warn("not all answers were finished", "err", err)
	}
	if late != nil {
		return server.Close() // a request that takes too long
	}
	return nil
}

// putMenu creates the menu where the account may have one by the API. All that it does can be written, too.
func putMenu(ctx context.Context, wx *wechatgo.Client) {
	if err := CreateMenu(ctx, wx); err != nil {
		slog.Warn("menu not created: the words “新对话” and “帮助” do the same", "err", err)
		return
	}
	slog.Info("menu created")
}
