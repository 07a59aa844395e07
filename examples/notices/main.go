// Command notices sends a shop's notices: it reads the events of orders, a line of JSON each, and sends a template
// message (模板消息) for a payment and a subscription notice (订阅通知) for a parcel. It says what became of each: sent,
// refused by its user, never to be sent, or waiting for the next day's quota, and later how the delivery ended.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=…
//	go run ./examples/notices -addr :8080 < orders.jsonl
//
// Standard input stands for the queue of the shop's order system: put the client of that queue into the place of
// func events. The callback, at /wx, takes the results.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/wechatgo/wechatgo"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen; the callback is at /wx")
	orderURL := flag.String("order-url", "", "what a notice opens, but for the order's number at its end")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *addr, *orderURL, os.Stdin)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run sends the notices of the account in the environment until ctx ends.
func run(ctx context.Context, addr, orderURL string, in io.Reader) error {
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		return err
	}
	n, err := newNotifier(ctx, wx, orderURL, func(order, news string) { log.Printf("%s: %s", order, news) })
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("notices listens at %s, the callback is at /wx", listener.Addr())
	return n.serve(ctx, listener, in)
}

// serve sends the notices of the events, and takes the results, until ctx ends or no notice can be sent. The end of the
// events is not the end: results come later.
func (n *notifier) serve(ctx context.Context, listener net.Listener, in io.Reader) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	web := http.NewServeMux()
	web.Handle("/wx", n.wx.Callback(n.results()))
	server := &http.Server{
		Handler: web, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
	}
	go func() { end(server.Serve(listener)) }()
	go func() {
		if err := n.sendAll(ctx, in); err != nil {
			end(err)
		}
	}()
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	n.sending <- struct{}{} // the call under way ends first, and what became of it is told
	defer func() { <-n.sending }()
	err := errors.Join(server.Shutdown(grace), n.wx.Shutdown(grace))
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// sendAll sends the notices of all events, one after another.
func (n *notifier) sendAll(ctx context.Context, in io.Reader) error {
	for e, err := range events(in) {
		if err != nil {
			n.report("events", err.Error())
			continue
		}
		if err := n.notify(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
