// Package jssdk signs web pages for WeChat's JS-SDK, and serves the parameters of wx.config to them.
//
// An [SDK] is an http.Handler. With
//
//	http.Handle("/wx/jssdk", sdk)
//
// a page says
//
//	<script src="/wx/jssdk?script"></script>
//	<script>wechatgo.share({title: "...", desc: "...", link: location.href, imgUrl: "..."})</script>
//
// and needs nothing else; wechatgo.js, the script, loads WeChat's, has the page signed, and sets both share cards.
// Pages with a script of their own ask for their configuration with GET ?url= or POST, see [SDK.ServeHTTP].
//
// [SDK.Explain] finds out why another signature of a page differs.
package jssdk

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
)

// DefaultScriptURL is WeChat's script, in the newest version documented.
const DefaultScriptURL = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"

// Tickets gives the account's tickets. The usual implementation is a *credential.Source.
type Tickets interface {
	// Ticket returns the ticket of a kind, here always "jsapi".
	Ticket(ctx context.Context, kind string) (string, error)
}

// Config tells [New] for which account and which pages to sign.
type Config struct {
	// AppID is the account's.
	AppID string
	// Tickets gives the account's jsapi tickets.
	Tickets Tickets
	// Hosts are the hosts whose pages may be signed, with the port where it is not the scheme's own: "www.example.com",
	// "127.0.0.1:8089". Upper and lower case are the same; a host's subdomains are other hosts. The console must list
	// each as JS接口安全域名, too.
	Hosts []string
	// ScriptURL is the address of WeChat's script, which wechatgo.js loads; empty means [DefaultScriptURL].
	ScriptURL string
	// Logger logs the errors of Tickets; nil means slog.Default().
	Logger *slog.Logger
}

// SDK signs pages. Make it with [New]; it is safe for concurrent use.
//
// The zero SDK, which [New] returns beside an error, is not set up: it signs nothing and answers every request with
// status 500, without the reason.
type SDK struct {
	appID   string
	tickets Tickets // nil: the SDK is not set up
	hosts   hostList
	script  []byte
	etag    string
	log     *slog.Logger
	outage  outage
}

// New returns an SDK. A field of c that cannot be right is refused with a [*field.Error] that names it. The [*SDK]
// beside an error is not nil: it answers every request with status 500 and without the reason, so that a program can
// start all the same.
func New(c Config) (*SDK, error) {
	s, err := newSDK(c)
	if err != nil {
		return new(SDK), err
	}
	return s, nil
}

func newSDK(c Config) (*SDK, error) {
	if c.AppID == "" {
		return nil, refuse.Empty("AppID", "copy it from the console")
	}
	if c.Tickets == nil {
		return nil, refuse.Field("Tickets", "is nil", "give the account's *credential.Source")
	}
	hosts, err := newHostList(c.Hosts)
	if err != nil {
		return nil, err
	}
	if c.ScriptURL == "" {
		c.ScriptURL = DefaultScriptURL
	}
	if u, err := url.Parse(
		c.ScriptURL,
	); err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" ||
		u.Host == "" && !strings.HasPrefix(u.Path, "/") {
		return nil, refuse.Field(
			"ScriptURL",
			"is neither http(s) nor a path that begins with /",
			"leave it empty for WeChat's own",
		)
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	s := &SDK{appID: c.AppID, tickets: c.Tickets, hosts: hosts, log: c.Logger}
	s.script, s.etag = newScript(c.ScriptURL)
	return s, nil
}
