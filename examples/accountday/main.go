// Command accountday lives a day of an Official Account: it publishes an article, answers its comments, tags followers,
// sends them messages, serves one of them by an agent, exports the followers, and reads the figures on the next morning.
//
//	go run ./examples/accountday
//	go run ./examples/accountday -page 127.0.0.1:8088
//
// It needs no account and no network: the day happens in a sandbox of its own, on the sandbox's clock, and takes a few
// seconds. With -page the sandbox's page shows the phones and every exchange. What an account's program does is package
// shop, to copy from; day.go is the order of the day, and town.go what only a sandbox has: the people, and a clock that
// can be set ahead.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/examples/accountday/shop"
	"github.com/wechatgo/wechatgo/sandbox"
)

func main() {
	page := flag.String("page", "", "where to serve the sandbox's page, such as 127.0.0.1:8088, until Ctrl-C")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *page, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "accountday:", err)
		os.Exit(1)
	}
}

// run lives the day in a sandbox of its own, unless the environment has an account. With an address for the page it
// serves the page, and ends when ctx does.
func run(ctx context.Context, page string, out io.Writer) error {
	if err := refuseAccount(os.Getenv); err != nil {
		return err
	}
	if page != "" {
		return runWithPage(ctx, page, out)
	}
	t := newTown(sandbox.Config{})
	defer t.close()
	return open(ctx, t, out)
}

// open connects the account's program to the town's WeChat and lives the day, which takes a few seconds and may take a
// minute.
func open(ctx context.Context, t *town, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	// The client reaches nothing but the sandbox. A program for a real account passes wechatgo.Account{} alone, and has
	// its secrets in the environment: WECHAT_APPID, WECHAT_SECRET, WECHAT_TOKEN and WECHAT_ENCODING_AES_KEY.
	wx, err := wechatgo.New(t.wechat.Account(),
		wechatgo.WithHTTPClient(t.wechat.Client()), wechatgo.WithBaseURL(t.wechat.URL()))
	if err != nil {
		return err
	}
	s := shop.New(wx, t.wechat.Clock.Now, out)
	if h := t.wechat.Connect(s.Callback()); !h.OK {
		return fmt.Errorf("the callback does not answer the sandbox: %v", h.Problem)
	}
	err = live(ctx, t, s)
	// The handlers of the last events end before the program does.
	if shutdown := wx.Shutdown(ctx); err == nil {
		err = shutdown
	}
	return err
}
