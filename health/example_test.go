package health_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/health"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/store"
)

func Example() {
	platform := sandbox.New(sandbox.Config{}) // a local WeChat
	defer platform.Close()

	shared := store.NewMemory() // redisstore.New(client) where there are several instances
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithStore(shared))
	if err != nil {
		log.Fatal(err)
	}
	webhook := wx.Callback(callback.NewMux())

	mux := http.NewServeMux()
	mux.Handle("/wx", webhook)
	mux.Handle("/healthz", health.Live(health.Callback(webhook)))
	mux.Handle("/readyz", health.Ready(
		health.Tokens(wx), health.Callback(webhook), health.Store(shared),
		health.Check{Name: "database", Run: func(ctx context.Context) error { return nil }},
	))

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	fmt.Println(w.Code, w.Body)
	// Output: 200 {"status":"ok","checks":{"callback":"ok","database":"ok","store":"ok","token":"ok"}}
}
