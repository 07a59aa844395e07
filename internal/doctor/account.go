package doctor

import (
	"context"
	"errors"
	"strings"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/field"
)

var (
	accountOK = known{
		id: "account.ok", level: OK,
		title: text{"The account's values have the form that the console gives them.", "账号的各项取值格式正确。"},
	}
	accountMissing = known{
		"account.missing", Error,
		text{"There is no AppID, or no AppSecret.", "缺少 AppID 或 AppSecret。"},
		text{
			"Set WECHAT_APPID and WECHAT_SECRET, or name an account of the config file with --account.",
			"设置 WECHAT_APPID 与 WECHAT_SECRET，或用 --account 指定配置文件中的账号。",
		},
	}
	// accountForms are the findings about the form of each value, by its field in account.Account.
	accountForms = map[string]known{
		"AppID": {
			"account.appid", Error,
			text{"The AppID cannot be right.", "AppID 的格式不对。"},
			text{"Copy it from the console: wx and 16 letters or digits.", "从后台重新复制：wx 加 16 位字母或数字。"},
		},
		"Secret": {
			"account.secret", Error,
			text{"The AppSecret cannot be right.", "AppSecret 的格式不对。"},
			text{"Copy it again: 32 letters or digits.", "重新复制：32 位字母或数字。"},
		},
		"Token": {
			"account.token", Error,
			text{"The Token cannot be right.", "Token 的格式不对。"},
			text{
				"Give the Token of the console's 消息推送配置: 3 to 32 letters or digits, without spaces.",
				"填写后台“消息推送配置”中的 Token：3 到 32 位字母或数字，不含空格。",
			},
		},
		"EncodingAESKey": {
			"account.key", Error,
			text{"The EncodingAESKey cannot be right.", "EncodingAESKey 的格式不对。"},
			text{"Copy all 43 letters and digits from the console.", "从后台复制完整的 43 位字母或数字。"},
		},
		"PreviousEncodingAESKey": {
			"account.previous-key", Error,
			text{"The previous EncodingAESKey cannot be right.", "上一个 EncodingAESKey 的格式不对。"},
			text{"Give all its 43 letters and digits, or leave it out.", "填写完整的 43 位字母或数字，或者不填。"},
		},
		"Mode": {
			"account.mode",
			Error,
			text{"The push mode cannot be right.", "消息加解密方式不对。"},
			text{
				"Set WECHAT_MODE to the console's mode: plain, compatible or safe (cloud in WeChat cloud " +
					"hosting). Compatible and safe need the EncodingAESKey.",
				"把 WECHAT_MODE 设为后台的方式：plain（明文）、compatible（兼容）或 safe（安全），" +
					"微信云托管用 cloud。兼容与安全模式需要 EncodingAESKey。",
			},
		},
	}
)

// checkAccount looks at the form of the account's values. Validate names the first that cannot be right, so that one is
// put right and the rest looked at again.
func checkAccount(_ context.Context, x *exam) {
	a := x.Account
	missing := a.AppID == "" || a.Secret == ""
	if missing {
		x.add(accountMissing, "")
	}
	if a.AppID == "" {
		a.AppID = rightForm["AppID"]
	}
	wrong := false
	for range accountForms {
		refused, ok := errors.AsType[*field.Error](a.Validate())
		if !ok {
			break
		}
		x.add(accountForms[refused.Path], refused.Path+" "+refused.Problem)
		wrong = true
		switch value := rightForm[refused.Path]; refused.Path {
		case "AppID":
			a.AppID = value
		case "Secret":
			a.Secret = value
		case "Token":
			a.Token = value
		case "EncodingAESKey":
			a.EncodingAESKey = value
		case "PreviousEncodingAESKey":
			a.PreviousEncodingAESKey = value
		case "Mode":
			a.Mode = account.ModeDefault
		}
	}
	if !wrong && !missing {
		x.add(accountOK, a.String())
	}
}

// rightForm are values of the right form, which stand in the place of wrong ones while the others are looked at.
var rightForm = map[string]string{
	"AppID":                  "wx" + strings.Repeat("0", 16),
	"Secret":                 strings.Repeat("0", 32),
	"Token":                  strings.Repeat("0", 32),
	"EncodingAESKey":         strings.Repeat("A", 43),
	"PreviousEncodingAESKey": strings.Repeat("A", 43),
}
