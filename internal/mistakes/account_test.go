package mistakes_test

import (
	"strings"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

const key = sandbox.DefaultEncodingAESKey

// account1 is the sandbox's account.
func account1() account.Account {
	return account.Account{
		AppID: sandbox.DefaultAppID, Secret: sandbox.DefaultSecret, Token: sandbox.DefaultToken, EncodingAESKey: key,
	}
}

// wrong returns the sandbox's account with a change.
func wrong(change func(*account.Account)) account.Account {
	a := account1()
	change(&a)
	return a
}

// refused makes a client of the account, which fails.
func refused(change func(*account.Account)) func(*scene) {
	return func(s *scene) {
		_, err := wechatgo.New(wrong(change))
		s.returned(err)
	}
}

var accountMistakes = []mistake{
	{"Token with a space", refused(func(a *account.Account) { a.Token = "sandbox token" }), map[place][]string{
		inError: {"Token has a space", "position 8", "remove it", "WECHAT_TOKEN"},
	}},
	{"Token with a space at its end", refused(func(a *account.Account) { a.Token += " " }), map[place][]string{
		inError: {"Token has a space or a line break at position 13", "remove it"},
	}},
	{"Token of 2 characters", refused(func(a *account.Account) { a.Token = "ab" }), map[place][]string{
		inError: {"Token has 2 characters", "3 to 32 letters or digits"},
	}},
	{"key of 42 characters", refused(func(a *account.Account) { a.EncodingAESKey = key[:42] }), map[place][]string{
		inError: {"EncodingAESKey has 42 characters", "43", "copy the key", "WECHAT_ENCODING_AES_KEY"},
	}},
	{"key with the = of base64", refused(func(a *account.Account) { a.EncodingAESKey += "=" }), map[place][]string{
		inError: {"EncodingAESKey has 44 characters", "without the =", "43", "copy the key", "WECHAT_ENCODING_AES_KEY"},
	}},
	{"key with wrong characters", refused(func(a *account.Account) { a.EncodingAESKey = key[:42] + "+" }), map[place][]string{
		inError: {"EncodingAESKey has something other than a letter or a digit at position 43", "43", "copy the key", "WECHAT_ENCODING_AES_KEY"},
	}},
	{"key missing in safe mode", refused(func(a *account.Account) { a.EncodingAESKey, a.Mode = "", account.Safe }), map[place][]string{
		inError: {"EncodingAESKey is empty in safe mode", "copy the key", "Mode: Plain"},
	}},
	{"AppID that is the gh_ id", refused(func(a *account.Account) { a.AppID = sandbox.DefaultOriginalID }), map[place][]string{
		inError: {"AppID is the original id", "gh_", "copy the AppID", "WECHAT_APPID"},
	}},
	{"AppID with a wrong prefix", refused(func(a *account.Account) { a.AppID = "ab0123456789abcdef" }), map[place][]string{
		inError: {"AppID does not begin with wx", "copy the AppID"},
	}},
	{"AppID that is cut", refused(func(a *account.Account) { a.AppID = a.AppID[:17] }), map[place][]string{
		inError: {"AppID has 17 characters instead of 18", "copy the AppID"},
	}},
	{"AppSecret as AppID", refused(func(a *account.Account) { a.AppID = a.Secret }), map[place][]string{
		inError: {"AppID has 32 characters, as an AppSecret has", "copy the AppID"},
	}},
	{"AppID as AppSecret", refused(func(a *account.Account) { a.Secret = a.AppID }), map[place][]string{
		inError: {"Secret is the AppID", "copy the AppSecret"},
	}},
	{"AppSecret missing", refused(func(a *account.Account) { a.Secret = "" }), map[place][]string{
		inError: {"Secret is empty", "copy the AppSecret", "WECHAT_SECRET"},
	}},
	{"mode that does not exist", func(s *scene) {
		s.Setenv("WECHAT_MODE", "secure")
		refused(func(*account.Account) {})(s)
	}, map[place][]string{
		inError: {"Mode is not a mode", "WECHAT_MODE", "plain, compatible, safe or cloud"},
	}},
	{"environment empty", func(s *scene) {
		_, err := wechatgo.New(wechatgo.Account{})
		s.returned(err)
	}, map[place][]string{
		inError: {"AppID is empty", "copy the AppID", "WECHAT_APPID sets"},
	}},
	{"environment variable misspelt", func(s *scene) {
		s.Setenv("WECHAT_APP_ID", sandbox.DefaultAppID)
		_, err := wechatgo.New(wechatgo.Account{})
		s.returned(err)
	}, map[place][]string{
		inError: {"AppID is empty", "WECHAT_APPID sets", "nothing reads WECHAT_APP_ID"},
	}},
	{"environment variable misspelt (secret)", func(s *scene) {
		s.Setenv("WECHAT_APPID", sandbox.DefaultAppID)
		s.Setenv("WECHAT_APPSECRET", sandbox.DefaultSecret)
		_, err := wechatgo.New(wechatgo.Account{})
		s.returned(err)
	}, map[place][]string{
		inError: {"Secret is empty", "WECHAT_SECRET sets", "nothing reads WECHAT_APPSECRET"},
	}},
	{"environment of another account", func(s *scene) {
		s.Setenv("WECHAT_APPID", "wxfedcba9876543210")
		s.Setenv("WECHAT_SECRET", sandbox.DefaultSecret)
		_, err := wechatgo.New(wechatgo.Account{AppID: sandbox.DefaultAppID})
		s.returned(err)
	}, map[place][]string{
		inError: {"Secret is empty", "copy the AppSecret", "WECHAT_APPID", "another account"},
	}},
	{"callback without a Token", func(s *scene) {
		p := s.platform(sandbox.Config{})
		s.talk(p, wrong(func(a *account.Account) { a.Token = "" }), echo())
	}, map[place][]string{
		inLog:     {"callback is not set up", "Token is empty", "WECHAT_TOKEN"},
		inSandbox: {"HTTP 500", "not set up", "Look into the app's log", "请查看应用日志"},
	}},
	{"file of the account with a line break at its end", refused(func(a *account.Account) {
		a.Secret = strings.Join([]string{a.Secret, "\n"}, "")
	}), map[place][]string{
		inError: {"Secret has a space or a line break at position 33", "remove it"},
	}},
}

// base sets the platform's address in the environment.
func base(value string) func(*scene) {
	return func(s *scene) {
		s.Setenv("WECHAT_API_BASE", value)
		_, err := wechatgo.New(account1())
		s.returned(err)
	}
}
