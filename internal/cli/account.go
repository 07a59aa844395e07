package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The default addresses of the sandbox and the demo.
const (
	defaultAddr    = "127.0.0.1:8088"
	defaultAppAddr = "127.0.0.1:8089"
)

// pagesUsage is what --app-addr is where no program is started by this command.
const pagesUsage = "where your program's web pages are, such as 127.0.0.1:3000 (default the callback's host)"

// platformFlags are the flags that dev and sandbox share.
type platformFlags struct {
	addr, webAddr, appAddr, mode string
	account                      account.Account
	rules                        sandbox.Config // Kind, Quotas, the IP whitelist
	state                        string         // a file
	population                   int
}

// register adds the flags. appAddr and its words are what the command does about --app-addr.
func (p *platformFlags) register(cmd *cobra.Command, appAddr, appAddrWords string) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&p.addr, "addr", defaultAddr, "where the sandbox listens; port 0 takes a free one")
	f.StringVar(
		&p.webAddr,
		"web-addr",
		"",
		"the account's public address, which stands before the web pages (default port "+defaultWebPort+" on the host of --addr)",
	)
	f.StringVar(&p.appAddr, "app-addr", appAddr, appAddrWords)
	f.StringVar(
		&p.mode,
		"mode",
		"",
		"how messages are pushed: plain, compatible, safe, or cloud for WeChat cloud hosting; safe unless set, plain for a test account",
	)
	f.StringVar(
		&p.rules.Kind,
		"kind",
		"service",
		"the kind of account: personal, subscription, service-unverified, service or test",
	)
	f.BoolVar(&p.rules.Quotas, "quotas", false, "refuse calls beyond the quotas (45009, 45011)")
	f.StringSliceVar(
		&p.rules.IPWhitelist,
		"ip-whitelist",
		nil,
		"addresses and ranges that may call with the AppSecret, such as 10.0.0.0/8; others get 40164",
	)
	f.BoolVar(
		&p.rules.IPWhitelistAll,
		"ip-whitelist-all",
		false,
		"hold every call to the IP whitelist, also those with an access_token",
	)
	f.StringVar(
		&p.state,
		"state",
		"",
		"a file from which the state is loaded, if it exists, and to which it is saved at the end",
	)
	f.IntVar(&p.population, "seed", 0, "make so many virtual followers, 100000 at most, the same ones each time")
	f.StringVar(&p.account.AppID, "appid", sandbox.DefaultAppID, "the account's AppID")
	f.StringVar(&p.account.Secret, "secret", sandbox.DefaultSecret, "the account's AppSecret")
	f.StringVar(&p.account.Token, "token", sandbox.DefaultToken, "the token that signs pushes")
	f.StringVar(
		&p.account.EncodingAESKey,
		"encoding-aes-key",
		sandbox.DefaultEncodingAESKey,
		"the key that seals pushes",
	)
}

// flagOf is the flag that sets each field of the account.
var flagOf = map[string]string{
	"AppID":          "--appid",
	"Secret":         "--secret",
	"Token":          "--token",
	"EncodingAESKey": "--encoding-aes-key",
	"Mode":           "--mode",
	"Kind":           "--kind",
	"IPWhitelist":    "--ip-whitelist",
}

// checked returns the account that the flags describe. An error names the flag.
func (p *platformFlags) checked() (account.Account, error) {
	a, mode := p.account, p.mode
	if mode == "" {
		mode = account.Safe.String()
		if strings.EqualFold(p.rules.Kind, endpoint.TestAccount.String()) {
			mode = account.Plain.String()
		}
	}
	var err error
	if a.Mode, err = account.ParseMode(mode); err == nil {
		err = a.Validate()
	}
	if err == nil {
		err = p.rules.Validate()
	}
	if wrong, ok := errors.AsType[*field.Error](err); ok {
		name, _, _ := strings.Cut(wrong.Path, "[")
		err = fmt.Errorf("%s %s: %s", flagOf[name], wrong.Problem, wrong.Cure)
	}
	return a, err
}

// config returns the sandbox's configuration from the flags, for an account from checked. pages is the host and port of
// the program's pages, "" for those of its callback.
func (p *platformFlags) config(a account.Account, at places, pages string) sandbox.Config {
	c := p.rules
	c.Account, c.Base, c.WebBase = a, at.platformURL, at.webURL
	if pages != "" {
		c.PagesBase = "http://" + pages
	}
	return c
}

// environment returns the environment with which a program is account a on the platform at base.
func environment(a account.Account, base string) []string {
	env := []string{
		account.EnvAppID + "=" + a.AppID,
		account.EnvSecret + "=" + a.Secret,
		account.EnvToken + "=" + a.Token,
		account.EnvEncodingAESKey + "=" + a.EncodingAESKey,
		account.EnvMode + "=" + a.PushMode().String(),
		wechatgo.EnvAPIBase + "=" + base,
	}
	if a.PreviousEncodingAESKey != "" {
		env = append(env, account.EnvPreviousEncodingAESKey+"="+a.PreviousEncodingAESKey)
	}
	return env
}
