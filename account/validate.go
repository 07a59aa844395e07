package account

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an account's fields. They never show a value.
const refuse = field.In("account")

// These are the lengths that the platform prescribes, in characters.
const (
	appIDLength  = 18
	secretLength = 32
	keyLength    = 43
	minToken     = 3
	maxToken     = 32
)

// Validate returns an error for the first field whose value cannot be right: a [*field.Error] whose Path is the field's
// name, such as "EncodingAESKey". It accepts empty fields other than AppID; the packages that need them check them.
func (a Account) Validate() error {
	return field.First(a.checkAppID(), a.checkSecret(), a.checkToken(), a.checkKeys(), a.checkMode())
}

func (a Account) checkAppID() error {
	const cure = "copy the AppID from the console, wx and 16 letters or digits"
	if a.AppID == "" {
		return refuse.Empty("AppID", cure)
	}
	switch {
	case strings.HasPrefix(a.AppID, "gh_"):
		return refuse.Field("AppID", "is the original id (原始ID), which begins with gh_", cure)
	case len(a.AppID) == secretLength:
		return refuse.Field("AppID", fmt.Sprintf("has %d characters, as an AppSecret has", secretLength), cure)
	}
	if err := checkLength("AppID", a.AppID, appIDLength, cure); err != nil {
		return err
	}
	if a.AppID[:2] != "wx" {
		return refuse.Field("AppID", "does not begin with wx", cure)
	}
	return nil
}

func (a Account) checkSecret() error {
	if a.Secret == "" {
		return nil
	}
	const cure = "copy the AppSecret from the console, 32 letters or digits"
	if a.Secret == a.AppID {
		return refuse.Field("Secret", "is the AppID", cure)
	}
	return checkLength("Secret", a.Secret, secretLength, cure)
}

func (a Account) checkToken() error {
	const cure = "use the token that you typed in the console, 3 to 32 letters or digits"
	if a.Token == "" {
		return nil
	}
	if err := checkSpace("Token", a.Token, cure); err != nil {
		return err
	}
	if n := len(a.Token); n < minToken || n > maxToken {
		return refuse.Field("Token", fmt.Sprintf("has %d characters", n), cure)
	}
	return checkAlphanumeric("Token", a.Token, cure)
}

func (a Account) checkKeys() error {
	const cure = "copy the key from the console, 43 letters or digits, without the = that base64 would add"
	for _, k := range []struct{ path, value string }{
		{"EncodingAESKey", a.EncodingAESKey},
		{"PreviousEncodingAESKey", a.PreviousEncodingAESKey},
	} {
		if k.value == "" {
			continue
		}
		if err := checkLength(k.path, k.value, keyLength, cure); err != nil {
			return err
		}
	}
	if a.PreviousEncodingAESKey != "" && a.EncodingAESKey == "" {
		return refuse.Field("EncodingAESKey", "is empty while PreviousEncodingAESKey is set", cure)
	}
	return nil
}

func (a Account) checkMode() error {
	if a.Mode < ModeDefault || a.Mode > CloudHosting {
		return refuse.Field(
			"Mode",
			"is not a mode",
			"use Plain, Compatible, Safe or CloudHosting; in the environment plain, compatible, safe or cloud",
		)
	}
	if m := a.PushMode(); m.Encrypted() && a.EncodingAESKey == "" {
		return refuse.Field(
			"EncodingAESKey",
			"is empty in "+m.String()+" mode",
			"copy the key from the console, or use Mode: Plain",
		)
	}
	return nil
}

// checkLength returns an error unless value consists of exactly length letters and digits.
func checkLength(path, value string, length int, cure string) error {
	if err := checkSpace(path, value, cure); err != nil {
		return err
	}
	if len(value) != length {
		return refuse.Field(path, fmt.Sprintf("has %d characters instead of %d", len(value), length), cure)
	}
	return checkAlphanumeric(path, value, cure)
}

// checkSpace returns an error for white space, quotes and what is not visible, such as a BOM, which come with a value that
// is copied or read from a file.
func checkSpace(path, value, cure string) error {
	if i := strings.IndexFunc(value, unicode.IsSpace); i >= 0 {
		return refuse.Field(path, fmt.Sprintf("has a space or a line break at position %d", i+1), "remove it: "+cure)
	}
	if strings.ContainsAny(value, "\"'“”‘’") {
		return refuse.Field(path, "has quotes", "remove them, as a file for docker --env-file has none: "+cure)
	}
	if i := strings.IndexFunc(value, func(r rune) bool { return r > unicode.MaxASCII && !unicode.IsPrint(r) }); i >= 0 {
		return refuse.Field(
			path,
			fmt.Sprintf("has something at position %d that is not visible", i+1),
			"type the value anew, or save its file as UTF-8 without a BOM: "+cure,
		)
	}
	return nil
}

func checkAlphanumeric(path, value, cure string) error {
	for i := range len(value) {
		if !isAlphanumeric(value[i]) {
			return refuse.Field(
				path,
				fmt.Sprintf("has something other than a letter or a digit at position %d", i+1),
				cure,
			)
		}
	}
	return nil
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
