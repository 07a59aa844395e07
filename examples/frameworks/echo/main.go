// Command echo is an account's program on echo.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=… WECHATGO_COOKIE_KEY=…
//	go run ./echo -addr :8080 -public-url https://www.example.com
package main

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/oauth"
)

func main() {
	site.Main(func(s site.Site) site.Server { return site.HTTP(routes(s)) })
}

func routes(s site.Site) http.Handler {
	e := echo.New()
	e.Use(middleware.Recover())
	e.Any("/wx", echo.WrapHandler(s.Callback))
	e.Any("/wx/jssdk", echo.WrapHandler(s.JSSDK))

	login := echo.WrapMiddleware(func(next http.Handler) http.Handler { return s.Login.Require(oauth.Base, next) })
	e.GET("/me", func(c echo.Context) error {
		return c.String(http.StatusOK, site.Greeting(oauth.User(c.Request().Context())))
	}, login)
	return e
}
