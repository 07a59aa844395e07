package bridge

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// The open tags that opentags.js draws.
const (
	tagMiniProgram = "wx-open-launch-weapp"
	tagApp         = "wx-open-launch-app"
	tagSubscribe   = "wx-open-subscribe"
)

var tags = []string{tagMiniProgram, tagApp, tagSubscribe}

// mayUseTags reports whether accounts of a kind have open tags: certified service accounts do. A test account has no
// permission in the platform's tables.
func mayUseTags(kind endpoint.AccountKind) bool { return kind == endpoint.ServiceAccount }

// tagArgs are a pressed open tag and its attributes.
type tagArgs struct {
	Tag        string            `json:"tag"`
	Attributes map[string]string `json:"attributes"`
}

// pressOpenTag does what the user wants who pressed an open tag.
func pressOpenTag(c *call, in tagArgs) {
	c.exchange.Title = "<" + core.Short(in.Tag) + ">"
	switch {
	case !c.doc.configured || !mayUseTags(c.Rules().Kind):
		c.fail("fail", record.Problem{
			EN: "An open tag was pressed on a page without a right wx.config, or of an account without open tags.",
			ZH: "页面没有正确的 wx.config，或账号没有开放标签权限，却点击了开放标签。",
		})
	case in.Tag == tagMiniProgram:
		c.launchMiniProgram(in.Attributes)
	case in.Tag == tagApp:
		c.launchApp(in.Attributes)
	case in.Tag == tagSubscribe:
		c.offerNotices(in.Attributes)
	default:
		c.fail("fail", record.Problem{EN: "There is no such open tag.", ZH: "没有此开放标签。"})
	}
}

func (c *call) launchMiniProgram(attr map[string]string) {
	if attr["appid"] == "" && attr["username"] == "" {
		c.fail("fail_check fail", record.Problem{
			EN: "<wx-open-launch-weapp> needs appid (wx…) or username (gh_…) of the mini program.",
			ZH: "<wx-open-launch-weapp> 须有小程序的 appid（wx…）或 username（gh_…）。",
		})
		return
	}
	c.tell("miniProgram", fields{"appId": attr["appid"] + attr["username"], "pagePath": attr["path"]})
	c.ok(nil)
}

// maxExtInfo is the longest extinfo of an app, in characters.
const maxExtInfo = 1024

// launchApp asks whether the app is on the phone: the sandbox has none.
func (c *call) launchApp(attr map[string]string) {
	switch {
	case attr["appid"] == "":
		c.fail("fail_check fail", record.Problem{
			EN: "<wx-open-launch-app> needs appid: the one of the mobile app on the Open Platform.",
			ZH: "<wx-open-launch-app> 须有 appid，即开放平台移动应用的 AppID。",
		})
		return
	case len([]rune(attr["extinfo"])) > maxExtInfo:
		c.fail("fail_check fail", record.Problem{
			EN: "extinfo of <wx-open-launch-app> has 1,024 characters at most.",
			ZH: "<wx-open-launch-app> 的 extinfo 最多 1024 个字符。",
		})
		return
	}
	about := words("The page opens an app. Is it on this phone?", "页面要打开 App，手机上是否已安装？", attr["appid"])
	ask(c, "agree", about, func(c *call, installed bool) {
		if installed {
			c.ok(nil)
			return
		}
		c.end("fail", nil, nil)
	})
}

// popupAnswer is the user's answer to the pop-up of subscription notices.
type popupAnswer struct {
	Accept []string `json:"accept"`
	Reject []string `json:"reject"`
}

// offerNotices shows the pop-up of subscription notices, and pushes the answer to the account.
func (c *call) offerNotices(attr map[string]string) {
	templates := strings.FieldsFunc(attr["template"], func(r rune) bool { return r == ',' || r == ' ' })
	if len(templates) == 0 {
		c.subscribeFailed("<wx-open-subscribe> needs template: one to three template ids with commas between them.",
			"<wx-open-subscribe> 须有 template：一到三个模板 ID，以逗号分隔。")
		return
	}
	if c.user == nil {
		c.subscribeFailed("Nobody knows whose phone shows the page: open it on a phone.", "不知道是哪位用户：请在手机中打开页面。")
		return
	}
	ask(c, "notices", fields{"templates": templates}, func(c *call, given popupAnswer) {
		answer := phone.Popup{}
		details := map[string]string{}
		for _, id := range templates {
			status := "reject"
			if slices.Contains(given.Accept, id) && !c.user.Refusing {
				answer.Accept, status = append(answer.Accept, id), "accept"
			} else {
				answer.Reject = append(answer.Reject, id)
			}
			details[id] = fmt.Sprintf(`{"status":%q}`, status)
		}
		if err := phone.AnswerPopup(answer)(c.Tx, c.user); err != nil {
			c.refused(err)
			return
		}
		c.ok(fields{"subscribeDetails": jsonText(details)})
	})
}

func (c *call) subscribeFailed(en, zh string) {
	c.end("fail", fields{"errCode": subscribeParameter}, &record.Problem{EN: en, ZH: zh})
}

// subscribeParameter is the errCode of <wx-open-subscribe> for wrong parameters.
const subscribeParameter = 10001

func (c *call) refused(err error) {
	problem := record.Problem{EN: err.Error(), ZH: err.Error()}
	if refused := new(core.ActionError); errors.As(err, &refused) {
		problem = refused.Problem
	}
	c.subscribeFailed(problem.EN, problem.ZH)
}
