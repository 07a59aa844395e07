// Command chi is an account's program on chi, whose handlers and middleware are those of net/http.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=… WECHATGO_COOKIE_KEY=…
//	go run ./chi -addr :8080 -public-url https://www.example.com
package main

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/oauth"
)

func main() {
	site.Main(func(s site.Site) site.Server { return site.HTTP(routes(s)) })
}

func routes(s site.Site) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Recoverer)
	r.Handle("/wx", s.Callback)
	r.Handle("/wx/jssdk", s.JSSDK)
	r.Group(func(users chi.Router) {
		users.Use(func(next http.Handler) http.Handler { return s.Login.Require(oauth.Base, next) })
		users.Get("/me", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, site.Greeting(oauth.User(r.Context())))
		})
	})
	return r
}
