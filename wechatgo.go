// Package wechatgo runs a WeChat Official Account (微信公众号): one [Client] provides its callback, its API, web login
// and the JS-SDK.
//
//	wx, err := wechatgo.New(wechatgo.Account{AppID: id, Secret: secret, Token: token, EncodingAESKey: key})
//
//	mux := callback.NewMux()
//	mux.Text("hello", func(ctx context.Context, m *message.Text) (reply.Reply, error) {
//		return reply.Text("hello"), nil
//	})
//	http.Handle("/wx", wx.Callback(mux))
//
// Each package of the module can also be used without this one, which only combines them. Package sandbox is a stand-in
// for the platform, for tests and development.
package wechatgo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/store"
)

// Account is one Official Account, with the values that its console shows. [New] fills empty fields from the
// environment.
type Account = account.Account

// The push modes of an [Account]. The zero Mode is Safe with an EncodingAESKey and Plain without one. CloudHosting is
// for programs in WeChat cloud hosting (微信云托管) alone: its pushes have no signature.
const (
	Plain        = account.Plain
	Compatible   = account.Compatible
	Safe         = account.Safe
	CloudHosting = account.CloudHosting
)

// Client is the client of one account. Make it with [New]; it is safe for concurrent use.
type Client struct {
	// Base reads the platform's addresses and the quotas.
	Base *base.Service
	// Draft manages articles before they are published.
	Draft *draft.Service
	// KF sends customer-service messages.
	KF *kf.Service
	// Material uploads and downloads temporary and permanent files.
	Material *material.Service
	// Menu manages the menu bar.
	Menu *menu.Service
	// QRCode makes QR codes that carry a scene.
	QRCode *qrcode.Service
	// SNS makes the calls of web login. [Client.Login] returns a middleware that makes them by itself.
	SNS *sns.Service
	// Template sends one-time subscription messages. [Client.OneTime] leads users to their confirm page.
	Template *template.Service
	// User reads the followers.
	User *user.Service

	account     Account
	api         *endpoint.Client
	credentials *credential.Source
	store       store.Store // nil if instances share no state
	logger      *slog.Logger

	mu        sync.Mutex         // guards callbacks
	callbacks []*callback.Server // the servers that Shutdown drains
}

// New returns the client of account a. It fills empty fields from the environment, unless that describes another
// account: WECHAT_APPID, WECHAT_SECRET, WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY, WECHAT_PREVIOUS_ENCODING_AES_KEY and
// WECHAT_MODE. Without [WithBaseURL] and [WithHosts], WECHAT_API_BASE is the platform's address. New fails with an
// [*endpoint.FieldError] that names the field if a value cannot be right, if AppID is empty, or if Secret is empty
// without [WithTokens]. It sends nothing to the platform.
func New(a Account, opts ...Option) (*Client, error) {
	a = a.WithEnv()
	if err := a.Validate(); err != nil {
		return nil, withEnvNames(err)
	}
	o, err := newOptions(opts)
	if err != nil {
		return nil, err
	}
	api := &endpoint.Client{HTTP: o.http, Hosts: o.hosts, Telemetry: o.telemetry, Middleware: o.middleware}
	source := o.tokens
	if source == nil {
		source, err = credential.New(credential.Config{
			Account: a,
			Client:  api,
			Store:   o.store,
			Classic: o.classic,
			Logger:  o.logger,
		})
		if err != nil {
			return nil, withEnvNames(err)
		}
	}
	api.Tokens = source
	return &Client{
		Base:        base.New(api),
		Draft:       draft.New(api),
		KF:          kf.New(api),
		Material:    material.New(api),
		Menu:        menu.New(api),
		QRCode:      qrcode.New(api),
		SNS:         sns.New(api),
		Template:    template.New(api),
		User:        user.New(api),
		account:     a,
		api:         api,
		credentials: source,
		store:       o.store,
		logger:      o.logger,
	}, nil
}

// withEnvNames adds the names of the environment variables to an error about a field of the account.
func withEnvNames(err error) error {
	if _, ok := errors.AsType[*field.Error](err); ok {
		return fmt.Errorf("%w; empty fields of Account are filled from %s, %s, %s, %s and %s", err,
			account.EnvAppID, account.EnvSecret, account.EnvToken, account.EnvEncodingAESKey, account.EnvMode)
	}
	return err
}

// Format prints only the AppID, under every verb, since the fields have secrets.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wechatgo.Client(%s)", c.account.AppID) }

// Account returns the account, with the values that [New] took from the environment.
func (c *Client) Account() Account { return c.account }

// Endpoint returns the client with which [endpoint.Call] calls an endpoint with the account's token. The endpoint may
// be one of this module or one that the program declares.
func (c *Client) Endpoint() *endpoint.Client { return c.api }

// Token returns the account's access_token, from memory if possible. Call it each time that you need the token, which
// is valid for at most two hours. Calls with [endpoint.Call] get the token by themselves.
func (c *Client) Token(ctx context.Context) (string, error) { return c.credentials.Token(ctx) }

// Ticket returns the account's ticket of a kind, "jsapi" or "wx_card", from memory if possible. For any other kind it
// fails with a [*credential.KindError].
func (c *Client) Ticket(ctx context.Context, kind string) (string, error) {
	return c.credentials.Ticket(ctx, kind)
}
