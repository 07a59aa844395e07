package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// handler has the callback of each account under its path.
func handler(clients []client) http.Handler {
	web := http.NewServeMux()
	for _, c := range clients {
		web.Handle(c.path(), c.wx.Callback(c.conversation()))
	}
	return web
}

// serve serves until ctx ends. Then the server takes no more requests and answers those that it has, and after it each
// client finishes its messages.
func serve(ctx context.Context, clients []client, listener net.Listener) error {
	server := &http.Server{
		Handler: handler(clients), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
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
	err := server.Shutdown(grace)
	// One after another in one time: a client without messages is done at once.
	for _, c := range clients {
		err = errors.Join(err, c.wx.Shutdown(grace))
	}
	return err
}
