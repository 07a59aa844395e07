// Command scanlogin is a website whose visitors log in by QR code: they scan it with WeChat, follow the account, and
// answer with the two digits on the page. Copy it to begin a site of your own.
//
//	export WECHAT_APPID=wx… WECHAT_SECRET=… WECHAT_TOKEN=… WECHAT_ENCODING_AES_KEY=…
//	export WECHATGO_COOKIE_KEY=$(openssl rand -hex 32)
//	go run ./examples/scanlogin -addr :8080 -name 我的公众号 -url https://www.example.com
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"html/template"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/scanlogin"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen; the callback is at /wx")
	var o options
	flag.StringVar(&o.name, "name", "测试号", "the account's name, which visitors read")
	flag.StringVar(&o.url, "url", "", "the site's address as visitors see it, such as https://www.example.com")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *addr, o)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// options are what the site needs to know besides the account.
type options struct {
	name      string // the account's
	url       string // the site's; empty stands for the address that a request names
	cookieKey []byte // seals the sessions; all instances have the same
}

// run serves the site and the account in the environment until ctx ends.
func run(ctx context.Context, addr string, o options) error {
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		return err
	}
	o.cookieKey = []byte(os.Getenv("WECHATGO_COOKIE_KEY"))
	if len(o.cookieKey) == 0 {
		log.Print("WECHATGO_COOKIE_KEY is empty: sessions end with the program")
		o.cookieKey = []byte(rand.Text() + rand.Text())
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("scanlogin listens at http://%s, the callback is at /wx", listener.Addr())
	return serve(ctx, wx, o, listener)
}

// newLogin returns the login by QR code, whose sessions are those of web login.
func newLogin(wx *wechatgo.Client, o options) *scanlogin.Login {
	return wx.ScanLogin(scanlogin.Config{
		Name: o.name, Path: "/login/",
		Login: wx.Login(oauth.Config{CookieKey: o.cookieKey, BaseURL: o.url}),
	})
}

// site serves the account's callback and the website.
func site(wx *wechatgo.Client, scan *scanlogin.Login) http.Handler {
	web := http.NewServeMux()
	web.Handle("/wx", wx.Callback(conversation(scan)))
	web.Handle("/login/", scan)
	web.Handle("/me", scan.Require(http.HandlerFunc(me)))
	web.HandleFunc("/{$}", home)
	return web
}

// conversation answers what users send and do besides logging in.
func conversation(scan *scanlogin.Login) *callback.Mux {
	mux := callback.NewMux()
	mux.Use(scan.Events) // before the routes: scans of its codes, and answers to its questions
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("欢迎关注！\nWelcome!"), nil
	})
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("收到，但我只会登录。\nReceived, but all I can do is the login."), nil
	})
	return mux
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>扫码登录 · Login by QR code</title>
{{if .}}
<p>OpenID: {{.OpenID}}</p>
{{with .UnionID}}<p>UnionID: {{.}}</p>{{end}}
<form method="post" action="/login/logout"><button>退出登录 · Log out</button></form>
{{else}}
<p><a href="/me">我的页面 · My page</a></p>
{{end}}
</html>
`))

// home is for everybody.
func home(w http.ResponseWriter, _ *http.Request) { render(w, nil) }

// me is for users who are logged in.
func me(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "private, no-store")
	user := oauth.User(r.Context())
	render(w, &user)
}

func render(w http.ResponseWriter, user *oauth.Identity) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, user); err != nil {
		log.Print("page not written: ", err)
	}
}

// serve serves until ctx ends. Then the server takes no more requests and answers those that it has, and after it the
// client finishes the messages in hand and sends the replies that came too late for their pushes.
func serve(ctx context.Context, wx *wechatgo.Client, o options, listener net.Listener) error {
	scan := newLogin(wx, o)
	server := &http.Server{
		Handler: site(wx, scan), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		// An answer may take 14 seconds. A browser that waits for a phone gets more time with each event.
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
	}
	server.RegisterOnShutdown(scan.Close) // or browsers that wait for a phone would hold up the end
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return errors.Join(server.Shutdown(grace), wx.Shutdown(grace))
}
