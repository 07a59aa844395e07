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
//
// [docs/first-bot.md] builds a first bot, and [docs/README.md] lists all guides.
//
// [docs/first-bot.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/first-bot.md
// [docs/README.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/README.md
package wechatgo

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/ai"
	"github.com/wechatgo/wechatgo/api/autoreply"
	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/api/card"
	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/api/guide"
	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/api/invoice"
	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/api/marketcode"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/api/medical"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/api/nontax"
	"github.com/wechatgo/wechatgo/api/ocr"
	"github.com/wechatgo/wechatgo/api/poi"
	"github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/api/scan"
	"github.com/wechatgo/wechatgo/api/shakearound"
	"github.com/wechatgo/wechatgo/api/sns"
	storeapi "github.com/wechatgo/wechatgo/api/store"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/api/wifi"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
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
	// AI turns voices into texts and translates.
	AI *ai.Service
	// AutoReply reads the console's rules for automatic replies.
	AutoReply *autoreply.Service
	// Base reads the platform's addresses and the quotas.
	Base *base.Service
	// Card has coupons, tickets and member cards (卡券), for accounts that have them.
	Card *card.Service
	// Comment has the comments that readers leave under articles.
	Comment *comment.Service
	// DataCube reads the statistics.
	DataCube *datacube.Service
	// Draft manages articles before they are published.
	Draft *draft.Service
	// FreePublish publishes drafts.
	FreePublish *freepublish.Service
	// Guide has the guides of shops and their customers (对话能力).
	Guide *guide.Service
	// Img crops pictures and reads the codes in them.
	Img *img.Service
	// Invoice has electronic invoices.
	Invoice *invoice.Service
	// KF sends customer-service messages, and manages the agents and their sessions.
	KF *kf.Service
	// MarketCode has codes that are printed on products (一物一码).
	MarketCode *marketcode.Service
	// Mass sends messages to all followers, to a tag or to a list.
	Mass *mass.Service
	// Material uploads and downloads temporary and permanent files.
	Material *material.Service
	// Medical sends messages about appointments in hospitals.
	Medical *medical.Service
	// Menu manages the menu bar.
	Menu *menu.Service
	// NonTax has fees and fines of public bodies (非税缴费).
	NonTax *nontax.Service
	// OCR reads documents and texts in pictures.
	OCR *ocr.Service
	// POI has the stores of an account (门店).
	POI *poi.Service
	// QRCode makes QR codes that carry a scene, rules that lead from codes to mini programs, and short keys.
	QRCode *qrcode.Service
	// Scan has the products behind barcodes (扫一扫).
	Scan *scan.Service
	// ShakeAround has what is left of 摇一摇周边.
	ShakeAround *shakearound.Service
	// SNS makes the calls of web login. [Client.Login] returns a middleware that makes them by itself.
	SNS *sns.Service
	// Store has the stores of a store mini program (门店小程序).
	Store *storeapi.Service
	// Subscribe sends subscription notices (订阅通知), and manages their templates.
	Subscribe *subscribe.Service
	// Template sends template messages and one-time subscription messages. [Client.OneTime] leads users to the confirm
	// page of the latter.
	Template *template.Service
	// User reads the followers, tags them and blocks them.
	User *user.Service
	// WiFi has what is left of 微信连Wi-Fi.
	WiFi *wifi.Service

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
		return nil, withEnvNames(a, err)
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
			return nil, withEnvNames(a, err)
		}
	}
	api.Tokens = source
	return &Client{
		AI:          ai.New(api),
		AutoReply:   autoreply.New(api),
		Base:        base.New(api),
		Card:        card.New(api),
		Comment:     comment.New(api),
		DataCube:    datacube.New(api),
		Draft:       draft.New(api),
		FreePublish: freepublish.New(api),
		Guide:       guide.New(api),
		Img:         img.New(api),
		Invoice:     invoice.New(api),
		KF:          kf.New(api),
		MarketCode:  marketcode.New(api),
		Mass:        mass.New(api),
		Material:    material.New(api),
		Medical:     medical.New(api),
		Menu:        menu.New(api),
		NonTax:      nontax.New(api),
		OCR:         ocr.New(api),
		POI:         poi.New(api),
		QRCode:      qrcode.New(api),
		Scan:        scan.New(api),
		ShakeAround: shakearound.New(api),
		SNS:         sns.New(api),
		Store:       storeapi.New(api),
		Subscribe:   subscribe.New(api),
		Template:    template.New(api),
		User:        user.New(api),
		WiFi:        wifi.New(api),
		account:     a,
		api:         api,
		credentials: source,
		store:       o.store,
		logger:      o.logger,
	}, nil
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
