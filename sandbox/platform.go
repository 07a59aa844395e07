package sandbox

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/ticket"
	"github.com/wechatgo/wechatgo/sandbox/internal/areas"
	"github.com/wechatgo/wechatgo/sandbox/internal/control"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
)

// Platform is one Official Account's WeChat. It is an http.Handler and safe for
// concurrent use. Make it with [New] or [Start].
type Platform struct {
	// Clock is the platform's time.
	Clock *Clock

	core     *core.Platform
	delivery *delivery.Delivery
	handler  http.Handler

	tb         TB // nil outside of a test
	withoutApp bool
}

// New makes a platform. Values of c.Account that cannot be right show in the
// exchanges of the pushes: Validate them, and c itself, first where a user
// typed them.
func New(c Config) *Platform {
	p := &Platform{core: core.New(c.core())}
	p.Clock = &Clock{p.core.Clock}
	p.delivery = delivery.New(p.core)
	table := route.NewTable(p.core, areas.Routes(), areas.SaysOK)
	mux := http.NewServeMux()
	mux.Handle("/", table)
	web.Mount(mux, p.core)
	control.Mount(mux, p.core, p.delivery, table)
	p.handler = web.Guard(p.core, mux)
	return p
}

// ServeHTTP serves the platform's paths, the control API under /_sandbox/ and
// the phone page. It refuses requests for a host other than its own and the
// loopback ones, and requests of web pages of another origin.
func (p *Platform) ServeHTTP(rw http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(rw, r) }

// Clock is the platform's virtual time: the real time and an offset. Tokens,
// codes, QR codes, media, jobs and the customer-service window live by it. The
// five seconds that a callback has for its answer are real ones.
type Clock struct{ clock *core.Clock }

// Now returns the virtual time.
func (c *Clock) Now() time.Time { return c.clock.Now() }

// Advance sets the clock ahead by d. It returns when every job of the platform
// that is due until then has run at its own instant, in order, and its pushes
// are over. It is not called from within the app's handler of such a push.
func (c *Clock) Advance(d time.Duration) { c.clock.Advance(d) }

// Close ends deliveries under way, jobs and event streams, and waits for them.
func (p *Platform) Close() { p.core.Close() }

// Reset restores the start: users, chats, menus, tokens, exchanges, the clock,
// the mode, the key and the rules. The connected app stays. An error is that of
// [Config.OnMode], and then nothing is reset, or of [Config.OnReset].
func (p *Platform) Reset() error { return p.core.Reset() }

// URL returns the platform's address, without a slash at the end.
func (p *Platform) URL() string { return p.core.Config().Base }

// Account returns the account that the platform plays, with the present push
// mode and key.
func (p *Platform) Account() account.Account { return p.core.Account() }

// OriginalID returns the account's gh_ id.
func (p *Platform) OriginalID() string { return p.core.Config().OriginalID }

// SetMode changes how messages are pushed, as the console does. Without an
// EncodingAESKey only plain mode is possible. The connected app must know: see
// [Config.OnMode], or Connect one that takes the new mode.
func (p *Platform) SetMode(m account.Mode) error { return p.core.SetMode(m) }

// ChangeKey changes the EncodingAESKey, as the console does, and returns the new
// one: key, or one that is made where key is "". For five minutes of the
// [Clock] pushes still come with the old key, so that an app needs both
// (account.Account.PreviousEncodingAESKey). The connected app must know, as for
// [Platform.SetMode].
func (p *Platform) ChangeKey(key string) (string, error) { return p.core.ChangeKey(key) }

// AppURL is where an app that is connected in process seems to be.
const AppURL = "http://app.sandbox.test"

// ConnectOption changes how [Platform.Connect] mounts the app.
type ConnectOption func(*url.URL)

// WithCallbackPath sets the path, and query if any, of the app's callback; the
// default is /wx.
func WithCallbackPath(path string) ConnectOption {
	return func(u *url.URL) {
		if at, err := url.Parse(path); err == nil {
			u.Path, u.RawQuery = at.Path, at.RawQuery
		}
	}
}

// Connect puts the app h, with its callback and its pages, under [AppURL] and
// does the handshake (URL verification). In a test, a failed handshake ends it.
func (p *Platform) Connect(h http.Handler, opts ...ConnectOption) Handshake {
	if p.tb != nil {
		p.tb.Helper()
	}
	u, _ := url.Parse(AppURL + "/wx")
	for _, opt := range opts {
		opt(u)
	}
	return p.shaken(p.delivery.Connect(core.App{Callback: u, Handler: h}))
}

// Callback sets the address of an app that is reached over HTTP and does the
// handshake; what is no address changes nothing. In a test, a failed handshake
// ends it. Any port is taken, unlike in WeChat's console, which takes 80 and 443.
func (p *Platform) Callback(address string) Handshake {
	if p.tb != nil {
		p.tb.Helper()
	}
	h, err := p.delivery.Callback(address)
	if refused, ok := errors.AsType[*core.ActionError](err); ok {
		h = Handshake{At: p.Clock.Now(), Problem: &refused.Problem}
	}
	return p.shaken(h)
}

// CallbackURL returns the address that pushes go to, "" where no app is
// connected.
func (p *Platform) CallbackURL() string {
	app, _ := p.core.App()
	if app.Callback == nil {
		return ""
	}
	return app.Callback.String()
}

func (p *Platform) shaken(h Handshake) Handshake {
	if p.tb != nil {
		p.tb.Helper()
	}
	if !h.OK {
		p.fatalf("sandbox: the handshake failed: %s", h.Problem.EN)
	}
	return h
}

// AddMedia keeps permanent material of kind image, voice, video or thumb, as if
// it had been uploaded in the console, and returns its media_id. The material
// has 256 MB together: what is beyond ends the test; outside of a test it has
// no media_id.
func (p *Platform) AddMedia(kind, contentType string, data []byte) (id string) {
	var err error
	p.core.Do(func(tx *core.Tx) {
		var f *core.File
		if f, err = tx.AddPermanent(core.File{Kind: kind, ContentType: contentType, Data: bytes.Clone(data)}); err == nil {
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

// Problems returns the exchanges that had a problem, oldest first: what was
// refused, and what was taken with a warning. Unlike [Platform.Exchanges] it keeps
// them however many others follow: the first 500 that a fault was asked for, and
// the first 500 others.
func (p *Platform) Problems() (list []Exchange) {
	p.core.Do(func(tx *core.Tx) {
		for _, x := range tx.Problems() {
			list = append(list, x.Exchange)
		}
	})
	return list
}

// JSSDKConfig is what a page gives to wx.config, and the page's address.
type JSSDKConfig struct {
	AppID     string
	Timestamp string // seconds
	NonceStr  string
	Signature string
	URL       string
}

// CheckJSSDK judges a wx.config as the platform does for a page: the account,
// the page's host, the signature. The Problem says what is wrong.
func (p *Platform) CheckJSSDK(c JSSDKConfig) (check JSSDKCheck) {
	p.core.Do(func(tx *core.Tx) { check = ticket.Check(tx, ticket.Config(c)) })
	return check
}

// Counters returns the counts of now.
func (p *Platform) Counters() (c Counters) {
	p.core.Do(func(tx *core.Tx) { c = tx.Counters() })
	return c
}

// Fidelity says how true the sandbox is about an endpoint, such as
// "menu.create": "stateful", "sample" where it answers the documented response,
// or "missing".
func Fidelity(endpoint string) string {
	for _, r := range areas.Routes() {
		if r.Spec.Name == endpoint {
			return r.Fidelity()
		}
	}
	return "missing"
}
