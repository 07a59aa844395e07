package qrcode

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that exceeds a limit of the platform.
const refuse = field.In("qrcode")

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError] with the code
// [endpoint.ErrInvalidActionName], [endpoint.ErrInvalidActionInfo] for a scene, or [endpoint.ErrInvalidArgs] for a life,
// of which the documents name no code.
func (in CreateIn) Check() error {
	scene := in.ActionInfo.Scene
	switch in.ActionName {
	case Scene:
		return field.First(in.checkLife(), scene.checkID(MaxScene))
	case StrScene:
		return field.First(in.checkLife(), scene.checkStr())
	case LimitScene:
		return scene.checkID(MaxPermanentScene)
	case LimitStrScene:
		return scene.checkStr()
	}
	return refuse.Field("action_name", "is unknown", "use one of the constants Scene, StrScene, LimitScene and LimitStrScene").
		With(endpoint.ErrInvalidActionName)
}

func (in CreateIn) checkLife() error {
	const longest = endpoint.Number(MaxLife / time.Second)
	if in.ExpireSeconds < 0 || in.ExpireSeconds > longest {
		return refuse.Field("expire_seconds", fmt.Sprintf("is %d", in.ExpireSeconds),
			fmt.Sprintf("give 1 to %d seconds (30 days), or 0 for 60", longest)).With(endpoint.ErrInvalidArgs)
	}
	return nil
}

func (s SceneInfo) checkID(highest endpoint.Number) error {
	if s.ID < 1 || s.ID > highest {
		return refuse.Field("scene_id", fmt.Sprintf("is %d", s.ID), fmt.Sprintf("give 1 to %d", highest)).
			With(endpoint.ErrInvalidActionInfo)
	}
	return nil
}

func (s SceneInfo) checkStr() error {
	if n := utf8.RuneCountInString(s.Str); n < 1 || n > MaxSceneLength {
		return refuse.Amount("scene_str", n, 1, MaxSceneLength, "characters").With(endpoint.ErrInvalidActionInfo)
	}
	return nil
}

// Check reports the first field that the platform would refuse, as an [*endpoint.FieldError].
func (in JumpAddIn) Check() error {
	return field.First(
		in.checkPrefix(),
		in.checkTarget(),
		in.checkDebugURLs(),
	)
}

// checkPrefix refuses what is no link, and for a service account's rule what is no code's link.
func (r Rule) checkPrefix() error {
	u, err := url.Parse(r.Prefix)
	switch {
	case r.Prefix == "":
		return refuse.Empty("prefix", "give the URL of a code of the account").With(endpoint.ErrQRJumpInvalidURL)
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return refuse.Field("prefix", "is no http or https address", "give the URL of a code of the account").
			With(endpoint.ErrQRJumpInvalidURL)
	case r.AppID != "" && (u.Host != "weixin.qq.com" || !strings.HasPrefix(u.Path, "/q/")):
		return refuse.Field("prefix", "is not the link of a code with a scene",
			"give a Code's URL, which begins with http://weixin.qq.com/q/").With(endpoint.ErrQRJumpInvalidURL)
	}
	return nil
}

func (r Rule) checkTarget() error {
	switch {
	case r.AppID == "" && r.OpenVersion == 0:
		return refuse.Empty("appid", "give the AppID of a mini program that is linked with the account").
			With(endpoint.ErrInvalidMiniProgramAppID)
	case r.Path == "":
		return refuse.Empty("path", "give a page of the mini program, such as pages/index/index").
			With(endpoint.ErrInvalidArgs)
	case r.OpenVersion < 0 || r.OpenVersion > Release:
		return refuse.Field("open_version", fmt.Sprintf("is %d", r.OpenVersion), "use Develop, Trial or Release").
			With(endpoint.ErrInvalidArgs)
	case r.SubRules < 0 || r.SubRules > SubRulesTaken:
		return refuse.Field("permit_sub_rule", fmt.Sprintf("is %d", r.SubRules), "use SubRulesFree or SubRulesTaken").
			With(endpoint.ErrInvalidArgs)
	}
	return nil
}

func (r Rule) checkDebugURLs() error {
	if n := len(r.DebugURLs); n > MaxDebugURLs {
		return refuse.Amount("debug_url", n, 0, MaxDebugURLs, "links").With(endpoint.ErrInvalidArgs)
	}
	for i, link := range r.DebugURLs {
		if !strings.HasPrefix(link, r.Prefix) {
			return refuse.Field(fmt.Sprintf("debug_url[%d]", i), "does not begin with the prefix",
				"give a link that begins with "+r.Prefix).With(endpoint.ErrQRJumpDebugURL)
		}
	}
	return nil
}

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError] with the code
// [endpoint.ErrInvalidArgs].
func (in JumpGetIn) Check() error {
	switch {
	case in.GetType == ByPage && in.PageNum < 1:
		return refuse.Field("page_num", fmt.Sprintf("is %d", in.PageNum), "count from 1").With(endpoint.ErrInvalidArgs)
	case in.GetType == ByPage && (in.PageSize < 1 || in.PageSize > MaxRulePage):
		return refuse.Field("page_size", fmt.Sprintf("is %d", in.PageSize), fmt.Sprintf("give 1 to %d", MaxRulePage)).
			With(endpoint.ErrInvalidArgs)
	case in.GetType == ByPrefix && (len(in.PrefixList) < 1 || len(in.PrefixList) > MaxRulePage):
		return refuse.Amount("prefix_list", len(in.PrefixList), 1, MaxRulePage, "prefixes").
			With(endpoint.ErrInvalidArgs)
	}
	return nil
}

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError] with the platform's code.
func (in ShortenIn) Check() error {
	const longest = endpoint.Number(MaxKeyLife / time.Second)
	switch n := len(in.LongData); {
	case n == 0:
		return refuse.Empty("long_data", "give the text that the key stands for").
			With(endpoint.ErrInvalidTemplateData) // the page's code for it, whose own text speaks of templates
	case n > MaxLongData:
		return refuse.Bytes("long_data", in.LongData, 0, MaxLongData).With(endpoint.ErrShortenDataTooLong)
	case in.ExpireSeconds < 1 || in.ExpireSeconds > longest:
		return refuse.Field("expire_seconds", fmt.Sprintf("is %d", in.ExpireSeconds),
			fmt.Sprintf("give 1 to %d seconds (30 days)", longest)).With(endpoint.ErrShortenExpiry)
	}
	return nil
}
