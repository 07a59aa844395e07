// Package app is the demo Official Account: one program that shows the callback, the menu, web login and sharing. It
// works with real WeChat and a real account's values, and with the sandbox and the sandbox's values.
package app

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
)

// Config is the demo's configuration besides the account.
type Config struct {
	// PublicURL is the address at which WeChat reaches the demo's pages, such as "https://www.example.com".
	PublicURL string
	// VerifyFiles are the names of the account's MP_verify_*.txt files.
	VerifyFiles []string
	// CookieKey is the key that encrypts the login cookies, 32 bytes or more.
	CookieKey []byte
}

// verifyName matches the name of a domain file.
var verifyName = regexp.MustCompile(`^MP_verify_[0-9A-Za-z]+\.txt$`)

// New returns the demo's handler.
func New(wx *wechatgo.Client, cfg Config) (http.Handler, error) {
	public, err := url.Parse(cfg.PublicURL)
	if err != nil || public.Host == "" || public.Path != "" {
		return nil, fmt.Errorf(
			"app: PublicURL %q is not http:// or https:// and a host: give the address that WeChat reaches, such as https://www.example.com",
			cfg.PublicURL,
		)
	}
	login := wx.Login(oauth.Config{CookieKey: cfg.CookieKey, BaseURL: cfg.PublicURL})

	web := http.NewServeMux()
	web.Handle("/wx", wx.Callback(Conversation(cfg.PublicURL)))
	for _, name := range slices.Compact(slices.Sorted(slices.Values(cfg.VerifyFiles))) {
		if !verifyName.MatchString(name) {
			return nil, fmt.Errorf(
				"app: %q is no domain file: use the name that the console gives, such as MP_verify_abcdefghijklmnop.txt",
				name,
			)
		}
		web.Handle("/"+name, callback.VerifyFile(name))
	}
	web.Handle("/me", login.Require(oauth.UserInfo, http.HandlerFunc(me)))
	web.Handle("/wx/jssdk", wx.JSSDK(jssdk.Config{Hosts: []string{public.Host}}))
	web.HandleFunc("/share", share)
	web.HandleFunc("/picture.png", picture)
	web.HandleFunc("/search", search)
	return web, nil
}

// Conversation answers what users send and do.
func Conversation(publicURL string) *callback.Mux {
	mux := callback.NewMux()
	mux.Text("hello", func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Text("hello"), nil
	})
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		echo := reply.Text(m.Content)
		if echo.Check() != nil { // a user may type a text that is too long for an account
			return reply.Text("收到，但这段文字无法原样回复。\nReceived, but it cannot be sent back as it is."), nil
		}
		return echo, nil
	})
	callback.On(mux, func(_ context.Context, m *message.Image) (reply.Reply, error) {
		return reply.Image{MediaID: m.MediaID}, nil
	})
	callback.On(mux, func(_ context.Context, m *message.Location) (reply.Reply, error) {
		// Slow work, whose result is sent as a customer-service message.
		return callback.Later(func(context.Context) (reply.Reply, error) {
			return reply.Text("你在：" + m.Label + "\nYou are at: " + m.Label), nil
		}), nil
	})
	callback.On(mux, func(_ context.Context, m message.Ordinary) (reply.Reply, error) {
		return reply.Text("收到 · Received: " + m.Type()), nil
	})
	callback.On(mux, func(_ context.Context, e *message.SubscribeEvent) (reply.Reply, error) {
		if scene := e.Scene(); scene != "" {
			return reply.Text("欢迎关注！你扫描的场景是 " + scene + "。\nWelcome! You scanned scene " + scene + "."), nil
		}
		return reply.Text("欢迎关注！发送 hello 试试。\nWelcome! Send hello to begin."), nil
	})
	callback.On(mux, func(_ context.Context, e *message.ScanEvent) (reply.Reply, error) {
		return reply.Text("你扫描的场景是 " + e.Scene() + "。\nYou scanned scene " + e.Scene() + "."), nil
	})
	mux.MenuKey("V1001_TODAY_MUSIC", func(context.Context, message.MenuEvent) (reply.Reply, error) {
		return reply.Text("今日歌曲：《茉莉花》\nToday's song: Jasmine Flower"), nil
	})
	mux.MenuKey("V1001_TODAY_SINGER", func(context.Context, message.MenuEvent) (reply.Reply, error) {
		return reply.News{{
			Title:       "歌手简介 · The singer",
			Description: "《茉莉花》是一首江南民歌。A folk song from the lower Yangtze.",
			PicURL:      publicURL + "/picture.png",
			URL:         publicURL + "/search?q=" + url.QueryEscape("茉莉花"),
		}}, nil
	})
	return mux
}

// CreateMenu puts the demo's menu in place.
func CreateMenu(ctx context.Context, wx *wechatgo.Client, publicURL string) error {
	return wx.Menu.Replace(ctx, menu.Menu{Buttons: []menu.Button{
		menu.Click("今日歌曲", "V1001_TODAY_MUSIC"),
		menu.Click("歌手简介", "V1001_TODAY_SINGER"),
		menu.Sub("菜单",
			menu.View("搜索", publicURL+"/search"),
			menu.View("我的资料", publicURL+"/me"),
			menu.View("分享", publicURL+"/share"),
		),
	}})
}

//go:embed *.html
var pages embed.FS

var templates = template.Must(template.ParseFS(pages, "*.html"))

// me shows who logged in.
func me(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "private, no-store")
	render(w, "me.html", oauth.User(r.Context()))
}

// share serves a page that sets what WeChat shows when a user shares it.
func share(w http.ResponseWriter, _ *http.Request) {
	render(w, "share.html", nil)
}

// search looks through the songs.
func search(w http.ResponseWriter, r *http.Request) {
	query := r.FormValue("q")
	songs := []string{"茉莉花 Jasmine Flower", "康定情歌 Kangding Love Song", "在那遥远的地方 In a Faraway Place"}
	found := slices.DeleteFunc(songs, func(song string) bool {
		return !strings.Contains(strings.ToLower(song), strings.ToLower(query))
	})
	render(w, "search.html", struct {
		Query string
		Songs []string
	}{query, found})
}

func render(w http.ResponseWriter, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if err := templates.ExecuteTemplate(w, name, data); err != nil {
		slog.Error("page not rendered", "page", name, "err", err)
	}
}
