package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/site"
	"github.com/wechatgo/wechatgo/examples/frameworks/internal/sitetest"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/oauth"
)

func newServer(s site.Site) site.Server { return server{newApp(s)} }

func TestSite(t *testing.T) { sitetest.Check(t, newServer) }

// The text of a panic is for the log, not for the user.
func TestPanicOfAPage(t *testing.T) {
	app := newApp(site.Site{Callback: new(callback.Server), Login: new(oauth.Login), JSSDK: new(jssdk.SDK)})
	app.Get("/panic", adapt(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("password hunter2") })))
	for path, want := range map[string]int{"/panic": http.StatusInternalServerError, "/nothing": http.StatusNotFound} {
		resp, err := app.Test(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if raw, err := io.ReadAll(resp.Body); resp.StatusCode != want || strings.Contains(string(raw), "hunter2") {
			t.Errorf("%s is answered %d %q, %v", path, resp.StatusCode, raw, err)
		}
	}
}
