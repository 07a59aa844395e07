package menu

import (
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
)

// FieldError is a menu beyond a limit of the platform, found before it was
// sent. errors.Is finds the code that the platform refuses it with, such as
// [endpoint.ErrInvalidButtonNameSize].
type FieldError struct {
	Field   string // where, such as "button[2].sub_button[0].url"
	Problem string // what is wrong with it
	Cure    string // what to do about it
	// Code is the platform's refusal. For an empty appid, pagepath, media_id or
	// article_id the documents name none; it is the nearest one then.
	Code endpoint.Code
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("menu: %s %s: %s", e.Field, e.Problem, e.Cure)
}

// Unwrap returns the platform's refusal.
func (e *FieldError) Unwrap() error { return e.Code }

// Limits of the platform; sizes are in bytes of UTF-8, where a Chinese
// character takes 3.
const (
	MaxButtons      = 3
	MaxSubButtons   = 5
	MaxNameBytes    = 16 // of a first-level button
	MaxSubNameBytes = 60
	MaxKeyBytes     = 128
	MaxURLBytes     = 1024
)

// level is the rules of one level of buttons: sizes and the codes that the
// platform has for them.
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

// Check reports the first thing that the platform would refuse, as a
// [*FieldError]: the number of buttons, a type, or a field that is empty or too
// long. Of a type that this package does not know it reports the type; call
// [Create] with [endpoint.Call] to send one nevertheless.
func (m Menu) Check() error { return first.check("", m.Buttons) }

// Check reports the first thing that the platform would refuse, as
// [Menu.Check] does; an empty rule is one (65304).
func (m ConditionalMenu) Check() error {
	if m.MatchRule == (MatchRule{}) {
		return &FieldError{"matchrule", "is empty", "set TagID or ClientPlatformType, or use Create", endpoint.ErrConditionalMenuEmptyRule}
	}
	return m.Menu.Check()
}

func (l *level) check(path string, buttons []Button) error {
	path += l.field
	if n := len(buttons); n < 1 || n > l.maxCount {
		return &FieldError{path, fmt.Sprintf("has %d buttons", n), fmt.Sprintf("give 1 to %d", l.maxCount), l.count}
	}
	for i, b := range buttons {
		if err := l.checkButton(fmt.Sprintf("%s[%d].", path, i), b); err != nil {
			return err
		}
	}
	return nil
}

func (l *level) checkButton(path string, b Button) error {
	if err := size(path+"name", b.Name, l.maxName, l.name); err != nil {
		return err
	}
	if len(b.SubButtons) > 0 {
		return l.checkSub(path, b)
	}
	switch b.Type {
	case TypeClick, TypeScanCodePush, TypeScanCodeWaitMsg, TypePicSysPhoto, TypePicPhotoOrAlbum, TypePicWeixin, TypeLocationSelect:
		return size(path+"key", b.Key, MaxKeyBytes, l.key)
	case TypeView:
		return size(path+"url", b.URL, MaxURLBytes, l.address)
	case TypeMiniProgram:
		return firstOf(
			size(path+"url", b.URL, MaxURLBytes, l.address),
			needed(path+"appid", b.AppID, endpoint.ErrInvalidAppID),
			needed(path+"pagepath", b.PagePath, l.kind),
		)
	case TypeMedia, TypeViewLimited:
		return needed(path+"media_id", b.MediaID, endpoint.ErrInvalidMediaID)
	case TypeArticle, TypeArticleViewLimited:
		return needed(path+"article_id", b.ArticleID, endpoint.ErrInvalidArticleID)
	case "":
		return &FieldError{path + "type", "is empty", "make the button with a constructor such as menu.Click, or give it sub buttons with menu.Sub", l.kind}
	}
	return &FieldError{path + "type", fmt.Sprintf("%q is unknown", b.Type), "use one of the Type constants", l.kind}
}

func (l *level) checkSub(path string, b Button) error {
	if l == &second {
		return &FieldError{path + "sub_button", "is a third level", "menus have two levels: move these buttons up", endpoint.ErrInvalidSubButtonLevel}
	}
	if b.Type != "" {
		return &FieldError{path + "type", fmt.Sprintf("is %q beside sub buttons", b.Type), "a button that opens a list has no type: drop the one or the other", l.kind}
	}
	return second.check(path, b.SubButtons)
}

func size(field, value string, most int, code endpoint.Code) error {
	if n := len(value); n < 1 || n > most {
		return &FieldError{field, fmt.Sprintf("has %d bytes", n), fmt.Sprintf("give 1 to %d", most), code}
	}
	return nil
}

func needed(field, value string, code endpoint.Code) error {
	if value == "" {
		return &FieldError{field, "is empty", "fill it in", code}
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
