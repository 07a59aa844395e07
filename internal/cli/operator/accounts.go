package operator

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
)

// EnvConfig is the environment variable with the path of the file that has the accounts.
const EnvConfig = "WECHATGO_CONFIG"

// configFile is the file with the operator's accounts. It holds no secrets.
type configFile struct {
	// Default is the account that is used where no other is named.
	Default  string             `yaml:"default"`
	Accounts map[string]Profile `yaml:"accounts"`
}

// Profile is one account of the file.
type Profile struct {
	AppID string `yaml:"appid"`
	// SecretEnv and SecretFile say where the AppSecret is: an environment variable, or a file that holds nothing else.
	SecretEnv  string `yaml:"secret_env"`
	SecretFile string `yaml:"secret_file"`
	// The values of the account's callback, each in an environment variable or in a file like the secret.
	TokenEnv                   string `yaml:"token_env"`
	TokenFile                  string `yaml:"token_file"`
	EncodingAESKeyEnv          string `yaml:"encoding_aes_key_env"`
	EncodingAESKeyFile         string `yaml:"encoding_aes_key_file"`
	PreviousEncodingAESKeyEnv  string `yaml:"previous_encoding_aes_key_env"`
	PreviousEncodingAESKeyFile string `yaml:"previous_encoding_aes_key_file"`
	// Mode is the push mode, as WECHAT_MODE has it.
	Mode string `yaml:"mode"`
	// APIBase is the platform's address, where it is not WeChat's own.
	APIBase string `yaml:"api_base"`
}

// Accounts choose the account of a command.
type Accounts struct {
	// Name is the value of --account, "" without it.
	Name   string
	config string
}

// Register adds the flags --account and --config to a command.
func (f *Accounts) Register(cmd *cobra.Command) {
	flags := cmd.PersistentFlags()
	flags.StringVar(&f.Name, "account", "", "the account, by its name in the config file")
	flags.StringVar(&f.config, "config", "", "the file with the accounts (default "+EnvConfig+
		", or wechatgo/config.yaml in the user's configuration directory)")
	_ = cmd.RegisterFlagCompletionFunc(
		"account",
		func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			file, _, _ := f.read() // what is wrong with the file is said when it is used
			return slices.Sorted(maps.Keys(file.Accounts)), cobra.ShellCompDirectiveNoFileComp
		},
	)
}

// ErrNoAccount says that the environment has no account and none of the config file is chosen.
var ErrNoAccount = errors.New("no account")

// Account returns the values of the chosen account, not checked, and the platform's address from the config file, ""
// without one. It is the account that --account names, the one in the environment, or the config file's default. What
// the file does not have comes from the environment, if that describes the same account.
func (f *Accounts) Account() (a account.Account, base string, err error) {
	p, origin, err := f.choose()
	if err != nil || origin == "" {
		return a.WithEnv(), "", err
	}
	if a, err = p.callback(); err == nil {
		a.Secret, err = p.secret()
	}
	if err != nil {
		return account.Account{}, "", fmt.Errorf("%s: %w", origin, err)
	}
	return a.WithEnv(), p.APIBase, nil
}

// Client returns the client of the account that [Accounts.Account] returns. It needs no values of the callback.
func (f *Accounts) Client(opts ...wechatgo.Option) (*wechatgo.Client, error) {
	p, origin, err := f.choose()
	if err != nil {
		return nil, err
	}
	// What goes wrong is the error of the call, and not a line of a log beside it.
	opts = append(opts, wechatgo.WithLogger(slog.New(slog.DiscardHandler)))
	if origin == "" {
		return wechatgo.New(wechatgo.Account{}, opts...)
	}
	secret, err := p.secret()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", origin, err)
	}
	if p.APIBase != "" {
		opts = append(opts, wechatgo.WithBaseURL(p.APIBase))
	}
	wx, err := wechatgo.New(wechatgo.Account{AppID: p.AppID, Secret: secret}, opts...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", origin, err)
	}
	return wx, nil
}

// choose returns the chosen account of the config file. origin, which errors begin with, names the file and the account;
// it is "" for the account in the environment.
func (f *Accounts) choose() (p Profile, origin string, err error) {
	if f.Name == "" && os.Getenv(account.EnvAppID) != "" {
		return p, "", nil
	}
	p, name, path, err := f.Profile()
	if err == nil && name == "" {
		err = fmt.Errorf("%w: set %s and %s, or name one of %s with --account",
			ErrNoAccount, account.EnvAppID, account.EnvSecret, path)
	}
	return p, path + ": the account " + name, err
}

// Profile returns the account of the config file that --account names, or the file's default, with its name. The name
// is "" if there is neither.
func (f *Accounts) Profile() (p Profile, name, path string, err error) {
	file, path, err := f.read()
	if err != nil {
		return p, "", path, err
	}
	name = cmp.Or(f.Name, file.Default)
	p, ok := file.Accounts[name]
	if name != "" && !ok {
		known := slices.Sorted(maps.Keys(file.Accounts))
		return p, "", path, fmt.Errorf(
			"%s has no account %s: it has %s",
			path,
			name,
			cmp.Or(strings.Join(known, ", "), "none"),
		)
	}
	return p, name, path, nil
}

// read reads the config file. A file that does not exist has no accounts.
func (f *Accounts) read() (file configFile, path string, err error) {
	path = cmp.Or(f.config, os.Getenv(EnvConfig))
	if path == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return file, "", fmt.Errorf("no account: set %s and %s: %w", account.EnvAppID, account.EnvSecret, err)
		}
		path = filepath.Join(dir, "wechatgo", "config.yaml")
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && f.config == "" {
		return file, path, nil
	}
	if err != nil {
		return file, path, err
	}
	raw = bytes.TrimPrefix(raw, ByteOrderMark)
	if !utf8.Valid(raw) {
		return file, path, fmt.Errorf("%s is not UTF-8: save it as UTF-8", path)
	}
	d := yaml.NewDecoder(bytes.NewReader(raw), yaml.DisallowUnknownField())
	if err := d.Decode(&file); err != nil && !errors.Is(err, io.EOF) { // an empty file has no accounts
		return file, path, fmt.Errorf("%s: %s", path, configProblem(err))
	}
	return file, path, nil
}

// ByteOrderMark is what editors on Windows put in front of UTF-8.
var ByteOrderMark = []byte("\xef\xbb\xbf")

// configProblem returns the text of an error about the file, without the lines of the file, which may have a secret.
func configProblem(err error) string {
	text := yaml.FormatError(err, false, false)
	for field, place := range map[string]string{
		"secret": "secret", "appsecret": "secret", "token": "token", "encoding_aes_key": "encoding_aes_key",
		"previous_encoding_aes_key": "previous_encoding_aes_key",
	} {
		if strings.Contains(text, `unknown field "`+field+`"`) {
			text += "; a secret is not kept in this file: name where it is with " + place + "_env or " + place + "_file"
		}
	}
	return text
}
