package wechatgo_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/store"
)

// startInstances connects two instances with a shared store to the platform, behind a load balancer that sends each
// push to the next instance.
func startInstances(t *testing.T, platform *sandbox.Platform, mux *callback.Mux) (shutdown func(context.Context) error) {
	t.Helper()
	shared := store.NewMemory()
	var clients []*wechatgo.Client
	var handlers []http.Handler
	for range 2 {
		wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithStore(shared))
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, wx)
		handlers = append(handlers, wx.Callback(mux))
	}
	next := make(chan int, 1)
	next <- 0
	platform.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := <-next
		next <- (i + 1) % len(handlers)
		handlers[i].ServeHTTP(w, r)
	}))
	return func(ctx context.Context) error {
		for _, wx := range clients {
			if err := wx.Shutdown(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}

// The platform's pushes of a message reach the two instances in turn. The handler runs once, and its answer is sent
// once: as a reply while the platform still waits, and as a customer-service message after that.
func TestSlowHandlerOnTwoInstances(t *testing.T) {
	t.Parallel()
	for took, via := range map[time.Duration]string{
		time.Second: "reply", 6 * time.Second: "reply", 11 * time.Second: "reply", 20 * time.Second: "kf",
	} {
		t.Run(fmt.Sprint(took), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				platform := sandbox.Start(t)
				runs := 0
				mux := callback.NewMux()
				callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) {
					runs++
					time.Sleep(took)
					return reply.Text("thought about it"), nil
				})
				shutdown := startInstances(t, platform, mux)
				alice := platform.User("alice")
				alice.Follow()
				alice.Send("a hard question")
				if err := shutdown(t.Context()); err != nil {
					t.Fatal(err)
				}
				var answers []string
				for _, e := range alice.Chat() {
					if e.From == "account" || e.Type == "hint" {
						answers = append(answers, e.Via+" "+e.Text)
					}
				}
				if runs != 1 || len(answers) != 1 || answers[0] != via+" thought about it" {
					t.Errorf("%d runs, the phone shows %q", runs, answers)
				}
			})
		})
	}
}
