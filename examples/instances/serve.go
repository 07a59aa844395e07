package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// The times of an instance. Whoever ends it gives it drainTime + graceTime and some seconds: docs/deploy has that as
// stop_grace_period and terminationGracePeriodSeconds.
const (
	// lateLimit is how long a handler may take: less than callback.DefaultLateLimit, since an instance that ends waits
	// for its handlers.
	lateLimit = time.Minute
	// drainTime is how long an instance goes on after it has been told to end. The balancer asks /readyz every two
	// seconds and sends nothing more after two failures; an answer is up to a second old (health.Fresh).
	drainTime = 8 * time.Second
	// graceTime is how long the messages in hand get after that: a handler's time, and 30 seconds to send its reply.
	graceTime = lateLimit + 30*time.Second
)

// serve serves until ctx ends, and then leaves in three steps: the balancer is told, while requests are still served;
// the server takes no more requests and answers those that it has; the client finishes the messages in hand.
func (i *instance) serve(ctx context.Context, listener net.Listener, drain time.Duration) error {
	server := &http.Server{
		Handler: i.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, // an answer may take 14 seconds
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	i.leaving.Store(true)
	server.SetKeepAlivesEnabled(false) // the balancer's connections end with their next answers
	select {
	case err := <-failed:
		return err
	case <-time.After(drain):
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	return errors.Join(server.Shutdown(grace), i.wx.Shutdown(grace))
}
