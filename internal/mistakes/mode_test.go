package mistakes_test

import (
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// differ runs a program of another account, or of another mode, than the sandbox's.
func differ(platform account.Mode, change func(*account.Account)) func(*scene) {
	return func(s *scene) {
		p := s.platform(sandbox.Config{Account: account.Account{Mode: platform}})
		a := p.Account()
		change(&a)
		s.talk(p, a, echo())
	}
}

var modeMistakes = []mistake{
	{"wrong Token", differ(account.Safe, func(a *account.Account) { a.Token = "anothertoken" }), map[place][]string{
		inLog:     {"bad signature", "is Token the one in the console"},
		inSandbox: {"bad signature", "is the program's Token the account's?", "请检查程序中的 Token"},
	}},
	{"wrong Token, plain", differ(account.Plain, func(a *account.Account) { a.Token = "anothertoken" }), map[place][]string{
		inLog:     {"bad signature", "is Token the one in the console"},
		inSandbox: {"is the program's Token the account's?", "请检查程序中的 Token"},
	}},
	{"wrong EncodingAESKey", differ(account.Safe, func(a *account.Account) { a.EncodingAESKey = "A" + key[1:] }), map[place][]string{
		inLog:     {"cannot be opened", "is EncodingAESKey the one in the console"},
		inSandbox: {"EncodingAESKey abcd", "which of the three is different", "请检查程序中的这三项"},
	}},
	{"wrong AppID in a sealed push", differ(account.Safe, func(a *account.Account) { a.AppID = "wxfedcba9876543210" }), map[place][]string{
		inLog:     {"another AppID", "wxfedcba9876543210", "is AppID (WECHAT_APPID) this account's"},
		inSandbox: {"AppID wx0123456789abcdef", "which of the three is different"},
	}},
	{"program sealed, account plain", differ(account.Plain, func(a *account.Account) {
		a.EncodingAESKey, a.Mode = key, account.ModeDefault
	}), map[place][]string{
		inLog:     {"takes sealed pushes", "the push came plain", "Mode: Plain"},
		inSandbox: {"This push was plain", "has an EncodingAESKey or its mode is safe", "本次推送是明文"},
	}},
	{"program plain, account sealed", differ(account.Safe, func(a *account.Account) {
		a.EncodingAESKey, a.Mode = "", account.Plain
	}), map[place][]string{
		inLog:     {"takes plain pushes", "the push came sealed", "set EncodingAESKey (WECHAT_ENCODING_AES_KEY)"},
		inSandbox: {"sealed in safe mode", "安全模式"},
	}},
	{"program safe, account compatible", differ(account.Compatible, func(a *account.Account) { a.Mode = account.Safe }), map[place][]string{
		inLog:     {"sealed alone", "Mode: Compatible"},
		inSandbox: {"sealed in compatible mode", "兼容模式"},
	}},
	{"program compatible, account plain", differ(account.Plain, func(a *account.Account) {
		a.EncodingAESKey, a.Mode = key, account.Compatible
	}), map[place][]string{
		inLog:     {"takes sealed pushes", "Mode: Plain"},
		inSandbox: {"This push was plain", "本次推送是明文"},
	}},
	{"program in cloud hosting's mode, account safe", differ(account.Safe, func(a *account.Account) { a.Mode = account.CloudHosting }), map[place][]string{
		inLog:     {"takes POST", "leave Mode CloudHosting out"},
		inSandbox: {"HTTP 405"},
	}},
}
