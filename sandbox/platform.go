package sandbox

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/areas"
	"github.com/wechatgo/wechatgo/sandbox/internal/control"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
	"github.com/wechatgo/wechatgo/sandbox/internal/origin"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
)

// Platform is the WeChat of one Official Account. It is an http.Handler and safe for concurrent use. [New] or [Start]
// makes one.
type Platform struct {
	// Clock is the platform's virtual time.
	Clock *Clock

	core     *core.Platform
	delivery *delivery.Delivery
	handler  http.Handler
	web      http.Handler

	tb         TB // nil outside of a test
	withoutApp bool
}

// New makes a platform. It does not check c: values of c.Account that cannot be right show in the exchanges of the
// pushes. If a user typed the values, call Validate of c and of c.Account first.
func New(c Config) *Platform {
	p := &Platform{core: core.New(c.core())}
	p.Clock = &Clock{p.core.Clock}
	p.delivery = delivery.New(p.core, kf.Transfer)
	p.core.SaveWith(areas.States(), areas.Jobs())
	table := route.NewTable(p.core, areas.Routes(), areas.SaysOK)
	mux := http.NewServeMux()
	mux.Handle("/", table)
	web.Mount(mux, p.core)
	control.Mount(mux, p.core, p.delivery, table)
	p.handler = web.Guard(p.core, mux)
	p.web = origin.New(p.core)
	return p
}

// ServeHTTP serves the platform's paths, the control API under /_sandbox/ and the page with the phone. It refuses
// requests for a host other than its own and the loopback hosts, and requests from web pages of another origin.
func (p *Platform) ServeHTTP(rw http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(rw, r) }

// Web returns the handler of the account's public address ([Config.WebBase]). It serves the program's pages as WeChat's
// browser gets them, with the cookies of the user who holds the phone, and shows each in the exchanges. A program that
// serves it on a port must give the platform that port's address as Config.WebBase.
func (p *Platform) Web() http.Handler { return p.web }

// WebURL returns the account's public address, without a slash at the end.
func (p *Platform) WebURL() string { return p.core.Config().WebBase }

// Clock is the platform's virtual time: the real time plus an offset. Tokens, codes, QR codes, media, jobs and the
// customer-service window follow it. The five seconds that a callback has for its answer are real time.
type Clock struct{ clock *core.Clock }

// Now returns the virtual time.
func (c *Clock) Now() time.Time { return c.clock.Now() }

// Advance sets the clock ahead by d. It returns when every job of the platform that is due by then has run at its own
// time, in order, and the pushes of these jobs are over. The app must not call it from its handler of such a push.
func (c *Clock) Advance(d time.Duration) { c.clock.Advance(d) }

// Close ends running deliveries, jobs and event streams, and waits for them.
func (p *Platform) Close() { p.core.Close() }

// Reset restores the state at the start: users, chats, menus, tokens, exchanges, the clock, the mode, the key and the
// rules. The app stays connected. The error is that of [Config.OnMode], in which case nothing was reset, or that of
// [Config.OnReset].
func (p *Platform) Reset() error { return p.core.Reset() }

// URL returns the platform's address, without a slash at the end.
func (p *Platform) URL() string { return p.core.Config().Base }

// Account returns the account that the platform plays, with its current push mode and key.
func (p *Platform) Account() account.Account { return p.core.Account() }

// OriginalID returns the account's gh_ id.
func (p *Platform) OriginalID() string { return p.core.Config().OriginalID }

// SetMode changes the push mode, as the console does. Without an EncodingAESKey only plain mode and cloud hosting are possible. The
// connected app must be told: by [Config.OnMode], or by connecting an app for the new mode.
func (p *Platform) SetMode(m account.Mode) error { return p.core.SetMode(m) }

// ChangeKey changes the EncodingAESKey, as the console does, and returns the new key. If key is "", it makes one. For
// five minutes of the [Clock] pushes still use the old key, so an app needs both
// (account.Account.PreviousEncodingAESKey). The connected app must be told, as for [Platform.SetMode].
func (p *Platform) ChangeKey(key string) (string, error) { return p.core.ChangeKey(key) }

// AppURL is the address of an app that is connected in process.
const AppURL = "http://app.sandbox.test"

// ConnectOption changes how [Platform.Connect] mounts the app.
type ConnectOption func(*url.URL)

// WithCallbackPath sets the path of the app's callback, which may include a query. The default is /wx.
func WithCallbackPath(path string) ConnectOption {
	return func(u *url.URL) {
		if at, err := url.Parse(path); err == nil {
			u.Path, u.RawQuery = at.Path, at.RawQuery
		}
	}
}

// Connect mounts the app h, with its callback and its pages, under [AppURL] and does the handshake (URL verification).
// In a test, a failed handshake ends the test.
func (p *Platform) Connect(h http.Handler, opts ...ConnectOption) Handshake {
	if p.tb != nil {
		p.tb.Helper()
	}
	if h == nil {
		return p.checkHandshake(Handshake{At: p.Clock.Now(), Problem: &Problem{
			EN: "The app is nil. Pass Connect the program's http.Handler, with the callback at /wx.",
			ZH: "应用为 nil。请向 Connect 传入程序的 http.Handler，回调位于 /wx。",
		}})
	}
	u, _ := url.Parse(AppURL + "/wx")
	for _, opt := range opts {
		opt(u)
	}
	return p.checkHandshake(p.delivery.Connect(core.App{Callback: u, Handler: h}))
}

// Callback connects an app that is reached over HTTP at the given address, and does the handshake. If this is not the
// address of a web page, nothing changes and the Handshake has a Problem. In a test, a failed handshake ends the test.
// Every port is accepted, unlike in WeChat's console, which accepts 80 and 443.
func (p *Platform) Callback(address string) Handshake {
	if p.tb != nil {
		p.tb.Helper()
	}
	h, err := p.delivery.Callback(address)
	if refused, ok := errors.AsType[*core.ActionError](err); ok {
		h = Handshake{At: p.Clock.Now(), Problem: &refused.Problem}
	}
	return p.checkHandshake(h)
}

// CallbackURL returns the address that receives the pushes, or "" if no app is connected.
func (p *Platform) CallbackURL() string {
	app, _ := p.core.App()
	if app.Callback == nil {
		return ""
	}
	return app.Callback.String()
}

// checkHandshake ends the test, if there is one, after a failed handshake.
func (p *Platform) checkHandshake(h Handshake) Handshake {
	if p.tb != nil {
		p.tb.Helper()
	}
	if !h.OK {
		p.fatalf("sandbox: the handshake failed: %s", h.Problem.EN)
	}
	return h
}

// AddMedia adds a file of kind image, voice, video or thumb to the permanent material, as an upload in the console
// does, and returns its media_id. The permanent material can have 256 MB together. A file beyond that ends the test;
// outside of a test AddMedia returns "".
func (p *Platform) AddMedia(kind, contentType string, data []byte) (id string) {
	var err error
	p.core.Do(func(tx *core.Tx) {
		var f *core.File
		if f, err = tx.AddPermanent(
			core.File{Kind: kind, ContentType: contentType, Data: bytes.Clone(data)},
		); err == nil {
			id = f.MediaID
		}
	})
	if err != nil && p.tb != nil {
		p.tb.Helper()
		p.tb.Fatalf("sandbox: %v", err)
	}
	return id
}

// Exchanges returns the last 500 exchanges, oldest first.
func (p *Platform) Exchanges() (list []Exchange) {
	p.core.Do(func(tx *core.Tx) {
		for _, x := range tx.Exchanges() {
			list = append(list, x.Exchange)
		}
	})
	return list
}

// Problems returns the exchanges that had a problem, oldest first: those that were refused and those that were accepted
// with a warning. It has the first 500 whose problem a fault was requested for and the first 500 others. Unlike
// [Platform.Exchanges] it keeps them however many exchanges follow.
func (p *Platform) Problems() (list []Exchange) {
	p.core.Do(func(tx *core.Tx) {
		for _, x := range tx.Problems() {
			list = append(list, x.Exchange)
		}
	})
	return list
}

// JSSDKConfig has the values that a page gives to wx.config, and the page's address.
type JSSDKConfig struct {
	AppID     string
	Timestamp string // seconds
	NonceStr  string
	Signature string
	URL       string
}

// CheckJSSDK judges a wx.config as the platform does for a page: the account, the host of the page and the signature.
// The Problem of the result says what is wrong.
func (p *Platform) CheckJSSDK(c JSSDKConfig) (check JSSDKCheck) {
	p.core.Do(func(tx *core.Tx) { check = ticket.Check(tx, ticket.Config(c)) })
	return check
}

// Counters returns the current counts.
func (p *Platform) Counters() (c Counters) {
	p.core.Do(func(tx *core.Tx) { c = tx.Counters() })
	return c
}

// Fidelities returns how the sandbox serves each endpoint by its name, such as "menu.create": "stateful", or "sample" if
// it answers the documented response. An endpoint that the sandbox lacks is not in the map.
func Fidelities() map[string]string {
	all := map[string]string{}
	for _, r := range areas.Routes() {
		all[r.Spec.Name] = r.Fidelity()
	}
	return all
}
