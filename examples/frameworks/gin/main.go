// Command gin is an account's program on gin.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=… WECHATGO_COOKIE_KEY=…
//	go run ./gin -addr :8080 -public-url https://www.example.com
package main

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/oauth"
)

func main() {
	gin.SetMode(gin.ReleaseMode)
	site.Main(func(s site.Site) site.Server { return site.HTTP(routes(s)) })
}

func routes(s site.Site) http.Handler {
	router := gin.New()
	router.Use(gin.Recovery())
	router.Any("/wx", gin.WrapH(s.Callback))
	router.Any("/wx/jssdk", gin.WrapH(s.JSSDK))

	users := router.Group("/", wrap(func(next http.Handler) http.Handler { return s.Login.Require(oauth.Base, next) }))
	users.GET("/me", func(c *gin.Context) {
		c.String(http.StatusOK, site.Greeting(oauth.User(c.Request.Context())))
	})
	return router
}
