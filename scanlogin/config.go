package scanlogin

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/language"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/internal/webpage"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/store"
)

// Config configures a [Login]. AppID, Name, Login and Client are required; the rest may stay empty.
type Config struct {
	// AppID is the account's.
	AppID string
	// Name is the account's name (公众号名称), of 30 characters at most: the page says whom the visitor follows, and the
	// phone says what the login is for.
	Name string
	// Login keeps who is logged in, in its sessions: a page finds the user with [oauth.User], whichever way the login
	// went. Its BaseURL or TrustForwarded says whether users see the site over https. The account need not have the
	// permission for web login.
	Login *oauth.Login
	// Client calls the platform: it makes the codes and asks for a follower's UnionID.
	Client *endpoint.Client
	// Path is where users reach the [Login], with a slash at both ends; empty means [DefaultPath].
	Path string
	// Passcode shows no QR code but the account's name and eight characters to send to it as a text. An account that may
	// not make QR codes needs it. Without it, a refusal of the platform for lack of the permission turns it on for a day.
	Passcode bool
	// WebLogin says that the account has the permission for web login, and that the site's host is its 网页授权域名. The
	// question on the phone then has a link to a page, where the user types the digits too; and in WeChat's own browser
	// [Login.Require] logs users in with it, without a code. It needs the BaseURL of Login's configuration: the host of a
	// request, which anybody can choose, must not get into a message of the account's.
	WebLogin bool
	// Choices shows four pairs of digits on the phone, to tap the right one. A thoughtless tap is then right once in four
	// times, where a number that must be typed cannot be typed without the page.
	Choices bool
	// User returns the identity of a follower who has logged in. Nil asks the platform for the UnionID (user.info); an
	// account that may not ask has the OpenID alone. Its ctx ends after 5 seconds. With an error the browser gets a page
	// that says to try again.
	User func(ctx context.Context, openID string) (oauth.Identity, error)
	// Accept is called in the browser's request that ends a login, before the session begins. It is the place to link the
	// user to an account of the site's own, which r is logged in to by the site's own session, or to refuse a user: with
	// an error nobody is logged in.
	Accept func(r *http.Request, id oauth.Identity) error
	// Address returns the address of the visitor's browser, by which the codes are counted and which the phone is shown.
	// Nil takes the address that the request came from; if that is a private one, as a proxy's, the last public one of
	// X-Forwarded-For.
	Address func(r *http.Request) netip.Addr
	// CodesPerAddress is how many codes an address may make in ten minutes; zero means [DefaultCodesPerAddress]. An office
	// or a school has one address for all its visitors.
	CodesPerAddress int
	// Place returns the place of an address, such as a city, for the phone; nil or "" shows the address itself. Its ctx
	// ends after a second.
	Place func(ctx context.Context, address netip.Addr) string
	// TimeZone is that of the time on the phone; nil means China's.
	TimeZone *time.Location
	// Store keeps logins under way, for three minutes, and the counts of attempts. Several instances share one; nil keeps
	// them in the process.
	Store store.Store
	// Texts replaces what users read, by language: "zh-CN" and "en", which the package has, or another tag, such as "ja".
	// What is left empty is the package's own, in English for a language that it does not have. The browser's
	// Accept-Language decides, also for what its phone reads.
	Texts map[string]Texts
	// Logger logs failed logins; nil means [slog.Default].
	Logger *slog.Logger
}

// DefaultPath is where users reach a [Login] unless [Config.Path] says otherwise.
const DefaultPath = "/scanlogin/"

// DefaultCodesPerAddress is how many codes an address may make in ten minutes unless [Config.CodesPerAddress] says
// otherwise.
const DefaultCodesPerAddress = 60

// refuse makes the errors about a [Config].
const refuse = field.In("scanlogin")

// maxName is the longest [Config.Name], in characters: that of an account.
const maxName = 30

func (c Config) check() error {
	switch {
	case c.AppID == "":
		return refuse.Empty("AppID", "take it from the account's console")
	case strings.TrimSpace(c.Name) == "":
		return refuse.Empty("Name", "give the account's name, which visitors search for")
	case utf8.RuneCountInString(c.Name) > maxName:
		return refuse.Field("Name", fmt.Sprintf("has more than %d characters", maxName), "give the account's name")
	case c.Login == nil:
		return refuse.Empty("Login", "make one with oauth.New or the client's Login: it keeps the sessions")
	case c.Client == nil:
		return refuse.Empty("Client", "give the client that calls the platform")
	case c.Store != nil && guard.IsNil(c.Store):
		return refuse.Field("Store", "is a nil pointer", "leave it empty for logins in the process")
	case c.WebLogin && c.Login.BaseURL() == "":
		return refuse.Field("WebLogin", "needs the site's address for a link", "set oauth.Config.BaseURL of Login")
	case c.CodesPerAddress < 0:
		return refuse.Field("CodesPerAddress", "is below zero", "leave it empty for 60")
	case !isFolder(c.Path):
		return refuse.Field("Path", "is no path with a slash at both ends", "give one such as /login/")
	}
	return nil
}

// isFolder reports whether pages have their addresses below path.
func isFolder(path string) bool {
	return webpage.IsOwnPath(path) && strings.HasSuffix(path, "/") && !strings.ContainsAny(path, "?#%")
}

// maxEntries bounds the process's own store. A login takes some 600 bytes.
const maxEntries = 1 << 16

const (
	storeTimeout = 800 * time.Millisecond
	storePause   = time.Second
)

// New returns the login by QR code of one account. A field of c that cannot be right is refused with a [*field.Error]
// that names it. The [*Login] beside an error is not nil: it answers every page with status 500 and lets no one in, so
// that a program can start all the same.
func New(c Config) (*Login, error) {
	if c.Path == "" {
		c.Path = DefaultPath
	}
	l := &Login{config: c, logger: c.Logger, closing: make(chan struct{})}
	if l.logger == nil {
		l.logger = slog.Default()
	}
	l.logger = slog.New(guard.Log{Handler: l.logger.Handler()})
	var err error
	if l.texts, err = newTexts(c.Texts, c.Name); err != nil {
		return l, err
	}
	if err := c.check(); err != nil {
		return l, err
	}
	if l.config.CodesPerAddress == 0 {
		l.config.CodesPerAddress = DefaultCodesPerAddress
	}
	if l.config.TimeZone == nil {
		l.config.TimeZone = china
	}
	if l.config.User == nil {
		l.config.User = l.follower
	}
	if c.Store == nil {
		c.Store = store.NewMemory(store.WithMaxEntries(maxEntries))
	}
	l.store = sharedstore.New(sharedstore.Config{
		Store: c.Store, User: "scanlogin", Timeout: storeTimeout, Pause: storePause,
		Log: l.logger, Telemetry: measure.Guard(c.Client.Telemetry, l.logger),
	})
	l.prefix = "scanlogin:" + c.AppID + ":"
	return l, nil
}

// china is the time zone of nearly all followers.
var china = time.FixedZone("UTC+8", 8*60*60)

// textsFor returns the texts for the reader of the answer to r, and their language.
func (l *Login) textsFor(r *http.Request) (lang string, t Texts) {
	return l.texts.Choose(r, language.Chinese)
}
