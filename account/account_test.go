package account_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/field"
)

func TestPushMode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a    account.Account
		want account.Mode
	}{
		{account.Account{}, account.Plain},
		{account.Account{EncodingAESKey: key}, account.Safe},
		{account.Account{EncodingAESKey: key, Mode: account.Plain}, account.Plain},
		{account.Account{EncodingAESKey: key, Mode: account.Compatible}, account.Compatible},
		{account.Account{Mode: account.Safe}, account.Safe},
		{account.Account{EncodingAESKey: key, Mode: account.CloudHosting}, account.CloudHosting},
	} {
		if got := test.a.PushMode(); got != test.want {
			t.Errorf("%v: %v, want %v", test.a, got, test.want)
		}
	}
}

func TestModeNames(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]account.Mode{
		"default": account.ModeDefault, "plain": account.Plain, "compatible": account.Compatible, "safe": account.Safe,
		"cloud": account.CloudHosting,
	} {
		if mode.String() != name {
			t.Errorf("%d is called %q, want %q", int(mode), mode, name)
		}
		if got, err := account.ParseMode(name); got != mode || err != nil {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
	if got, err := account.ParseMode(""); got != account.ModeDefault || err != nil {
		t.Errorf("no name: %v, %v", got, err)
	}
	for name, mode := range map[string]account.Mode{
		"Safe": account.Safe, "SAFE": account.Safe, "Plain": account.Plain, "COMPATIBLE": account.Compatible, "Default": account.ModeDefault, "Cloud": account.CloudHosting,
	} {
		if got, err := account.ParseMode(name); got != mode || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for _, name := range []string{"aes", " plain", "Mode(7)"} {
		got, err := account.ParseMode(name)
		var e *field.Error
		if !errors.As(err, &e) || e.Path != "Mode" || got != account.ModeDefault {
			t.Errorf("%q: %v, %v", name, got, err)
		}
	}
	if got := account.Mode(7).String(); got != "Mode(7)" {
		t.Errorf("got %q", got)
	}
}

func TestEncrypted(t *testing.T) {
	t.Parallel()
	for mode, want := range map[account.Mode]bool{
		account.ModeDefault: false, account.Plain: false, account.Compatible: true, account.Safe: true, account.CloudHosting: false,
	} {
		if got := mode.Encrypted(); got != want {
			t.Errorf("%v: %v", mode, got)
		}
	}
}

func TestWithEnv(t *testing.T) {
	for name, value := range map[string]string{
		"WECHAT_APPID": appID, "WECHAT_SECRET": secret, "WECHAT_TOKEN": token, "WECHAT_ENCODING_AES_KEY": key,
		"WECHAT_PREVIOUS_ENCODING_AES_KEY": previous, "WECHAT_MODE": "",
	} {
		t.Setenv(name, value)
	}
	want := account.Account{AppID: appID, Secret: secret, Token: token, EncodingAESKey: key, PreviousEncodingAESKey: previous}
	if diff := diffFields(want, account.Account{}.WithEnv()); diff != "" {
		t.Error(diff)
	}
	// Fields that are set already keep their values.
	mine := account.Account{AppID: "a", Secret: "b", Token: "c", EncodingAESKey: "d", PreviousEncodingAESKey: "e", Mode: account.Plain}
	if diff := diffFields(mine, mine.WithEnv()); diff != "" {
		t.Error(diff)
	}
	t.Setenv("WECHAT_TOKEN", "")
	want.Token = ""
	before := account.Account{}
	if diff := diffFields(want, before.WithEnv()); diff != "" {
		t.Error(diff)
	}
	if diff := diffFields(account.Account{}, before); diff != "" {
		t.Errorf("the receiver changed: %s", diff)
	}
}

func TestWithEnvMode(t *testing.T) {
	t.Setenv("WECHAT_MODE", "Compatible")
	if m := (account.Account{}).WithEnv().Mode; m != account.Compatible {
		t.Errorf("mode %v", m)
	}
	if m := (account.Account{Mode: account.Plain}).WithEnv().Mode; m != account.Plain {
		t.Errorf("mode %v: a mode that is set already must stay", m)
	}
	t.Setenv("WECHAT_MODE", "cloud")
	if a := (account.Account{AppID: appID}).WithEnv(); a.Mode != account.CloudHosting || a.Validate() != nil {
		t.Errorf("%v: %v", a, a.Validate())
	}
	t.Setenv("WECHAT_MODE", "secret")
	err := account.Account{AppID: appID}.WithEnv().Validate()
	if fe := new(field.Error); !errors.As(err, &fe) || fe.Path != "Mode" {
		t.Errorf("a WECHAT_MODE that does not name a mode: %v", err)
	}
}

// An account must not get the secrets of another one from the environment.
func TestWithEnvOfAnotherAccount(t *testing.T) {
	t.Setenv("WECHAT_APPID", appID)
	t.Setenv("WECHAT_SECRET", secret)
	other := account.Account{AppID: "wxfedcba9876543210"}
	if diff := diffFields(other, other.WithEnv()); diff != "" {
		t.Error(diff)
	}
}

// diffFields compares two accounts field by field.
func diffFields(want, got account.Account) string {
	list := func(a account.Account) []string {
		return []string{a.AppID, a.Secret, a.Token, a.EncodingAESKey, a.PreviousEncodingAESKey, a.Mode.String()}
	}
	return cmp.Diff(list(want), list(got))
}

func ExampleAccount_Validate() {
	a := account.Account{AppID: "wx0123456789abcdef", Token: "my token"}
	fmt.Println(a.Validate())
	// Output: account: Token has a space or a line break at position 3: remove it: use the token that you typed in the console, 3 to 32 letters or digits
}

func ExampleAccount() {
	a := account.Account{
		AppID:          "wx0123456789abcdef",
		Secret:         "0123456789abcdef0123456789abcdef",
		Token:          "spamtest",
		EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
	}
	fmt.Println(a)
	// Output: Account(wx0123456789abcdef, safe mode)
}
