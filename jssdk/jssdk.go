// Package jssdk signs web pages for WeChat's JS-SDK, and serves the parameters of wx.config to them.
//
// An [SDK] is an http.Handler. With
//
//	http.Handle("/wx/jssdk", sdk)
//
// a page needs only these lines:
//
//	<script src="/wx/jssdk?script"></script>
//	<script>wechatgo.share({title: "...", desc: "...", link: location.href, imgUrl: "..."})</script>
//
// The script, wechatgo.js, loads WeChat's script, requests the page's signature, and sets both share cards. Pages with
// a script of their own request their configuration with GET ?url= or POST, see [SDK.ServeHTTP].
//
// Cards (卡券) have a signature of their own: [SDK.SignCard] makes that of wx.addCard, [SDK.SignCardChoice] that of
// wx.chooseCard, and pages can have the cards of [Config.Cards] signed by the handler.
//
// [SDK.Explain] finds out why another signature of a page differs.
//
// The guide is [docs/jssdk.md]. The platform's page is
// https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html
//
// [docs/jssdk.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/jssdk.md
package jssdk

import (
	"context"
	"log/slog"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/logonce"
)

// DefaultScriptURL is the address of WeChat's script, in the newest version that the platform documents.
const DefaultScriptURL = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"

// Tickets returns the account's tickets. The usual implementation is a *credential.Source.
type Tickets interface {
	// Ticket returns the ticket of a kind. An SDK asks for "jsapi", and for "wx_card" if it signs cards.
	Ticket(ctx context.Context, kind string) (string, error)
}

// Config is the configuration of an [SDK]. AppID, Tickets and Hosts are required.
type Config struct {
	// AppID is the account's.
	AppID string
	// Tickets returns the account's tickets.
	Tickets Tickets
	// Hosts are the hosts whose pages may be signed, with the port if it is not the scheme's default:
	// "www.example.com", "127.0.0.1:8089". Case does not matter, and a default port, :443 or :80, counts as none.
	// Subdomains of a host must be listed themselves. The console must list each host as JS接口安全域名, too.
	Hosts []string
	// Cards are the card_ids of the cards (卡券) that every page of Hosts may have signed by the handler, for wx.addCard
	// and wx.chooseCard. The handler does not know who asks, so these are cards that anybody may take. For a card with
	// a code of its own, or for one user, a program calls [SDK.SignCard] instead. Empty means none.
	Cards []string
	// ScriptURL is the address of WeChat's script, which wechatgo.js loads; empty means [DefaultScriptURL].
	ScriptURL string
	// Logger logs refused requests, once for each host, and the errors of Tickets; nil means slog.Default().
	Logger *slog.Logger
}

// SDK signs pages. Make it with [New]; it is safe for concurrent use.
//
// The zero SDK, which [New] returns beside an error, is not set up: it signs nothing and answers every request with
// status 500, without the reason.
type SDK struct {
	appID      string
	tickets    Tickets // nil if the SDK is not set up
	hosts      hostList
	cards      cardList
	script     []byte
	etag       string
	log        *slog.Logger
	outage     outage       // of the jsapi ticket
	cardOutage outage       // of the wx_card ticket
	logged     logonce.Keys // the refusals that were logged
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
	if guard.IsNil(c.Tickets) {
		return nil, refuse.Field("Tickets", "is nil", "give the account's *credential.Source")
	}
	hosts, err := newHostList(c.Hosts)
	if err != nil {
		return nil, err
	}
	cards, err := newCardList(c.Cards)
	if err != nil {
		return nil, err
	}
	if c.ScriptURL == "" {
		c.ScriptURL = DefaultScriptURL
	}
	if !isScriptURL(c.ScriptURL) {
		return nil, refuse.Field(
			"ScriptURL",
			"is neither an http(s) address nor a path that begins with /",
			"leave it empty for WeChat's own script",
		)
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	s := &SDK{appID: c.AppID, tickets: c.Tickets, hosts: hosts, cards: cards, log: c.Logger}
	s.outage.signs, s.cardOutage.signs = "pages", "cards"
	s.script, s.etag = newScript(c.ScriptURL)
	return s, nil
}

// isScriptURL reports whether address is an http or https URL, or a path that begins with /.
func isScriptURL(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	return u.Host != "" || strings.HasPrefix(u.Path, "/")
}
