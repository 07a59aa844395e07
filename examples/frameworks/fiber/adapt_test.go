package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/sitetest"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The handler does not see that the platform hangs up after five seconds, and the message has one run and one answer all
// the same: the callback gives no answer to a push that is older than that.
func TestHangUpsAreNotSeen(t *testing.T) {
	for name, takes := range map[string]time.Duration{
		"second push": 7 * time.Second, "third push": 12 * time.Second, "none": 20 * time.Second,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				platform := sandbox.Start(t)
				wx, err := wechatgo.New(platform.Account(),
					wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
				if err != nil {
					t.Fatal(err)
				}
				runs := 0
				mux := callback.NewMux()
				callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) {
					runs++ // one message is one run, so nothing else is here
					time.Sleep(takes)
					return reply.Text("the answer"), nil
				})
				app := fiber.New()
				app.All("/wx", adapt(wx.Callback(mux)))
				platform.Connect(adaptor.FiberApp(app), sandbox.WithCallbackPath("/wx"))
				alice := platform.User("alice")
				alice.Follow()
				alice.Send("hello")
				time.Sleep(time.Minute)

				via := "reply"
				if takes > 15*time.Second {
					via = "kf"
				}
				var answers []sandbox.Entry
				for _, e := range alice.Chat() {
					if e.Text == "the answer" {
						answers = append(answers, e)
					}
				}
				if runs != 1 || len(answers) != 1 || answers[0].Via != via {
					t.Errorf("%d runs; the phone shows %v, want one answer by %s", runs, answers, via)
				}
			})
		})
	}
}

// What a handler that runs on finds in its context is not another user's request, which fasthttp reads into the same
// memory on the same connection.
func TestNothingOfAnotherRequest(t *testing.T) {
	look, found := make(chan struct{}), make(chan any)
	mux := callback.NewMux()
	mux.Text("later", func(context.Context, *message.Text) (reply.Reply, error) {
		return callback.Later(func(ctx context.Context) (reply.Reply, error) {
			<-look
			found <- ctx.Value("openid")
			return reply.Nothing{}, nil
		}), nil
	})
	var openID any
	mux.Text("look", func(context.Context, *message.Text) (reply.Reply, error) {
		close(look) // while this request is there
		openID = <-found
		return reply.Text("done"), nil
	})
	platform, _ := sitetest.Start(t, func(s site.Site) site.Server {
		app := fiber.New(fiber.Config{DisableStartupMessage: true})
		app.All("/wx", func(c *fiber.Ctx) error {
			c.Locals("openid", c.Query("openid"))
			return c.Next()
		}, adapt(s.Callback))
		return server{app}
	}, mux)
	alice, bob := platform.User("alice"), platform.User("bob")
	alice.Follow()
	bob.Follow()
	alice.Send("later")
	if got := bob.Send("look"); len(got) != 1 {
		t.Fatalf("bob's phone shows %v", got)
	}
	if openID != nil && openID != alice.OpenID() {
		t.Errorf("the handler of alice's message finds %v in its context; bob is %s", openID, bob.OpenID())
	}
}
