// Package account describes one Official Account: the values that its console shows under 基本配置. Every other package
// takes them from here.
package account

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Mode is how the platform pushes messages (消息加解密方式). It is fixed by the account and never by a request: a plain
// push's signature does not cover the body, so a callback that lets the request choose can be handed any forged text.
type Mode int

// The modes. The zero Mode is Safe for an account with an EncodingAESKey and Plain for one without.
const (
	// ModeDefault follows the account: Safe with a key, Plain without.
	ModeDefault Mode = iota
	// Plain (明文模式) pushes carry the message as it is.
	Plain
	// Compatible (兼容模式) pushes carry the message twice, plain and sealed. Only the sealed one is read.
	Compatible
	// Safe (安全模式) pushes carry the sealed message alone.
	Safe
)

// String returns the mode's name in lower case.
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
	}
	return fmt.Sprintf("Mode(%d)", int(m))
}

// ParseMode reads a mode's name in upper or lower case, as people type it into an environment; the empty string is
// ModeDefault.
func ParseMode(name string) (Mode, error) {
	if name == "" {
		return ModeDefault, nil
	}
	for _, m := range []Mode{ModeDefault, Plain, Compatible, Safe} {
		if strings.EqualFold(m.String(), name) {
			return m, nil
		}
	}
	return 0, refuse.Field("Mode", "is not a mode", "use plain, compatible or safe")
}

// Account is one Official Account. Printing or logging it shows no secret. Package fmt looks past that in an unexported
// field of a struct that is printed, so keep a pointer there; and under %p and %w, which go vet refuses.
type Account struct {
	// AppID is the developer id: wx and 16 letters or digits.
	AppID string
	// Secret is the AppSecret: 32 letters or digits. Calls of the API need it.
	Secret string
	// Token is the word of 3 to 32 letters or digits from which the platform signs its pushes. The callback needs it.
	Token string
	// EncodingAESKey is the 43-character key of sealed pushes. It stays empty in plain mode.
	EncodingAESKey string
	// PreviousEncodingAESKey is the key before the last change. Pushes already under way may still use it.
	PreviousEncodingAESKey string
	// Mode is the push mode set in the console.
	Mode Mode
}

// PushMode returns the mode in force: Mode, or what the key implies.
func (a Account) PushMode() Mode {
	switch {
	case a.Mode != ModeDefault:
		return a.Mode
	case a.EncodingAESKey != "":
		return Safe
	}
	return Plain
}

// String shows the AppID and the mode.
func (a Account) String() string {
	return fmt.Sprintf("Account(%s, %s mode)", a.AppID, a.PushMode())
}

// GoString is String: %#v must not show a secret either.
func (a Account) GoString() string { return a.String() }

// Format is String under every verb.
func (a Account) Format(f fmt.State, _ rune) { fmt.Fprint(f, a.String()) }

// LogValue shows the AppID and the mode.
func (a Account) LogValue() slog.Value {
	return slog.GroupValue(slog.String("appid", a.AppID), slog.String("mode", a.PushMode().String()))
}

// MarshalText refuses, and with it JSON, XML and YAML: an account written somewhere by accident would carry its secrets
// along.
func (a Account) MarshalText() ([]byte, error) { return nil, errWritten }

// MarshalBinary refuses like [Account.MarshalText]; encoding/gob asks for it.
func (a Account) MarshalBinary() ([]byte, error) { return nil, errWritten }

var errWritten = errors.New("account: an Account holds secrets and is not written anywhere: write the fields you need")
