package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/sandbox"
)

// runWithPage lives the day in a sandbox whose page is served at an address until ctx ends. An address without a host,
// such as ":8088", is one of this machine alone: whoever reaches the page holds the phones.
func runWithPage(ctx context.Context, address string, out io.Writer) error {
	if strings.HasPrefix(address, ":") {
		address = "127.0.0.1" + address
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	t := newTown(sandbox.Config{Base: "http://" + listener.Addr().String()})
	defer t.close()
	server := &http.Server{
		Handler: t.wechat, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: time.Minute, // the page opens its stream of events anew
	}
	defer server.Close()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	fmt.Fprintf(out, "The phones · 手机: %s\n", t.wechat.URL())
	if err := open(ctx, t, out); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nThe page stays until Ctrl-C · 页面保留到按下 Ctrl-C: %s\n", t.wechat.URL())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}
