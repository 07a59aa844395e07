package menu

import (
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about a menu that exceeds a limit of the platform.
const refuse = field.In("menu")

// Limits of the platform; sizes are in bytes of UTF-8, where a Chinese character takes 3.
const (
	MaxButtons      = 3
	MaxSubButtons   = 5
	MaxNameBytes    = 16 // of a first-level button
	MaxSubNameBytes = 60
	MaxKeyBytes     = 128
	MaxURLBytes     = 1024
)

// level has the limits of one level of buttons, and the platform's codes for exceeding them.
type level struct {
	field                           string
	maxCount, maxName               int
	count, kind, name, key, address endpoint.Code
}

var (
	first = level{
		"button", MaxButtons, MaxNameBytes,
		endpoint.ErrInvalidButtonCount, endpoint.ErrInvalidButtonType, endpoint.ErrInvalidButtonNameSize,
		endpoint.ErrInvalidButtonKeySize, endpoint.ErrInvalidButtonURLSize,
	}
	second = level{
		"sub_button", MaxSubButtons, MaxSubNameBytes,
		endpoint.ErrInvalidSubButtonCount, endpoint.ErrInvalidSubButtonType, endpoint.ErrInvalidSubButtonNameSize,
		endpoint.ErrInvalidSubButtonKeySize, endpoint.ErrInvalidSubButtonURLSize,
	}
)

// Check reports the first problem for which the platform would refuse the menu, as an [*endpoint.FieldError]: the
// number of buttons, a type, or a field that is empty or too long. errors.Is finds the code of the refusal, such as
// [endpoint.ErrInvalidButtonNameSize]; for an empty appid, pagepath, media_id or article_id the documents name no code,
// and Check uses the most similar one. Check also refuses a type that this package does not know; call [Create] with
// [endpoint.Call] to send one nevertheless.
func (m Menu) Check() error { return first.check("", m.Buttons) }

// Check reports the first problem for which the platform would refuse the menu, as [Menu.Check] does; an empty rule is
// a problem as well (65304).
func (m ConditionalMenu) Check() error {
	if m.MatchRule == (MatchRule{}) {
		return refuse.Empty("matchrule", "set TagID or ClientPlatformType, or use Create").
			With(endpoint.ErrConditionalMenuEmptyRule)
	}
	return m.Menu.Check()
}

func (l *level) check(path string, buttons []Button) error {
	path += l.field
	if n := len(buttons); n < 1 || n > l.maxCount {
		return refuse.Amount(path, n, 1, l.maxCount, "buttons").With(l.count)
	}
	for i, b := range buttons {
		if err := l.checkButton(fmt.Sprintf("%s[%d].", path, i), b); err != nil {
			return err
		}
	}
	return nil
}

func (l *level) checkButton(path string, b Button) error {
	if n := len(b.Name); n < 1 || n > l.maxName {
		return refuse.Bytes(path+"name", b.Name, 1, l.maxName).With(l.name)
	}
	if len(b.SubButtons) > 0 {
		return l.checkSub(path, b)
	}
	switch b.Type {
	case TypeClick,
		TypeScanCodePush,
		TypeScanCodeWaitMsg,
		TypePicSysPhoto,
		TypePicPhotoOrAlbum,
		TypePicWeixin,
		TypeLocationSelect:
		return checkSize(path+"key", b.Key, MaxKeyBytes, l.key)
	case TypeView:
		return l.checkURL(path, b.URL)
	case TypeMiniProgram:
		return field.First(
			l.checkURL(path, b.URL),
			checkRequired(path+"appid", b.AppID, endpoint.ErrInvalidAppID),
			checkRequired(path+"pagepath", b.PagePath, l.kind),
		)
	case TypeMedia, TypeViewLimited:
		return checkRequired(path+"media_id", b.MediaID, endpoint.ErrInvalidMediaID)
	case TypeArticle, TypeArticleViewLimited:
		return checkRequired(path+"article_id", b.ArticleID, endpoint.ErrInvalidArticleID)
	case "":
		return refuse.Empty(path+"type", "make the button with a constructor such as menu.Click, or give it sub buttons with menu.Sub").
			With(l.kind)
	}
	return refuse.Field(path+"type", fmt.Sprintf("%q is unknown", b.Type), "use one of the Type constants").With(l.kind)
}

// checkURL refuses an address without a scheme, which the platform's page does not mention and practice shows.
func (l *level) checkURL(path, address string) error {
	if err := checkSize(path+"url", address, MaxURLBytes, l.address); err != nil {
		return err
	}
	if scheme, _, _ := strings.Cut(strings.ToLower(address), "://"); scheme != "http" && scheme != "https" {
		return refuse.Field(path+"url", fmt.Sprintf("is %q, which has no scheme", address), "begin it with https:// or http://").
			With(endpoint.ErrConditionalMenuInvalidURL)
	}
	return nil
}

func (l *level) checkSub(path string, b Button) error {
	if l == &second {
		return refuse.Field(path+"sub_button", "is a third level", "menus have two levels: move these buttons up").
			With(endpoint.ErrInvalidSubButtonLevel)
	}
	if b.Type != "" {
		return refuse.Field(path+"type", fmt.Sprintf("is %q although there are sub buttons", b.Type), "a button that opens a list has no type: remove the type or the sub buttons").
			With(l.kind)
	}
	return second.check(path, b.SubButtons)
}

func checkSize(path, value string, most int, code endpoint.Code) error {
	if n := len(value); n < 1 || n > most {
		return refuse.Amount(path, n, 1, most, "bytes").With(code)
	}
	return nil
}

func checkRequired(path, value string, code endpoint.Code) error {
	if value == "" {
		return refuse.Empty(path, "fill it in").With(code)
	}
	return nil
}
