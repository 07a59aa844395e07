package site

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
)

// Server is an HTTP server, such as an [http.Server].
type Server interface {
	// Serve takes the requests of a listener until Shutdown.
	Serve(net.Listener) error
	// Shutdown takes no more requests, and returns when those that are there have been answered.
	Shutdown(context.Context) error
}

// HTTP returns the server of a handler.
func HTTP(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, // an answer may take 14 seconds
	}
}

// Main is the main function of a program, which has the given server. The account is in the environment.
func Main(server func(Site) Server) {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen; the callback is at /wx")
	publicURL := flag.String("public-url", "http://127.0.0.1:8080", "where WeChat reaches the pages")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *addr, *publicURL, server)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, addr, publicURL string, server func(Site) Server) error {
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		return err
	}
	s, err := New(wx, publicURL)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("listening at %s, the callback is at /wx", listener.Addr())
	return Serve(ctx, listener, wx, server(s))
}

// Serve serves until ctx ends. Then the server takes no more requests and answers those that it has, and after it the
// client finishes the messages in hand.
func Serve(ctx context.Context, l net.Listener, wx *wechatgo.Client, server Server) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return errors.Join(server.Shutdown(grace), wx.Shutdown(grace))
}
