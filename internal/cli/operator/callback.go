package operator

import (
	"cmp"
	"fmt"
	"os"

	"github.com/wechatgo/wechatgo/account"
)

// Callback returns the values of the chosen account with which its pushes are signed and sealed: AppID, Token,
// EncodingAESKeys and mode. They come from where [Accounts.Client] has the account from: the account that --account names,
// the environment, or the config file's default. Values that are not there are empty; none is checked.
func (f *Accounts) Callback() (account.Account, error) {
	if f.Name == "" && cmp.Or(os.Getenv(account.EnvAppID), os.Getenv(account.EnvToken),
		os.Getenv(account.EnvEncodingAESKey)) != "" {
		if _, err := account.ParseMode(os.Getenv(account.EnvMode)); err != nil {
			return account.Account{}, fmt.Errorf("%s: %w", account.EnvMode, err)
		}
		a := account.Account{}.WithEnv()
		a.Secret = ""
		return a, nil
	}
	p, name, path, err := f.Profile()
	if err != nil {
		return account.Account{}, err
	}
	if name == "" {
		return account.Account{}, fmt.Errorf("no account: set %s, %s and %s, or name one of %s with --account",
			account.EnvAppID, account.EnvToken, account.EnvEncodingAESKey, path)
	}
	a, err := p.callback()
	if err != nil {
		return account.Account{}, fmt.Errorf("%s: the account %s: %w", path, name, err)
	}
	return a, nil
}

// callback reads the profile's values of the callback.
func (p Profile) callback() (account.Account, error) {
	a := account.Account{AppID: p.AppID}
	for _, v := range []struct {
		place
		to *string
	}{
		{place{"token", p.TokenEnv, p.TokenFile}, &a.Token},
		{place{"encoding_aes_key", p.EncodingAESKeyEnv, p.EncodingAESKeyFile}, &a.EncodingAESKey},
		{
			place{"previous_encoding_aes_key", p.PreviousEncodingAESKeyEnv, p.PreviousEncodingAESKeyFile},
			&a.PreviousEncodingAESKey,
		},
	} {
		var err error
		if *v.to, err = v.read(); err != nil {
			return account.Account{}, err
		}
	}
	var err error
	a.Mode, err = account.ParseMode(p.Mode)
	return a, err
}
