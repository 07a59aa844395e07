package oauth

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
)

// Config configures a [Login]. AppID, Secret and CookieKey are required; the rest may stay empty. Printing or logging
// it shows no secret.
type Config struct {
	// AppID and Secret are the account's.
	AppID, Secret string
	// CookieKey is a secret of the program's own, 32 bytes or longer, from which the keys of the cookies are derived.
	// Instances that serve one site share it; a new one ends all sessions kept in cookies, unless PreviousCookieKey is
	// the old one.
	CookieKey []byte
	// PreviousCookieKey opens cookies that were sealed before CookieKey was changed, and seals none. It can be removed
	// when SessionLife has passed since the change. Where instances are changed one by one, all of them first get the
	// new key as PreviousCookieKey, and then the two change places.
	PreviousCookieKey []byte
	// Client calls the platform, and its Hosts say where the authorize page is. Nil means WeChat itself. Where
	// Hosts.Open is not WeChat's own host, as with the sandbox, any browser may log in. Its Telemetry also counts the
	// failures of Store.
	Client *endpoint.Client
	// BaseURL is the site's public address, such as "https://www.example.com", with a path if a proxy removes one. If
	// it is empty, the address is taken from each request: its Host, and https if the request came over TLS. Headers of
	// proxies that contradict the request are then logged, once; they count only where a forged one harms nobody: to
	// make http https, and in place of a Host that is an IP address or a name without a dot. The port of the scheme
	// (443, 80) is dropped, and so is that of the request's own scheme where a header makes it https.
	BaseURL string
	// TrustForwarded takes the address from the headers of proxies if BaseURL is empty: the host from
	// X-Forwarded-Host; the scheme from the first of X-Forwarded-Proto, X-Forwarded-Scheme, X-Url-Scheme,
	// X-Client-Scheme, X-Forwarded-Ssl and Front-End-Https that names one; both from Forwarded (RFC 7239) if none of
	// these is there, not even empty. Of a list the first value counts, that of the proxy nearest to the user. The ports
	// 80 and 443 of a host are dropped. A header of more than 4,096 bytes counts as unreadable. Set it only if that
	// proxy replaces what clients send in these headers, since a client can send any value.
	TrustForwarded bool
	// Sessions keeps who is logged in; nil means an encrypted cookie.
	Sessions SessionStore
	// SessionLife is how long a login lasts, wherever it is kept; zero means [DefaultSessionLife].
	SessionLife time.Duration
	// Recheck is the time, a minute or more, after which the next page that a user opens asks WeChat again who that is,
	// with a login for [Base], which asks the user nothing. The same user keeps the session, with the scope that it has;
	// another user ends it. Zero believes a session for all of SessionLife. Set it, to 10 minutes say, where several
	// people use one phone or one person several WeChat accounts: the browser keeps its cookies when WeChat's account
	// changes. Requests of scripts and forms are not checked.
	Recheck time.Duration
	// Store keeps the result of a code's exchange for 10 minutes, sealed with CookieKey, so that a callback that is
	// opened twice gets the same answer. Several instances need a shared Store; nil keeps the results in the process.
	// While the Store fails, logins go on: a user waits 0.8 s for it at most, and it is then left alone for 5 s.
	Store store.Store
	// AnyBrowser lets browsers other than WeChat's begin a login. WeChat itself refuses them, so AnyBrowser is useful
	// only with an authorize page that is not WeChat's.
	AnyBrowser bool
	// PlainRedirect begins logins with a redirect to WeChat alone. Without it browsers get a small page with a script
	// that goes there at once and keeps the part of the address behind #, 1,024 bytes at most, which a page with hash
	// routes needs and browsers do not send. Clients that send no Accept-Language, or do not accept text/html, are
	// always redirected.
	PlainRedirect bool
	// Texts replaces what users read, by language: "zh-CN" and "en", which the package has, or another tag of 35 bytes
	// at most, such as "ja". What is left empty is the package's own, in English for a language that it does not have.
	// The reader's Accept-Language decides; Chinese is for browsers that name no language, English for those that
	// prefer others.
	Texts map[string]Texts
	// ErrorPage writes the page of a login that failed; nil means the package's own. It must write e.Status and escape
	// what it shows.
	ErrorPage func(w http.ResponseWriter, r *http.Request, e *PageError)
	// Logger logs failed logins, and when the Store goes away and is back; nil means [slog.Default].
	Logger *slog.Logger
}

// DefaultSessionLife is how long a login lasts unless [Config.SessionLife] says otherwise.
const DefaultSessionLife = 7 * 24 * time.Hour

// String returns the AppID.
func (c Config) String() string { return fmt.Sprintf("oauth.Config(%s)", c.AppID) }

// Format prints the result of String under every verb.
func (c Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue returns the AppID.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// refuse makes the errors about a [Config] and an [Authorize]. They never show a value.
const refuse = field.In("oauth")

const minCookieKey = 32

func (c Config) check() error {
	switch {
	case c.AppID == "" || !alphanumeric(c.AppID):
		return refuse.Field("AppID", "is not letters and digits", "take it from the account's console")
	case c.Secret == "":
		return refuse.Empty("Secret", "take the AppSecret from the account's console")
	case len(c.CookieKey) < minCookieKey:
		return shortKey(
			"CookieKey",
			c.CookieKey,
			"make a secret once, as with openssl rand -hex 32, and give it to every instance",
		)
	case len(c.PreviousCookieKey) > 0 && len(c.PreviousCookieKey) < minCookieKey:
		return shortKey("PreviousCookieKey", c.PreviousCookieKey, "give the whole previous key, or none")
	case c.Recheck != 0 && c.Recheck < minRecheck:
		return refuse.Field(
			"Recheck",
			"is shorter than a minute",
			"give a minute or more, or leave it empty for no checks",
		)
	case c.SessionLife < 0:
		return refuse.Field("SessionLife", "is below zero", "leave it empty for 7 days")
	case c.Sessions != nil && guard.IsNil(c.Sessions):
		return refuse.Field("Sessions", "is a nil pointer", "leave it empty for sessions in cookies")
	case c.Store != nil && guard.IsNil(c.Store):
		return refuse.Field("Store", "is a nil pointer", "leave it empty for results in the process")
	}
	return nil
}

func shortKey(path string, key []byte, cure string) error {
	return refuse.Field(path, fmt.Sprintf("has %d bytes, fewer than %d", len(key), minCookieKey), cure)
}

// maxResults bounds the number of results in the process's own store. One takes about 500 bytes.
const maxResults = 1 << 16

// New returns the login of one account. A field of c that cannot be right is refused with a [*field.Error] that names
// it. The [*Login] beside an error is not nil: it answers every page behind it with status 500 and without the reason,
// so that a program can start all the same.
func New(c Config) (*Login, error) {
	texts, err := newTextSet(c.Texts)
	if err != nil {
		return &Login{texts: texts}, err
	}
	l, err := newLogin(c, texts)
	if err != nil {
		return &Login{texts: texts}, err
	}
	return l, nil
}

func newLogin(c Config, texts textSet) (*Login, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	site, err := newSite(c.BaseURL, c.TrustForwarded)
	if err != nil {
		return nil, err
	}
	sessions, err := newSealedCookies(site, c, "session")
	if err != nil {
		return nil, err
	}
	states, err := newSealedCookies(site, c, "state")
	if err != nil {
		return nil, err
	}
	snapshots, err := newSealedCookies(site, c, "snapshot")
	if err != nil {
		return nil, err
	}
	resultSealer, err := newSealer(c, "result")
	if err != nil {
		return nil, err
	}
	l := &Login{
		config:    c,
		site:      site,
		client:    c.Client,
		states:    states,
		snapshots: snapshots,
		fragments: newCookies(site, c.AppID, "hash"),
		texts:     texts,
		results: results{
			own:    store.NewMemory(store.WithMaxEntries(maxResults)),
			sealer: resultSealer,
			prefix: "oauth:" + c.AppID + ":",
		},
		flight: new(singleflight.Group),
		logger: c.Logger,
	}
	if l.config.SessionLife == 0 {
		l.config.SessionLife = DefaultSessionLife
	}
	if c.Sessions == nil {
		l.config.Sessions = cookieSessions{cookies: sessions, life: l.config.SessionLife}
	} else {
		l.config.Sessions = guardedSessions{c.Sessions}
	}
	if l.config.ErrorPage == nil {
		l.config.ErrorPage = l.writePage
	}
	if l.client == nil {
		l.client = new(endpoint.Client)
	}
	if l.logger == nil {
		l.logger = slog.Default()
	}
	l.logger = slog.New(guard.Log{Handler: l.logger.Handler()})
	if c.Store != nil {
		l.results.shared = sharedstore.New(sharedstore.Config{
			Store: c.Store, User: "oauth", Timeout: storeTimeout, Pause: storePause,
			Log: l.logger, Telemetry: measure.Guard(l.client.Telemetry, l.logger),
		})
	}
	l.anyBrowser = c.AnyBrowser || l.client.Hosts.Base(endpoint.Open) != endpoint.Hosts{}.Base(endpoint.Open)
	return l, nil
}

func newSite(base string, trustForwarded bool) (site, error) {
	s := site{trustForwarded: trustForwarded}
	if base == "" {
		return s, nil
	}
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil ||
		strings.ContainsAny(base, "?#") {
		return s, refuse.Field(
			"BaseURL",
			"is not a public address",
			"give scheme and host, such as https://www.example.com",
		)
	}
	s.base = newOrigin(u.Scheme, u.Host)
	s.prefix = strings.TrimRight(u.EscapedPath(), "/")
	return s, nil
}
