package menu

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

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
// [endpoint.ErrInvalidButtonNameSize]; for an empty appid, pagepath, media_id or article_id, and for a control
// character in a name, key or url, the documents name no code, and Check uses the most similar one. Check also refuses
// a type that this package does not know; call [Create] with [endpoint.Call] to send one nevertheless.
func (m Menu) Check() error { return firstOf(m.Problems()) }

// Problems returns all problems of which [Menu.Check] reports the first, in the order of the buttons; none for a menu
// that the platform takes.
func (m Menu) Problems() []*endpoint.FieldError {
	var p problems
	p.checkButtons(&first, "", m.Buttons)
	return p
}

// Check reports the first problem for which the platform would refuse the menu, as [Menu.Check] does; an empty rule is
// a problem as well (65304).
func (m ConditionalMenu) Check() error { return firstOf(m.Problems()) }

// Problems returns all problems of which [ConditionalMenu.Check] reports the first.
func (m ConditionalMenu) Problems() []*endpoint.FieldError {
	var p problems
	if m.MatchRule == (MatchRule{}) {
		p.add(refuse.Empty("matchrule", "give tag_id or client_platform_type, or make it the default menu"),
			endpoint.ErrConditionalMenuEmptyRule)
	}
	return append(p, m.Menu.Problems()...)
}

// problems are what is wrong with a menu.
type problems []*endpoint.FieldError

// add adds a problem, with the code with which the platform would refuse the menu for it.
func (p *problems) add(problem *field.Error, code endpoint.Code) { *p = append(*p, problem.With(code)) }

func firstOf(p problems) error {
	if len(p) == 0 {
		return nil
	}
	return p[0]
}

func (p *problems) checkButtons(l *level, path string, buttons []Button) {
	path += l.field
	if n := len(buttons); n < 1 || n > l.maxCount {
		p.add(refuse.Amount(path, n, 1, l.maxCount, "buttons"), l.count)
	}
	for i, b := range buttons {
		p.checkButton(l, fmt.Sprintf("%s[%d].", path, i), b)
	}
}

func (p *problems) checkButton(l *level, path string, b Button) {
	if n := len(b.Name); n < 1 || n > l.maxName {
		p.add(refuse.Bytes(path+"name", b.Name, 1, l.maxName), l.name)
	}
	p.checkLine(path+"name", b.Name, l.name)
	if len(b.SubButtons) > 0 {
		p.checkSub(l, path, b)
		return
	}
	switch b.Type {
	case TypeClick,
		TypeScanCodePush,
		TypeScanCodeWaitMsg,
		TypePicSysPhoto,
		TypePicPhotoOrAlbum,
		TypePicWeixin,
		TypeLocationSelect:
		p.checkSize(path+"key", b.Key, MaxKeyBytes, l.key)
	case TypeView:
		p.checkURL(l, path, b.URL)
	case TypeMiniProgram:
		p.checkURL(l, path, b.URL)
		p.checkRequired(path+"appid", b.AppID, endpoint.ErrInvalidAppID)
		p.checkRequired(path+"pagepath", b.PagePath, l.kind)
	case TypeMedia, TypeViewLimited:
		p.checkRequired(path+"media_id", b.MediaID, endpoint.ErrInvalidMediaID)
	case TypeArticle, TypeArticleViewLimited:
		p.checkRequired(path+"article_id", b.ArticleID, endpoint.ErrInvalidArticleID)
	case "":
		p.add(refuse.Empty(path+"type", "give a type such as click, or a sub_button"), l.kind)
	default:
		p.add(refuse.Field(path+"type", fmt.Sprintf("is %q, which is unknown", b.Type), "give "+typeNames), l.kind)
	}
}

// checkURL refuses an address without a scheme, which the platform's page does not mention and practice shows.
func (p *problems) checkURL(l *level, path, address string) {
	if !p.checkSize(path+"url", address, MaxURLBytes, l.address) {
		return
	}
	if scheme, _, _ := strings.Cut(strings.ToLower(address), "://"); scheme != "http" && scheme != "https" {
		p.add(
			refuse.Field(
				path+"url",
				fmt.Sprintf("is %q, which has no scheme", address),
				"begin it with https:// or http://",
			),
			endpoint.ErrConditionalMenuInvalidURL,
		)
	}
}

func (p *problems) checkSub(l *level, path string, b Button) {
	if l == &second {
		p.add(refuse.Field(path+"sub_button", "is a third level", "menus have two levels: move these buttons up"),
			endpoint.ErrInvalidSubButtonLevel)
		return
	}
	if b.Type != "" {
		p.add(refuse.Field(path+"type", fmt.Sprintf("is %q although there are sub buttons", b.Type),
			"a button that opens a list has no type: remove the type or the sub buttons"), l.kind)
	}
	p.checkButtons(&second, path, b.SubButtons)
}

// checkSize reports whether the value has 1 to most bytes, and no control character.
func (p *problems) checkSize(path, value string, most int, code endpoint.Code) bool {
	n := len(value)
	if n < 1 || n > most {
		p.add(refuse.Amount(path, n, 1, most, "bytes"), code)
		return false
	}
	return p.checkLine(path, value, code)
}

// checkLine reports whether the value is a line of text: a button shows no line break, and no address has one.
func (p *problems) checkLine(path, value string, code endpoint.Code) bool {
	i := strings.IndexFunc(value, unicode.IsControl)
	if i < 0 {
		return true
	}
	sign, _ := utf8.DecodeRuneInString(value[i:])
	p.add(refuse.Field(path, fmt.Sprintf("has the control character %q", sign), "remove it"), code)
	return false
}

func (p *problems) checkRequired(path, value string, code endpoint.Code) {
	if value == "" {
		p.add(refuse.Empty(path, "fill it in"), code)
	}
}
