package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// The default values of the account that the sandbox plays. They have the form of the platform's values, and are not
// valid anywhere else.
const (
	DefaultAppID          = "wx0123456789abcdef"
	DefaultSecret         = "0123456789abcdef0123456789abcdef"
	DefaultToken          = "sandboxtoken"
	DefaultEncodingAESKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	DefaultOriginalID     = "gh_0123456789ab"
	DefaultNickname       = "wechatgo"
)

// DefaultBase is the default address of the platform. No name server knows it; only [Platform.Client] reaches it.
const DefaultBase = "http://wechat.sandbox.test"

// DefaultWebBase is the default address of the account's pages. No name server knows it; only [Platform.Client] and the
// phones reach it.
const DefaultWebBase = "http://web.sandbox.test"

// Config has the settings of a platform. The zero value is a certified service account in safe mode with the default
// values.
type Config struct {
	// Account is the Official Account. Empty fields get the default values above; the EncodingAESKey gets its default
	// only if Mode is neither Plain nor CloudHosting.
	Account account.Account
	// OriginalID is the account's gh_ id, which is the ToUserName of every push.
	OriginalID string
	// Nickname is the account's name on the phone.
	Nickname string
	// Base is the address under which the platform is reached, without a slash at the end. The default is
	// [DefaultBase].
	Base string
	// WebBase is the account's public address, without a slash at the end. [Platform.Web] serves it: the program's pages
	// as WeChat's browser gets them. The default is [DefaultWebBase], which is for tests in process.
	WebBase string
	// PagesBase is the address at which the sandbox reaches the program's pages, such as "http://127.0.0.1:8089". The
	// default is the host of the connected app.
	PagesBase string
	// WebHosts are further hosts of the account's pages, such as "127.0.0.1:8089". They stand for both the 网页授权域名
	// and the JS接口安全域名. A host without a port allows every port. The host of WebBase is always allowed, and that
	// of the callback if WebBase is empty.
	WebHosts []string
	// Users are the names of the virtual users who exist from the start; the default is alice and bob.
	Users []string
	// Seed determines the ids. Two platforms with the same seed give the same ids to the same actions.
	Seed uint64
	// KFWindows says how many customer-service messages the account may send after each kind of action of a user, and
	// for how long.
	KFWindows record.KFWindows
	// OnMode is called with the new account before its push mode or its EncodingAESKey changes; an error prevents the
	// change. An app only accepts pushes of its account's mode, so this is the place to restart it. OnMode must not
	// change the mode or the key itself, and must not reset the platform.
	OnMode func(account.Account) error
	// OnReset is called after a reset. The reset has removed the menu and everything else that the app made when it
	// started, so this is the place to restart the app.
	OnReset func(account.Account) error
	// Kind is the kind of the account; the default is "service". It is "personal" (a person's, and every 公众号 that is
	// not certified), "subscription" (a certified 公众号), "service-unverified" or "service" (a 服务号 that is not
	// certified, or is), or "test" (a 接口测试号, whose pushes are plain unless Account says otherwise). A call that
	// this kind may not make is refused with 48001. A call that it probably may not make is a problem in the inspector.
	Kind string
	// Quotas makes calls beyond the daily quota (45009) and beyond 10,000 a minute (45011) fail. Calls are counted even
	// if it is false.
	Quotas bool
	// IPWhitelist has the addresses and ranges, such as "10.0.0.0/8", that may call with the AppSecret. A call from
	// another address is refused with 40164. An empty list refuses nobody.
	IPWhitelist []string
	// IPWhitelistAll applies the whitelist to every call, also to those with an access_token. The platform's pages
	// contain both rules.
	IPWhitelistAll bool
	// AllowSamples accepts that calls which write, send or destroy something only get the documented sample as an
	// answer, where the sandbox has no state for them. Without it, each such call is a problem in the inspector.
	AllowSamples bool
}

func (c Config) withDefaults() Config {
	a := &c.Account
	a.AppID = cmp.Or(a.AppID, DefaultAppID)
	a.Secret = cmp.Or(a.Secret, DefaultSecret)
	a.Token = cmp.Or(a.Token, DefaultToken)
	if kind, err := core.ParseKind(
		c.Kind,
	); err == nil && kind == endpoint.TestAccount && a.Mode == account.ModeDefault &&
		a.EncodingAESKey == "" {
		a.Mode = account.Plain
	}
	if a.Mode == account.ModeDefault || a.Mode.Encrypted() {
		a.EncodingAESKey = cmp.Or(a.EncodingAESKey, DefaultEncodingAESKey)
	}
	a.Mode = a.PushMode()
	c.OriginalID = cmp.Or(c.OriginalID, DefaultOriginalID)
	c.Nickname = cmp.Or(c.Nickname, DefaultNickname)
	c.Base = cmp.Or(c.Base, DefaultBase)
	c.WebBase = cmp.Or(c.WebBase, DefaultWebBase)
	if c.Users == nil {
		c.Users = []string{"alice", "bob"}
	}
	c.Users = slices.Clone(c.Users)
	c.WebHosts = slices.Clone(c.WebHosts)
	w := &c.KFWindows
	w.Message = window(w.Message, record.Window{Messages: 5, Valid: 48 * time.Hour})
	w.Click = window(w.Click, record.Window{Messages: 3, Valid: time.Minute})
	w.Follow = window(w.Follow, record.Window{Messages: 3, Valid: time.Minute})
	w.Scan = window(w.Scan, record.Window{Messages: 3, Valid: time.Minute})
	return c
}

// window replaces the zero fields of w by those of the platform's window.
func window(w, platform Window) Window {
	return Window{Messages: cmp.Or(w.Messages, platform.Messages), Valid: cmp.Or(w.Valid, platform.Valid)}
}

const refuse = field.In("sandbox")

// Validate checks the fields that a user may have typed, Kind and IPWhitelist. The error is a [*field.Error]. It does
// not check the account, which has its own Validate.
func (c Config) Validate() error {
	_, err := c.rules()
	return err
}

func (c Config) rules() (core.Rules, error) {
	r := core.Rules{Quotas: c.Quotas, WhitelistAll: c.IPWhitelistAll}
	var err error
	if r.Kind, err = core.ParseKind(c.Kind); err != nil {
		return r, refuse.Field("Kind", fmt.Sprintf("is %q", c.Kind), "give one of "+core.KindNames())
	}
	for i, one := range c.IPWhitelist {
		list, err := core.ParseWhitelist([]string{one})
		if err != nil {
			return r, refuse.Field(
				fmt.Sprintf("IPWhitelist[%d]", i),
				fmt.Sprintf("is %q", one),
				"give an address or a range, such as 1.2.3.4 or 10.0.0.0/8",
			)
		}
		r.Whitelist = append(r.Whitelist, list...)
	}
	return r, nil
}

// core returns the configuration with the default values. If [Config.Validate] would refuse it, the rules are those of
// a service account.
func (c Config) core() core.Config {
	served := c.WebBase != ""
	c = c.withDefaults()
	rules, err := c.rules()
	if err != nil {
		rules = core.Rules{Kind: endpoint.ServiceAccount}
	}
	return core.Config{
		Account: c.Account, OriginalID: c.OriginalID, Nickname: c.Nickname, Base: c.Base,
		WebBase: c.WebBase, PagesBase: c.PagesBase, CallbackIsWebHost: !served, WebHosts: c.WebHosts,
		Users: c.Users, Seed: c.Seed, KFWindows: c.KFWindows, OnMode: c.OnMode, OnReset: c.OnReset,
		Rules: rules, AllowSamples: c.AllowSamples,
	}
}
