package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo"
)

// Options say where the demo listens.
type Options struct {
	// Addr is the address to listen on, such as "127.0.0.1:8089".
	Addr string
	// PublicURL is where WeChat reaches it; empty means http:// and Addr.
	PublicURL string
	// VerifyFiles are the names of the account's MP_verify_*.txt files.
	VerifyFiles []string
}

// Run serves the demo with the account in the environment until ctx ends.
func Run(ctx context.Context, o Options) error {
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		return err
	}
	if o.PublicURL == "" {
		o.PublicURL = "http://" + o.Addr
	}
	o.PublicURL = strings.TrimSuffix(o.PublicURL, "/")
	handler, err := New(wx, Config{PublicURL: o.PublicURL, VerifyFiles: o.VerifyFiles, CookieKey: cookieKey()})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("the demo cannot listen: %w", err)
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
	}
	slog.Info("demo listening", "addr", listener.Addr().String(), "account", wx.Account())
	go keepMenu(ctx, wx, o.PublicURL)
	return serve(ctx, server, listener)
}

// serve serves until ctx ends, and lets the requests under way finish.
func serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(grace)
}

// keepMenu creates the menu, and tries again while the platform is away.
func keepMenu(ctx context.Context, wx *wechatgo.Client, publicURL string) {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		err := CreateMenu(ctx, wx, publicURL)
		if err == nil {
			slog.Info("menu created")
			return
		}
		slog.Warn("menu not created", "err", err, "again in", pause)
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// cookieKey returns the secret of WECHATGO_COOKIE_KEY, or a new one, with
// which logins end when the program does.
func cookieKey() []byte {
	if key := os.Getenv("WECHATGO_COOKIE_KEY"); key != "" {
		return []byte(key)
	}
	return []byte(rand.Text() + rand.Text())
}
