package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// listen listens on addr. An error names the flag.
func listen(ctx context.Context, addr, flag string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf(
			"%s is taken: stop the program that listens there, or choose another address with %s",
			addr,
			flag,
		)
	case err != nil:
		return nil, fmt.Errorf(
			"%s %s cannot be listened on: %w; give a free host and port, such as 127.0.0.1:8088",
			flag,
			addr,
			err,
		)
	}
	return l, nil
}

// reachable returns the address under which a browser on this machine reaches l: the host as the user wrote it in addr,
// and the port that l has, also if addr has port 0. Browsers leave out the port 80.
func reachable(addr string, l net.Listener) string {
	host, _, _ := net.SplitHostPort(addr) // addr was valid for listening
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return strings.TrimSuffix(net.JoinHostPort(host, port), ":80")
}

// serve serves h on l until ctx ends. Answers have no time limit (WriteTimeout), since the page's event streams are
// endless; they end with ctx.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if server.Shutdown(grace) != nil {
		return server.Close() // a request is still running
	}
	return nil
}
