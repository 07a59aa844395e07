// Package wechatgo runs a WeChat Official Account (微信公众号): its callback, its API, web login and JS-SDK, behind one
// front door.
//
//	wx, err := wechatgo.New(wechatgo.Account{AppID: id, Secret: secret, Token: token, EncodingAESKey: key})
//
//	mux := callback.NewMux()
//	mux.Text("hello", func(ctx context.Context, m *message.Text) (reply.Reply, error) {
//		return reply.Text("hello"), nil
//	})
//	http.Handle("/wx", wx.Callback(mux))
//
// Each package below works alone as well; this one only gathers them. Package sandbox is the platform's stand-in for
// tests and laptops.
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
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/store"
)

// Account is one Official Account, as its console shows it. [New] fills what is empty from the environment.
type Account = account.Account

// The push modes of [Account]; the zero Mode is Safe with an EncodingAESKey and Plain without one.
const (
	Plain      = account.Plain
	Compatible = account.Compatible
	Safe       = account.Safe
)

// Client is one account's way to the platform. Make it with [New]; it is safe for concurrent use.
type Client struct {
	// Base asks for the platform's addresses and the quotas.
	Base *base.Service
	// Draft writes articles before they are published.
	Draft *draft.Service
	// KF sends customer-service messages.
	KF *kf.Service
	// Material uploads and downloads files, temporary and permanent ones.
	Material *material.Service
	// Menu manages the menu bar.
	Menu *menu.Service
	// QRCode makes QR codes that carry a scene.
	QRCode *qrcode.Service
	// SNS calls what lies under web login; Login is the middleware over it.
	SNS *sns.Service
	// User reads the followers.
	User *user.Service

	account     Account
	api         *endpoint.Client
	credentials *credential.Source
	store       store.Store // nil where instances share nothing
	logger      *slog.Logger

	mu        sync.Mutex         // guards what follows
	callbacks []*callback.Server // those that Shutdown drains
}

// New returns the client of account a. Empty fields are filled from the environment: WECHAT_APPID, WECHAT_SECRET,
// WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY, WECHAT_PREVIOUS_ENCODING_AES_KEY, WECHAT_MODE, but not where they describe
// another account; without [WithBaseURL] or [WithHosts], WECHAT_API_BASE says where the platform is. A value that
// cannot be right is refused with an [*endpoint.FieldError] that names the field, and so is an empty AppID, and an
// empty Secret without [WithTokens]. The platform is asked for nothing yet.
func New(a Account, opts ...Option) (*Client, error) {
	a = a.WithEnv()
	if err := a.Validate(); err != nil {
		return nil, whence(err)
	}
	o, err := gather(opts)
	if err != nil {
		return nil, err
	}
	api := &endpoint.Client{HTTP: o.http, Hosts: o.hosts, Telemetry: o.metrics, Middleware: o.around}
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
			return nil, whence(err)
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
		User:        user.New(api),
		account:     a,
		api:         api,
		credentials: source,
		store:       o.store,
		logger:      o.logger,
	}, nil
}

// whence adds to what is wrong with a field of the account where it comes from.
func whence(err error) error {
	if _, ok := errors.AsType[*field.Error](err); ok {
		return fmt.Errorf("%w; what Account leaves empty comes from %s, %s, %s, %s and %s", err,
			account.EnvAppID, account.EnvSecret, account.EnvToken, account.EnvEncodingAESKey, account.EnvMode)
	}
	return err
}

// Format prints the AppID alone, under every verb: the fields hold secrets.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wechatgo.Client(%s)", c.account.AppID) }

// Account returns the account with the values from the environment in place.
func (c *Client) Account() Account { return c.account }

// Endpoint returns what [endpoint.Call] needs to call an endpoint with the account's token: one of this module's or one
// that a program declares.
func (c *Client) Endpoint() *endpoint.Client { return c.api }

// Token returns an access_token that should work, from memory where possible. Ask for it each time: it lives for two
// hours at most. What goes through [endpoint.Call] takes it by itself.
func (c *Client) Token(ctx context.Context) (string, error) { return c.credentials.Token(ctx) }

// Ticket returns the account's ticket of a kind, "jsapi" or "wx_card", likewise; another kind is a
// [*credential.KindError].
func (c *Client) Ticket(ctx context.Context, kind string) (string, error) {
	return c.credentials.Ticket(ctx, kind)
}
