package menu

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// menuLevel has the limits of one level of buttons, with the errcode for each. They repeat the SDK's own limits on
// purpose, because the sandbox must not check the SDK with the SDK's own code.
type menuLevel struct {
	member                                          string // the JSON member with the buttons
	maxButtons, maxName                             int    // maxName is in bytes
	countCode, typeCode, nameCode, keyCode, urlCode endpoint.Code
}

var menuLevels = [2]menuLevel{
	{"button", 3, 16, 40016, 40017, 40018, 40019, 40020},
	{"sub_button", 5, 60, 40023, 40024, 40025, 40026, 40027},
}

// Limits of both levels, in bytes.
const (
	maxMenuKey = 128
	maxMenuURL = 1024
)

// checkMenu returns the platform's error for a menu, or nil.
func checkMenu(buttons []api.Button) error { return checkLevel(buttons, 0) }

func checkLevel(buttons []api.Button, depth int) error {
	l := menuLevels[depth]
	if len(buttons) == 0 || len(buttons) > l.maxButtons {
		return core.Refuse(l.countCode,
			fmt.Sprintf("A menu has 1 to %d %ss, not %d.", l.maxButtons, l.member, len(buttons)),
			fmt.Sprintf("%s 数量须为 1 到 %d，当前为 %d。", l.member, l.maxButtons, len(buttons)))
	}
	for i, b := range buttons {
		field := fmt.Sprintf("%s[%d] (%s)", l.member, i, b.Name)
		if b.Name == "" || len(b.Name) > l.maxName {
			return wrongLength(l.nameCode, field+".name", len(b.Name), l.maxName)
		}
		if len(b.SubButtons) == 0 {
			if err := checkButton(l, field, b); err != nil {
				return err
			}
			continue
		}
		if depth == len(menuLevels)-1 {
			return core.Refuse(endpoint.ErrInvalidSubButtonLevel,
				field+" has buttons below it; a menu has two levels.", field+" 下还有按钮；菜单只有两级。")
		}
		if b.Type != "" {
			return core.Refuse(l.typeCode, field+" has a type and sub buttons; it can have only one of them.",
				field+" 同时含有 type 与 sub_button，只能二选一。")
		}
		if err := checkLevel(b.SubButtons, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// checkButton checks the fields that the button's type needs.
func checkButton(l menuLevel, field string, b api.Button) error {
	switch b.Type {
	case api.TypeClick, api.TypeScanCodePush, api.TypeScanCodeWaitMsg,
		api.TypePicSysPhoto, api.TypePicPhotoOrAlbum, api.TypePicWeixin, api.TypeLocationSelect:
		if b.Key == "" || len(b.Key) > maxMenuKey {
			return wrongLength(l.keyCode, field+".key", len(b.Key), maxMenuKey)
		}
	case api.TypeView, api.TypeMiniProgram:
		if b.URL == "" || len(b.URL) > maxMenuURL {
			return wrongLength(l.urlCode, field+".url", len(b.URL), maxMenuURL)
		}
		if !core.IsPage(b.URL) {
			return core.Refuse(endpoint.ErrConditionalMenuInvalidURL,
				field+".url does not begin with http:// or https://.", field+".url 须以 http:// 或 https:// 开头。")
		}
		if b.Type == api.TypeMiniProgram && b.AppID == "" {
			return core.Refuse(
				endpoint.ErrInvalidAppID,
				field+" needs the mini program's appid.",
				field+" 缺少小程序 appid。",
			)
		}
	case api.TypeMedia, api.TypeViewLimited:
		if b.MediaID == "" {
			return core.Refuse(endpoint.ErrInvalidMediaID, field+" needs a media_id.", field+" 缺少 media_id。")
		}
	case api.TypeArticle, api.TypeArticleViewLimited:
		if b.ArticleID == "" {
			return core.Refuse(endpoint.ErrInvalidArgs, field+" needs an article_id.", field+" 缺少 article_id。")
		}
	default:
		return core.Refuse(l.typeCode, fmt.Sprintf("%s.type is %q, which is no type of button.", field, b.Type),
			fmt.Sprintf("%s.type 为 %q，不是合法的按钮类型。", field, b.Type))
	}
	return nil
}

func wrongLength(code endpoint.Code, field string, length, limit int) error {
	return core.Refuse(code, fmt.Sprintf("%s has %d bytes; it must have 1 to %d.", field, length, limit),
		fmt.Sprintf("%s 为 %d 字节，须为 1 到 %d 字节。", field, length, limit))
}

// escape matches a \uXXXX escape, but not an escaped backslash before a u.
var escape = regexp.MustCompile(`(^|[^\\])(\\\\)*\\u[0-9a-fA-F]{4}`)

// checkEscapes refuses a body with \uXXXX escapes, which menus must not have, and a body that is not UTF-8.
func checkEscapes(body []byte) error {
	if !utf8.Valid(body) {
		return core.Refuse(endpoint.ErrInvalidCharset, "The body is not UTF-8.", "请求体不是 UTF-8 编码。")
	}
	if !escape.Match(body) {
		return nil
	}
	return core.Refuse(
		endpoint.ErrInvalidCharset,
		`The body holds \uXXXX escapes. Send UTF-8, and switch the JSON encoder's escaping off (\u0026 in a link is the usual one).`,
		`请求体含有 \uXXXX 转义。请直接发送 UTF-8，并关闭 JSON 编码器的 HTML 转义（链接中的 \u0026 最常见）。`,
	)
}

// checkPrivacy refuses conditions that the platform has removed from conditional menus.
func checkPrivacy(body []byte) error {
	var in struct {
		MatchRule map[string]any `json:"matchrule"`
	}
	if json.Unmarshal(bytes.TrimSpace(body), &in) != nil {
		return nil // invalid JSON is refused when the body is decoded
	}
	for _, name := range []string{"sex", "country", "province", "city", "language"} {
		if v, ok := in.MatchRule[name]; ok && v != "" && v != nil {
			return core.Refuse(endpoint.ErrConditionalMenuPrivacyRule,
				"matchrule has "+name+", and the platform takes no condition on sex, area or language any more.",
				"matchrule 含有 "+name+"，平台已不再支持性别、地区、语言等隐私条件。")
		}
	}
	return nil
}
