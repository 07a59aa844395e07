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
	KFWindows record.KFWindows
	// OnMode is called with the account when its push mode or its
	// EncodingAESKey is to change, before it does; an error leaves it as it is.
	// An app takes pushes of its account's mode alone, and this is where it is
	// started anew. It may not change the mode or the key itself, nor reset.
	OnMode func(account.Account) error
	// OnReset is called after a reset, which has taken the menu and all else
	// that the app made at its start: this is where it is started anew.
	OnReset func(account.Account) error
	// Kind is the kind of account, "service" unless set: "personal" (a person's,
	// and every 公众号 that is not certified), "subscription" (a certified 公众号),
	// "service-unverified" and "service" (a 服务号, not certified and certified)
	// or "test" (a 接口测试号, whose pushes are plain unless Account says
	// otherwise). What the kind may not call gets 48001, and what is only thought
	// to be forbidden is a problem in the inspector.
	Kind string
	// Quotas lets calls beyond the daily quota be refused (45009), and those
	// beyond 10,000 a minute (45011). Without it they are counted alone.
	Quotas bool
	// IPWhitelist has the addresses and ranges that may call with the
	// AppSecret, such as "10.0.0.0/8"; everybody else gets 40164. None refuses
	// nobody.
	IPWhitelist []string
	// IPWhitelistAll holds every call to the whitelist, also those with an
	// access_token: the platform's pages say the one and the other.
	IPWhitelistAll bool
	// AllowSamples takes it that calls which write, send or destroy are answered
	// by the documented sample where the sandbox has no state for them. Without
	// it each of them is a problem in the inspector.
	AllowSamples bool
}

func (c Config) withDefaults() Config {
	a := &c.Account
	a.AppID = cmp.Or(a.AppID, DefaultAppID)
	a.Secret = cmp.Or(a.Secret, DefaultSecret)
	a.Token = cmp.Or(a.Token, DefaultToken)
	if kind, err := core.ParseKind(c.Kind); err == nil && kind == endpoint.TestAccount && a.Mode == account.ModeDefault && a.EncodingAESKey == "" {
		a.Mode = account.Plain
	}
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
	w.Message = window(w.Message, record.Window{Messages: 5, Valid: 48 * time.Hour})
	w.Click = window(w.Click, record.Window{Messages: 3, Valid: time.Minute})
	w.Follow = window(w.Follow, record.Window{Messages: 3, Valid: time.Minute})
	w.Scan = window(w.Scan, record.Window{Messages: 3, Valid: time.Minute})
	return c
}

// window fills what is not set of w from the platform's.
func window(w, platform Window) Window {
	return Window{Messages: cmp.Or(w.Messages, platform.Messages), Valid: cmp.Or(w.Valid, platform.Valid)}
}

const refuse = field.In("sandbox")

// Validate checks what a user may have typed, Kind and IPWhitelist: the error is
// a [*field.Error]. The account has its own Validate.
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
			return r, refuse.Field(fmt.Sprintf("IPWhitelist[%d]", i), fmt.Sprintf("is %q", one), "give an address or a range, such as 1.2.3.4 or 10.0.0.0/8")
		}
		r.Whitelist = append(r.Whitelist, list...)
	}
	return r, nil
}

// core is the configuration with the defaults. What [Config.Validate] refuses is
// as if it were not set.
func (c Config) core() core.Config {
	c = c.withDefaults()
	rules, err := c.rules()
	if err != nil {
		rules = core.Rules{Kind: endpoint.ServiceAccount}
	}
	return core.Config{
		Account: c.Account, OriginalID: c.OriginalID, Nickname: c.Nickname, Base: c.Base, WebHosts: c.WebHosts,
		Users: c.Users, Seed: c.Seed, KFWindows: c.KFWindows, OnMode: c.OnMode, OnReset: c.OnReset,
		Rules: rules, AllowSamples: c.AllowSamples,
	}
}
