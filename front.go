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
	"github.com/wechatgo/wechatgo/onetime"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// Callback returns the handler of the account's server address (服务器地址). It answers the platform's handshake and
// passes pushes to h, such as a [callback.Mux], in the account's mode. A reply that is too late for the platform's
// pushes is sent as a customer-service message, if the account may send them, or kept until the user asks for it
// ([callback.WithPickup]). With [WithStore] a message runs on only
// one of the instances. The options opts override those that the client sets. [Client.Shutdown] drains the handler.
//
// If the account cannot have a callback, for example without a Token, Callback logs the reason, and the handler answers
// every request with status 500; [callback.New] returns the reason as an error. The server's UserContext gives a web
// page access to the session of a user's dialogue.
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
		c.logNotSetUp("callback", withEnvNames(c.account, err))
		return server
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.callbacks = append(c.callbacks, server)
	return server
}

// Shutdown waits until the callbacks have finished the messages in flight, including late replies. It refuses new
// messages, which the platform pushes again: to another instance, or to this one after its restart. Call it on SIGTERM,
// after [http.Server.Shutdown] or at the same time. If ctx ends first, Shutdown returns the cause, and the handlers
// continue to run.
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

// Login returns the account's web login (网页授权). If AppID, Secret, Client, Store or Logger of cfg are empty, they
// are filled from the client. If cfg cannot work, for example without a CookieKey, Login logs the reason, and every
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

// JSSDK returns the SDK that signs the account's pages; it is also the handler from which pages get their parameters
// for wx.config. If AppID, Tickets, ScriptURL or Logger of cfg are empty, they are filled from the client. If cfg
// cannot work, for example without Hosts, JSSDK logs the reason, and the handler answers every request with status 500;
// [jssdk.New] returns the reason as an error.
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

// ScanLogin returns the login by QR code, as [scanlogin.New] does, with the client's account, API client, store and
// logger where cfg has none. It needs a Login, which keeps the sessions: the client's own [Client.Login]. An error is
// logged, and the pages then answer with status 500.
func (c *Client) ScanLogin(cfg scanlogin.Config) *scanlogin.Login {
	if cfg.AppID == "" {
		cfg.AppID = c.account.AppID
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
	login, err := scanlogin.New(cfg)
	if err != nil {
		c.logNotSetUp("login by QR code", err)
	}
	return login
}

// OneTime returns the handler that leads users to the confirm page of one-time subscription messages (一次性订阅消息) and
// back. If AppID, Hosts or Logger of cfg are empty, they are filled from the client. If cfg cannot work, for example
// without a Key, OneTime logs the reason, and the handler answers every request with status 500; [onetime.New] returns
// the reason as an error.
func (c *Client) OneTime(cfg onetime.Config) *onetime.Subscription {
	if cfg.AppID == "" {
		cfg.AppID = c.account.AppID
	}
	if cfg.Hosts == (endpoint.Hosts{}) {
		cfg.Hosts = c.api.Hosts
	}
	if cfg.Logger == nil {
		cfg.Logger = c.logger
	}
	subscription, err := onetime.New(cfg)
	if err != nil {
		c.logNotSetUp("one-time subscription", err)
	}
	return subscription
}

// scriptURL returns the address of WeChat's script. A sandbox serves a stand-in for the script.
func (c *Client) scriptURL() string {
	platform := c.api.Hosts.Base(endpoint.Open)
	if platform == (endpoint.Hosts{}).Base(endpoint.Open) {
		return jssdk.DefaultScriptURL
	}
	return platform + strings.TrimPrefix(jssdk.DefaultScriptURL, "https://res.wx.qq.com")
}

// logNotSetUp logs the reason why a part, such as "callback", cannot work.
func (c *Client) logNotSetUp(part string, err error) {
	c.logger.Error("wechatgo: "+part+" is not set up", "err", err)
}
