package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/health"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// instance is one of the bot's processes.
type instance struct {
	name    string
	wx      *wechatgo.Client
	webhook *callback.Server
	leaving atomic.Bool // the instance has been told to end
}

// newInstance returns an instance. What the instances share is in the store of the client (wechatgo.WithStore).
func newInstance(name string, wx *wechatgo.Client) *instance {
	return &instance{name: name, wx: wx, webhook: wx.Callback(conversation(name), callback.WithLateLimit(lateLimit))}
}

// visits counts a user's messages. It is kept in the shared store, so a dialogue goes on wherever its next message comes.
var visits = callback.NewSession[int]("visits", 24*time.Hour)

// conversation answers what users send to an instance of this name.
func conversation(name string) *callback.Mux {
	mux := callback.NewMux()
	count := func(ctx context.Context) (reply.Reply, error) {
		n := 0
		err := visits.Update(ctx, func(visits *int) error { *visits++; n = *visits; return nil })
		if err != nil {
			return nil, err
		}
		return reply.Text(fmt.Sprintf("第 %d 条消息，由 %s 回答。\nMessage %d, answered by %s.", n, name, n, name)), nil
	}
	// Slow work. The platform hangs up after five seconds and pushes again, perhaps to another instance: the work is
	// done once, and the push that waits for it gets the answer.
	mux.Text("slow", func(ctx context.Context, _ *message.Text) (reply.Reply, error) {
		select {
		case <-time.After(7 * time.Second):
			return count(ctx)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	callback.On(mux, func(ctx context.Context, _ message.Ordinary) (reply.Reply, error) { return count(ctx) })
	return mux
}

// handler has the callback, and the answers to the probes of the balancer.
func (i *instance) handler() http.Handler {
	web := http.NewServeMux()
	web.Handle("/wx", i.webhook)
	web.Handle("/healthz", health.Live(health.Callback(i.webhook)))
	// The token and Redis are no reasons to get no pushes: replies need no token, and an instance serves without
	// Redis. All instances would leave together.
	web.Handle("/readyz", health.Ready(health.Callback(i.webhook), health.Check{Name: "staying", Run: i.staying}))
	return web
}

// staying is the check of readiness that fails when the instance has been told to end.
func (i *instance) staying(context.Context) error {
	if i.leaving.Load() {
		return errors.New("the instance ends")
	}
	return nil
}
