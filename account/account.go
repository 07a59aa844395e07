// Package account describes one Official Account: the values that its console shows (开发密钥 and 域名与消息推送配置).
// The other packages use its Account type.
//
//	a := account.Account{AppID: id, Secret: secret, Token: token, EncodingAESKey: key}
//	err := a.Validate()
//
// [docs/first-bot.md] shows where the console has them, and [docs/deployment.md] the environment variables.
//
// [docs/first-bot.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/first-bot.md
// [docs/deployment.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/deployment.md#settings
package account

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Mode is how the platform pushes messages (消息加解密方式, or 微信云托管). The account determines it, never a request: the signature
// of a plain push does not cover the body, so a callback that let the request choose the mode would accept forged
// messages.
type Mode int

// The modes. The zero Mode is ModeDefault.
const (
	// ModeDefault is Safe for an account with an EncodingAESKey and Plain for one without.
	ModeDefault Mode = iota
	// Plain (明文模式) is for pushes that carry the message unencrypted.
	Plain
	// Compatible (兼容模式) is for pushes that carry the message twice, unencrypted and encrypted. The callback reads
	// only the encrypted one.
	Compatible
	// Safe (安全模式) is for pushes that carry only the encrypted message.
	Safe
	// CloudHosting is for a program that runs in WeChat cloud hosting (微信云托管) and gets its pushes there, which are
	// neither signed nor encrypted. It needs neither Token nor EncodingAESKey. No other value of the account implies it:
	// in a program that runs elsewhere it would let anybody forge messages. Package callback says what it trusts.
	CloudHosting
)

// Encrypted reports whether pushes carry the message encrypted: in Compatible and Safe mode. ModeDefault depends on the
// account, see [Account.PushMode].
func (m Mode) Encrypted() bool { return m == Compatible || m == Safe }

// String returns the mode's name in lower case; that of CloudHosting is "cloud".
func (m Mode) String() string {
	switch m {
	case ModeDefault:
		return "default"
	case Plain:
		return "plain"
	case Compatible:
		return "compatible"
	case Safe:
		return "safe"
	case CloudHosting:
		return "cloud"
	}
	return fmt.Sprintf("Mode(%d)", int(m))
}

// ParseMode returns the mode of a name, in upper or lower case; the empty name is ModeDefault. It fails with a
// [*field.Error] for any other name.
func ParseMode(name string) (Mode, error) {
	if name == "" {
		return ModeDefault, nil
	}
	for _, m := range []Mode{ModeDefault, Plain, Compatible, Safe, CloudHosting} {
		if strings.EqualFold(m.String(), name) {
			return m, nil
		}
	}
	return 0, refuse.Field("Mode", "is not a mode", "use plain, compatible, safe or cloud")
}

// Account is one Official Account. Printing or logging it shows no secret, with two exceptions of package fmt: it
// prints the fields of an Account in an unexported field of another struct, so use a pointer there; and it prints them
// under %p and %w, which go vet reports.
type Account struct {
	// AppID is the developer id: wx and 16 letters or digits.
	AppID string
	// Secret is the AppSecret: 32 letters or digits. Calls of the API need it.
	Secret string
	// Token is the word of 3 to 32 letters or digits with which the platform signs its pushes. The callback needs it in
	// every mode except CloudHosting.
	Token string
	// EncodingAESKey is the key of encrypted pushes, 43 letters or digits. It may be empty in Plain mode and in
	// CloudHosting.
	EncodingAESKey string
	// PreviousEncodingAESKey is the key before the last change. Pushes that were sent before the change may use it.
	PreviousEncodingAESKey string
	// Mode is the push mode set in the console, or CloudHosting.
	Mode Mode
}

// PushMode returns Mode or, for ModeDefault, the mode that the EncodingAESKey implies.
func (a Account) PushMode() Mode {
	switch {
	case a.Mode != ModeDefault:
		return a.Mode
	case a.EncodingAESKey != "":
		return Safe
	}
	return Plain
}

// String returns the AppID and the mode.
func (a Account) String() string {
	return fmt.Sprintf("Account(%s, %s mode)", a.AppID, a.PushMode())
}

// GoString returns the same as String, since %#v must not show a secret either.
func (a Account) GoString() string { return a.String() }

// Format prints the result of String under every verb.
func (a Account) Format(f fmt.State, _ rune) { fmt.Fprint(f, a.String()) }

// LogValue returns the AppID and the mode.
func (a Account) LogValue() slog.Value {
	return slog.GroupValue(slog.String("appid", a.AppID), slog.String("mode", a.PushMode().String()))
}

// MarshalText returns an error, so that encoding an account as JSON, XML or YAML fails: it would write the secrets.
func (a Account) MarshalText() ([]byte, error) { return nil, errNotEncodable }

// MarshalBinary returns the same error as [Account.MarshalText]; encoding/gob calls it.
func (a Account) MarshalBinary() ([]byte, error) { return nil, errNotEncodable }

var errNotEncodable = errors.New(
	"account: an Account holds secrets and cannot be encoded: encode the fields that you need",
)
