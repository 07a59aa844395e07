// Package onetime leads users to WeChat's confirm page for a one-time subscription message (一次性订阅消息) and back. A
// user who confirms there allows the account to send one message, with SendOnce of package template, and need not follow
// the account. Certified accounts have this permission.
//
//	reminders, err := onetime.New(onetime.Config{
//		AppID:     id,
//		Key:       key, // 32 bytes of the program's own
//		ReturnURL: "https://www.example.com/wx/reminders",
//		Return: func(w http.ResponseWriter, r *http.Request, a onetime.Answer) {
//			if a.Confirmed && !a.Repeated {
//				save(a.OpenID, a.Scene) // and send the message when it is time
//			}
//			http.Redirect(w, r, a.Page, http.StatusFound)
//		},
//	})
//	http.Handle("/wx/reminders", reminders)
//
// A page's handler begins with
//
//	address, err := reminders.Begin(w, r, onetime.Ask{TemplateID: template, Scene: 1000, Page: "/orders/7"})
//
// and leads the user to address with a redirect or a link.
//
// The guide is [docs/onetime.md]. The platform's page is
// https://developers.weixin.qq.com/doc/service/api/notify/subscribe/api_templatesubscribe.html
//
// [docs/onetime.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/onetime.md
package onetime

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/logonce"
	"github.com/wechatgo/wechatgo/internal/webpage"
)

// Config configures a [Subscription]. AppID, Key, ReturnURL and Return are required. Printing or logging it shows no
// secret.
type Config struct {
	// AppID is the account's.
	AppID string
	// Key is a secret of the program's own, 32 bytes or longer, from which the key for the cookies is derived. Instances
	// that serve one site share it. A new key refuses the users who are on the confirm page at that moment.
	Key []byte
	// ReturnURL is the address of the Subscription as users reach it, such as "https://www.example.com/wx/reminders". It
	// may have a query but no fragment. Its host must be a 业务域名 of the account. Cookies are kept for its host, so the
	// page that begins must be on the same host, and over https as well if ReturnURL is.
	ReturnURL string
	// Return answers a user who comes back from the confirm page. The answer has been verified. It writes a page or a
	// redirect, usually to [Answer.Page].
	Return func(w http.ResponseWriter, r *http.Request, a Answer)
	// OpenID returns the OpenID as which the browser of r is logged in, or "" if it is not. If it is set, a user who
	// began as somebody must come back as the same one, and only their own confirmation counts. Nil means that the
	// browser alone is compared.
	OpenID func(r *http.Request) string
	// Hosts says where the confirm page is; the zero value is WeChat itself.
	Hosts endpoint.Hosts
	// ErrorPage writes the page for a user whose return is refused; nil means the package's own, in Chinese or English.
	// It must write e.Status and escape what it shows.
	ErrorPage func(w http.ResponseWriter, r *http.Request, e *PageError)
	// Logger logs refused returns, once for each reason; nil means [slog.Default].
	Logger *slog.Logger
}

// String returns the AppID.
func (c Config) String() string { return fmt.Sprintf("onetime.Config(%s)", c.AppID) }

// Format prints the result of String under every verb.
func (c Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue returns the AppID.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// refuse makes the errors about a [Config], a [Confirm] and an [Ask]. They never show a secret.
const refuse = field.In("onetime")

const minKey = 32

// Answer is what a user has decided on the confirm page.
type Answer struct {
	// Confirmed reports whether the user agreed. If not, the user canceled.
	Confirmed bool
	// OpenID is the user who agreed; it is empty if the user canceled. The platform does not sign it: a user can change it
	// on the way. Since the platform sends a message only to users who have confirmed it, that gains nothing, but OpenID
	// is no login. See [Config.OpenID].
	OpenID string
	// TemplateID, Scene and Page are those of the [Ask].
	TemplateID string
	Scene      int
	Page       string
	// Repeated reports that this answer was given before, as when the user reloads the page. A user who cancels, goes
	// back to the confirm page and agrees gives another answer: it is not Repeated.
	Repeated bool
}

// Subscription leads users to the confirm page and back. As an http.Handler it serves [Config.ReturnURL]. Make it with
// [New]; it is safe for concurrent use.
//
// The zero Subscription, which [New] returns beside an error, is not set up: it begins nothing, and answers every
// request with status 500 and a page that does not say the reason.
type Subscription struct {
	config Config
	states states
	logged logonce.Keys
}

// errNotSetUp is the error of a Subscription whose [New] failed. It does not say why: [New] has returned that.
var errNotSetUp = errors.New("onetime: not set up: onetime.New has returned the reason")

// New returns a Subscription. A field of c that cannot be right is refused with a [*field.Error] that names it. The
// [*Subscription] beside an error is not nil, so that a program can start all the same.
func New(c Config) (*Subscription, error) {
	s, err := newSubscription(c)
	if err != nil {
		return new(Subscription), err
	}
	return s, nil
}

func newSubscription(c Config) (*Subscription, error) {
	returnURL, err := url.Parse(c.ReturnURL)
	switch {
	case c.AppID == "" || !alphanumeric(c.AppID):
		return nil, refuse.Field("AppID", "is not letters and digits", "take it from the account's console")
	case len(c.Key) < minKey:
		return nil, refuse.Field("Key", fmt.Sprintf("has %d bytes, fewer than %d", len(c.Key), minKey),
			"make a secret once, as with openssl rand -hex 32, and give it to every instance")
	case err != nil || !isPage(c.ReturnURL):
		return nil, badPage("ReturnURL")
	case c.Return == nil:
		return nil, refuse.Field("Return", "is nil", "give the function that answers a user who comes back")
	}
	if c.ErrorPage == nil {
		c.ErrorPage = writePage
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	states, err := newStates(c, strings.EqualFold(returnURL.Scheme, "https"))
	if err != nil {
		return nil, err
	}
	return &Subscription{config: c, states: states}, nil
}

func (s *Subscription) isSetUp() bool { return s.config.Return != nil }

// Format shows the AppID under every verb, and no secret.
func (s *Subscription) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "onetime.Subscription(%s)", s.config.AppID)
}

// Ask is what a user is asked for.
type Ask struct {
	// TemplateID is the id of the account's subscription template. The console has it under 接口管理 in the
	// developer platform, which the older console calls 接口权限.
	TemplateID string
	// Scene says in which situation the user is asked, from 0 to 10000. A user who agrees twice in one scene allows one
	// message.
	Scene int
	// Page is the path, with the query, of the page to which the user returns in the end: encoded, up to 512 bytes, on the
	// site itself, beginning with one slash. Empty means "/". It comes back as [Answer.Page].
	Page string
}

// Begin returns the address of the confirm page for the user of r, and sets a cookie that binds the user's answer to this
// browser for 10 minutes. It is called before the response is written. A field of a that cannot be right is refused with
// a [*field.Error]. Begin keeps up to 8 answers pending in a browser, and forgets the oldest of more.
func (s *Subscription) Begin(w http.ResponseWriter, r *http.Request, a Ask) (string, error) {
	if !s.isSetUp() {
		return "", errNotSetUp
	}
	if a.Page == "" {
		a.Page = "/"
	}
	if len(a.Page) > maxPage || !webpage.IsOwnPath(a.Page) {
		return "", refuse.Field("Page", fmt.Sprintf("is not a path on the site, of up to %d bytes", maxPage),
			"give an encoded path that begins with one slash, such as /orders/7")
	}
	reserved := newReserved()
	address, err := ConfirmURL(Confirm{
		Hosts: s.config.Hosts, AppID: s.config.AppID, TemplateID: a.TemplateID, Scene: a.Scene,
		RedirectURL: s.config.ReturnURL, Reserved: reserved,
	})
	if err != nil {
		return "", err
	}
	if err := s.states.begin(w, r, reserved, s.newPending(r, a)); err != nil {
		return "", err
	}
	return address, nil
}

// maxPage bounds the length of a page's path, which is kept in a cookie, in bytes.
const maxPage = 512
