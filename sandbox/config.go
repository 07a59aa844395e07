package sandbox

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/account"
)

// The account that the sandbox plays unless told otherwise. The values have
// the platform's shapes and open nothing anywhere else.
const (
	DefaultAppID          = "wx0123456789abcdef"
	DefaultSecret         = "0123456789abcdef0123456789abcdef"
	DefaultToken          = "sandboxtoken"
	DefaultEncodingAESKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	DefaultOriginalID     = "gh_0123456789ab"
	DefaultNickname       = "wechatgo"
)

// DefaultBase is the platform's address where none is configured. No name
// server knows it: only [Platform.Client] reaches it.
const DefaultBase = "http://wechat.sandbox.test"

// Config describes a platform. Its zero value is useful.
type Config struct {
	// Account is the Official Account. Empty fields get the defaults above;
	// the key only if Mode is not Plain.
	Account account.Account
	// OriginalID is the account's gh_ id, the ToUserName of every push.
	OriginalID string
	// Nickname is the account's name on the phone.
	Nickname string
	// Base is the address under which the platform is reached, without a slash
	// at the end; the default is [DefaultBase].
	Base string
	// WebHosts are the hosts of the account's pages, such as "127.0.0.1:8089":
	// its 网页授权域名 and JS接口安全域名 in one. A host without a port allows
	// every port. The callback's own host is always allowed.
	WebHosts []string
	// Users are the virtual users of the start, by name; alice and bob unless
	// set.
	Users []string
	// Seed makes the ids. Two platforms with one seed give the same ids to the
	// same actions.
	Seed uint64
	// KFWindows says how many customer-service messages may follow what.
	KFWindows KFWindows
	// OnMode is called with the account when its push mode is to change, before
	// it does; an error leaves the mode as it is. An app takes pushes of its
	// account's mode alone, and this is where it is started anew.
	OnMode func(account.Account) error
	// OnReset is called after a reset, which has taken the menu and all else
	// that the app made at its start: this is where it is started anew.
	OnReset func(account.Account) error
}

// Window is a part of the customer-service window.
type Window struct {
	Messages int           // how many messages may be sent
	Valid    time.Duration // for how long
}

// KFWindows are the parts of the customer-service window, each opened by
// something that the user does. The platform's table has changed over the
// years; zero fields get the current one.
type KFWindows struct {
	Message Window // a message from the user: 5 in 48 hours
	Click   Window // a click on a menu button: 3 in a minute
	Follow  Window // a follow: 3 in a minute
	Scan    Window // a scan of a QR code: 3 in a minute
}

func (c Config) withDefaults() Config {
	a := &c.Account
	a.AppID = cmp.Or(a.AppID, DefaultAppID)
	a.Secret = cmp.Or(a.Secret, DefaultSecret)
	a.Token = cmp.Or(a.Token, DefaultToken)
	if a.Mode != account.Plain {
		a.EncodingAESKey = cmp.Or(a.EncodingAESKey, DefaultEncodingAESKey)
	}
	a.Mode = a.PushMode()
	c.OriginalID = cmp.Or(c.OriginalID, DefaultOriginalID)
	c.Nickname = cmp.Or(c.Nickname, DefaultNickname)
	c.Base = cmp.Or(c.Base, DefaultBase)
	if c.Users == nil {
		c.Users = []string{"alice", "bob"}
	}
	c.Users = slices.Clone(c.Users)
	c.WebHosts = slices.Clone(c.WebHosts)
	w := &c.KFWindows
	w.Message = cmp.Or(w.Message, Window{5, 48 * time.Hour})
	w.Click = cmp.Or(w.Click, Window{3, time.Minute})
	w.Follow = cmp.Or(w.Follow, Window{3, time.Minute})
	w.Scan = cmp.Or(w.Scan, Window{3, time.Minute})
	return c
}

// baseURL parses Base; what is no URL has an empty host, which nobody reaches.
func (c Config) baseURL() *url.URL {
	u, err := url.Parse(c.Base)
	if err != nil {
		return &url.URL{}
	}
	return u
}
