package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Listening is the message that Run logs when the demo accepts requests.
const Listening = "demo listening"

// EnvCookieKey names the environment variable with the secret that keeps logins valid over restarts: 32 characters or
// more. Without it logins end when the program ends.
const EnvCookieKey = "WECHATGO_COOKIE_KEY"

// Options are the addresses of the demo and the names of its domain files.
type Options struct {
	// Addr is the address to listen on, such as "127.0.0.1:8089".
	Addr string
	// PublicURL is the address at which WeChat reaches the demo, without a path; empty means http:// and Addr, which
	// then needs a host.
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
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf(
			"app: the demo cannot listen: %w: stop the program that listens there, or choose another address with --addr",
			err,
		)
	}
	defer listener.Close()
	publicURL, err := o.publicURL(listener.Addr())
	if err != nil {
		return err
	}
	handler, err := New(wx, Config{PublicURL: publicURL, VerifyFiles: o.VerifyFiles, CookieKey: cookieKey()})
	if err != nil {
		return err
	}
	putMenu(ctx, wx, publicURL)
	slog.Info(Listening, "addr", listener.Addr().String(), "url", publicURL, "account", wx.Account())
	return serve(ctx, listener, wx, &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
	})
}

func (o Options) publicURL(listening net.Addr) (string, error) {
	if o.PublicURL != "" {
		return strings.TrimSuffix(o.PublicURL, "/"), nil
	}
	if at, ok := listening.(*net.TCPAddr); ok && at.IP.IsUnspecified() {
		return "", fmt.Errorf(
			"app: the public URL is empty, and the address %s has no host: give the address that WeChat reaches, such as https://www.example.com",
			o.Addr,
		)
	}
	return "http://" + listening.String(), nil
}

// serve serves until ctx ends. Then the server takes no more requests and answers those that it has, and after it the
// client finishes the messages in hand and sends the late replies.
func serve(ctx context.Context, listener net.Listener, wx *wechatgo.Client, server *http.Server) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	late := server.Shutdown(grace)
	if err := wx.Shutdown(grace); err != nil {
		slog.Warn("not all messages were finished", "err", err)
	}
	if late != nil {
		return server.Close() // a request that takes too long
	}
	return nil
}

// putMenu creates the menu. If the platform cannot be reached it retries in the background. If the platform refuses the
// menu it does not retry, because the result would be the same.
func putMenu(ctx context.Context, wx *wechatgo.Client, publicURL string) {
	const patience = 5 * time.Second
	try := func() (done bool) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		err := CreateMenu(ctx, wx, publicURL)
		if err == nil {
			slog.Info("menu created")
			return true
		}
		slog.Warn("menu not created", "err", err)
		_, refused := errors.AsType[*endpoint.Error](err)
		return refused
	}
	if try() {
		return
	}
	go func() {
		for pause := time.Second; ; pause = min(2*pause, time.Minute) {
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
			if try() {
				return
			}
		}
	}()
}

func cookieKey() []byte {
	if key := os.Getenv(EnvCookieKey); key != "" {
		return []byte(key)
	}
	return []byte(rand.Text() + rand.Text())
}
