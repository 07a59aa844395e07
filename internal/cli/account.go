package cli

import (
	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Where the sandbox and the demo listen unless told otherwise.
const (
	defaultAddr    = "127.0.0.1:8088"
	defaultAppAddr = "127.0.0.1:8089"
)

// platformFlags are the flags that dev and sandbox share.
type platformFlags struct {
	addr, appAddr, mode string
	account             account.Account
}

func (p *platformFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.addr, "addr", defaultAddr, "where the sandbox listens")
	f.StringVar(&p.appAddr, "app-addr", defaultAppAddr, "where the account's web pages are")
	f.StringVar(&p.mode, "mode", "safe", "how messages are pushed: plain, compatible or safe")
	f.StringVar(&p.account.AppID, "appid", sandbox.DefaultAppID, "the account's AppID")
	f.StringVar(&p.account.Secret, "secret", sandbox.DefaultSecret, "the account's AppSecret")
	f.StringVar(&p.account.Token, "token", sandbox.DefaultToken, "the token that signs pushes")
	f.StringVar(&p.account.EncodingAESKey, "encoding-aes-key", sandbox.DefaultEncodingAESKey, "the key that seals pushes")
}

// checked returns the account that the flags describe.
func (p *platformFlags) checked() (account.Account, error) {
	mode, err := account.ParseMode(p.mode)
	if err != nil {
		return account.Account{}, err
	}
	a := p.account
	a.Mode = mode
	return a, a.Validate()
}
