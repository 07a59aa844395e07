package wechatgo

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/oauth"
)

// Callback returns the handler of the account's server address (服务器地址): it answers the platform's handshake and
// hands pushes to h, such as a [callback.Mux], in the account's mode. A reply that comes too late for the platform's
// pushes goes out as a customer-service message, where the account may send them; with [WithStore] all instances answer
// as one. Options of the caller's come last and win. [Client.Shutdown] drains it.
//
// Where the account cannot have a callback, as without a Token, the reason is logged at once and every request is
// answered with status 500; [callback.New] returns the reason as an error. The server's UserContext opens a dialogue's
// session to a page.
func (c *Client) Callback(h callback.Handler, opts ...callback.Option) *callback.Server {
	own := []callback.Option{
		callback.WithLogger(c.logger),
		callback.WithKF(c.KF),
		callback.WithTelemetry(c.api.Telemetry),
	}
	if c.store != nil {
		own = append(own, callback.WithStore(c.store))
	}
	server, err := callback.New(c.account, h, append(own, opts...)...)
	if err != nil {
		c.logNotSetUp("callback", whence(err))
		return server
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.callbacks = append(c.callbacks, server)
	return server
}

// Shutdown lets the callbacks finish what they have in hand, late replies included, and refuses new messages, which the
// platform pushes again: to another instance, or to this one when it is back. Call it on SIGTERM, after
// [http.Server.Shutdown] or beside it. It ends early when ctx does, with the cause as its error; handlers run on then.
func (c *Client) Shutdown(ctx context.Context) error {
	c.mu.Lock()
	callbacks := slices.Clone(c.callbacks)
	c.mu.Unlock()
	var all errgroup.Group
	for _, server := range callbacks {
		all.Go(func() error { return server.Shutdown(ctx) })
	}
	return all.Wait()
}

// Login returns the account's web login (网页授权). AppID, Secret, Client, Store and Logger of cfg are filled from the
// client where they are empty. Where cfg cannot work, as without a CookieKey, the reason is logged at once and every
// page behind the login is answered with status 500; [oauth.New] returns the reason as an error.
func (c *Client) Login(cfg oauth.Config) *oauth.Login {
	if cfg.AppID == "" {
		cfg.AppID, cfg.Secret = c.account.AppID, c.account.Secret
	}
	if cfg.Client == nil {
		cfg.Client = c.api
	}
	if cfg.Store == nil {
		cfg.Store = c.store
	}
	if cfg.Logger == nil {
		cfg.Logger = c.logger
	}
	login, err := oauth.New(cfg)
	if err != nil {
		c.logNotSetUp("login", err)
	}
	return login
}

// JSSDK returns what signs the account's pages, and is the handler from which they take their parameters for wx.config.
// AppID, Tickets, ScriptURL and Logger of cfg are filled from the client where they are empty. Where cfg cannot work,
// as without Hosts, the reason is logged at once and every request is answered with status 500; [jssdk.New] returns the
// reason as an error.
func (c *Client) JSSDK(cfg jssdk.Config) *jssdk.SDK {
	if cfg.AppID == "" {
		cfg.AppID = c.account.AppID
	}
	if cfg.Tickets == nil {
		cfg.Tickets = c.credentials
	}
	if cfg.ScriptURL == "" {
		cfg.ScriptURL = c.scriptURL()
	}
	if cfg.Logger == nil {
		cfg.Logger = c.logger
	}
	sdk, err := jssdk.New(cfg)
	if err != nil {
		c.logNotSetUp("jssdk", err)
	}
	return sdk
}

// scriptURL is where WeChat's script is: a sandbox serves a stand-in of it.
func (c *Client) scriptURL() string {
	platform := c.api.Hosts.Base(endpoint.Open)
	if platform == (endpoint.Hosts{}).Base(endpoint.Open) {
		return jssdk.DefaultScriptURL
	}
	return platform + strings.TrimPrefix(jssdk.DefaultScriptURL, "https://res.wx.qq.com")
}

// logNotSetUp logs why a part cannot work.
func (c *Client) logNotSetUp(part string, err error) {
	c.logger.Error("wechatgo: "+part+" is not set up", "err", err)
}
