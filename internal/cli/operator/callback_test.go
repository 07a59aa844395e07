package operator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

const key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

// accounts returns the accounts of a config file, with the arguments of a command.
func accounts(t *testing.T, file string, args ...string) *operator.Accounts {
	t.Helper()
	config := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(config, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{account.EnvAppID, account.EnvSecret, account.EnvToken, account.EnvEncodingAESKey, account.EnvPreviousEncodingAESKey, account.EnvMode} {
		t.Setenv(name, "")
	}
	var a operator.Accounts
	cmd := &cobra.Command{Run: func(*cobra.Command, []string) {}}
	a.Register(cmd)
	cmd.SetArgs(append([]string{"--config", config}, args...))
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	return &a
}

func TestCallbackOfTheFile(t *testing.T) {
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte("\ufeff"+key+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := "default: shop\naccounts: {shop: {appid: wx1, token_env: SHOP_TOKEN, encoding_aes_key_file: " + keyFile + ", mode: Compatible}}"
	a := accounts(t, file)
	t.Setenv("SHOP_TOKEN", "word")
	got, err := a.Callback()
	if want := (account.Account{AppID: "wx1", Token: "word", EncodingAESKey: key, Mode: account.Compatible}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	// The environment comes first, and --account before it.
	t.Setenv(account.EnvToken, "other")
	if got, err := a.Callback(); err != nil || got.Token != "other" || got.AppID != "" {
		t.Errorf("the environment: %+v, %v", got, err)
	}
	a.Name = "shop"
	if got, err := a.Callback(); err != nil || got.Token != "word" {
		t.Errorf("--account: %+v, %v", got, err)
	}
}

func TestCallbackRefusesWhatIsWrong(t *testing.T) {
	for file, want := range map[string]string{
		"":                                    "no account: set WECHAT_APPID, WECHAT_TOKEN",
		"accounts: {a: {token_env: NO_SUCH}}": "the account a: the environment variable NO_SUCH of token_env is empty",
		"accounts: {a: {mode: sealed}}":       "mode",
		"accounts: {a: {token: word}}":        "name where it is with token_env or token_file",
		"accounts: {a: {encoding_aes_key_env: " + key + "}}": "encoding_aes_key_env and encoding_aes_key_file hold no secret",
	} {
		a := accounts(t, file)
		if file != "" {
			a.Name = "a"
		}
		if _, err := a.Callback(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v", file, err)
		}
	}
}
