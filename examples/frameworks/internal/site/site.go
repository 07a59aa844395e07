// Package site is what the programs of this module have in common: a callback, a web login and the JS-SDK's endpoint,
// and how a program begins and ends. What differs, the routes of a framework, is in the programs.
package site

import (
	"context"
	"fmt"
	"net/url"
	"os"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
)

// EnvCookieKey names the environment variable with the secret that logins are sealed with, 32 characters or more.
const EnvCookieKey = "WECHATGO_COOKIE_KEY"

// Site has the parts of an account's program. Each is an http.Handler, or makes one.
type Site struct {
	Callback *callback.Server // at /wx
	Login    *oauth.Login     // before /me
	JSSDK    *jssdk.SDK       // at /wx/jssdk
}

// New returns the parts for the account of wx. WeChat reaches the pages at publicURL, such as "https://www.example.com".
func New(wx *wechatgo.Client, publicURL string) (Site, error) {
	public, err := url.Parse(publicURL)
	if err != nil || public.Host == "" {
		return Site{}, fmt.Errorf(
			"site: the public URL %q has no scheme and host: give https://www.example.com",
			publicURL,
		)
	}
	key := []byte(os.Getenv(EnvCookieKey))
	if len(key) < 32 {
		return Site{}, fmt.Errorf("site: %s has %d bytes, and needs 32 or more: openssl rand -hex 32 makes one",
			EnvCookieKey, len(key))
	}
	return Site{
		Callback: wx.Callback(Conversation()),
		Login:    wx.Login(oauth.Config{CookieKey: key, BaseURL: publicURL}),
		JSSDK:    wx.JSSDK(jssdk.Config{Hosts: []string{public.Host}}),
	}, nil
}

// Conversation answers what users send.
func Conversation() *callback.Mux {
	mux := callback.NewMux()
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("收到：" + m.Content), nil
	})
	return mux
}

// Greeting is what the page /me says to a user.
func Greeting(user oauth.Identity) string { return "Hello " + user.OpenID }
