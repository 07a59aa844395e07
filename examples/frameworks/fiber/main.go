// Command fiber is an account's program on Fiber.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=… WECHATGO_COOKIE_KEY=…
//	go run ./fiber -addr :8080 -public-url https://www.example.com
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/oauth"
)

func main() {
	site.Main(func(s site.Site) site.Server { return server{newApp(s)} })
}

func newApp(s site.Site) *fiber.App {
	app := fiber.New(fiber.Config{
		DisableStartupMessage: true,
		// Fiber reads a body whole before a handler runs. Leave StreamRequestBody off: the adaptor would read what is
		// beyond this bound.
		BodyLimit:   int(callback.DefaultMaxBody),
		ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
		ErrorHandler: refuse,
	})
	app.Use(recover.New())
	app.All("/wx", adapt(s.Callback))
	app.All("/wx/jssdk", adapt(s.JSSDK))
	app.Get("/me", adapt(s.Login.Require(oauth.Base, http.HandlerFunc(me))))
	return app
}

// refuse answers a request whose handler has failed. Fiber's own would show the user the text of a panic.
func refuse(c *fiber.Ctx, err error) error {
	if known := new(fiber.Error); errors.As(err, &known) { // such as 404
		return fiber.DefaultErrorHandler(c, err)
	}
	log.Printf("%s %s: %v", c.Method(), c.Path(), err)
	return fiber.DefaultErrorHandler(c, fiber.ErrInternalServerError)
}

// me is a page behind the login: a handler of net/http, as the login is.
func me(w http.ResponseWriter, r *http.Request) {
	fmt.Fprint(w, site.Greeting(oauth.User(r.Context())))
}

// server is an app as the server of a site.
type server struct{ app *fiber.App }

// Serve takes the requests of l until Shutdown.
func (s server) Serve(l net.Listener) error { return s.app.Listener(l) }

// Shutdown waits for the requests that are there.
func (s server) Shutdown(ctx context.Context) error { return s.app.ShutdownWithContext(ctx) }
