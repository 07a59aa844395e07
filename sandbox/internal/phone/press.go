package phone

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/message"
	area "github.com/wechatgo/wechatgo/sandbox/internal/area/menu"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// PressKey makes the user press the menu button with that key.
func PressKey(key string, in Input) Action {
	return func(tx *core.Tx, u *core.Person) error {
		for _, b := range area.ActiveButtons(area.ButtonsFor(tx, u)) {
			if b.Key == key && key != "" {
				return press(tx, u, b, in)
			}
		}
		return core.RefuseAction(
			fmt.Sprintf(
				"the menu has no button with key %q: create the menu first, with a button that has this key",
				key,
			),
			fmt.Sprintf("菜单中没有 key 为 %q 的按钮：请先创建带有该 key 的菜单", key),
		)
	}
}

// PressPath makes the user press the button at the indexes, counted from 0: one index for a button of the first level,
// two for a button below it.
func PressPath(path []int, in Input) Action {
	return func(tx *core.Tx, u *core.Person) error {
		b, err := buttonAt(tx, u, path)
		if err != nil {
			return err
		}
		return press(tx, u, b, in)
	}
}

// ViewPath is PressPath for a view button. It stores the address of the page in target.
func ViewPath(path []int, target *string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		b, err := buttonAt(tx, u, path)
		if err != nil {
			return err
		}
		if b.Type != menu.TypeView {
			return core.RefuseAction(
				fmt.Sprintf("the button %q opens no page", b.Name),
				fmt.Sprintf("按钮“%s”不会打开网页", b.Name),
			)
		}
		if err := press(tx, u, b, Input{}); err != nil {
			return err
		}
		*target = b.URL
		return nil
	}
}

// ViewURL makes the user open a page. If the menu has a view button with this address, the user presses it; otherwise
// the user follows a link, which pushes nothing.
func ViewURL(target string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if !core.IsPage(target) {
			return core.RefuseAction("a page's url begins with http:// or https://", "网页地址须以 http:// 或 https:// 开头")
		}
		for _, b := range area.ActiveButtons(area.ButtonsFor(tx, u)) {
			if b.Type == menu.TypeView && b.URL == target {
				return press(tx, u, b, Input{})
			}
		}
		return nil
	}
}

func buttonAt(tx *core.Tx, u *core.Person, path []int) (menu.Button, error) {
	level := area.ButtonsFor(tx, u)
	var b menu.Button
	for _, i := range path {
		if i < 0 || i >= len(level) {
			return b, noButton(path)
		}
		b, level = level[i], level[i].SubButtons
	}
	if b.Type == "" {
		return b, noButton(path)
	}
	return b, nil
}

func noButton(path []int) error {
	return core.RefuseAction(
		fmt.Sprintf("the menu has no button to press at %v", path),
		fmt.Sprintf("菜单的 %v 处没有可点击的按钮", path),
	)
}

// press does what a button of this type does.
func press(tx *core.Tx, u *core.Person, b menu.Button, in Input) error {
	if err := checkFollows(u); err != nil {
		return err
	}
	pressed := message.MenuPress{Common: tx.Common(u), EventKey: b.Key}
	switch b.Type {
	case menu.TypeClick, menu.TypeScanCodePush, menu.TypeScanCodeWaitMsg:
		u.Window.Open(core.WindowClick, tx.Now())
	}
	switch b.Type {
	case menu.TypeClick:
		tx.PushEvent(u, &message.ClickEvent{MenuPress: pressed})
	case menu.TypeView:
		tx.PushEvent(u, &message.ViewEvent{Common: pressed.Common, EventKey: b.URL, MenuID: area.IDFor(tx, u)})
	case menu.TypeMiniProgram:
		tx.PushEvent(
			u,
			&message.ViewMiniProgramEvent{Common: pressed.Common, EventKey: b.PagePath, MenuID: area.IDFor(tx, u)},
		)
	case menu.TypeScanCodePush:
		tx.PushEvent(u, &message.ScanCodePushEvent{MenuPress: pressed, ScanCode: in.scanCode()})
	case menu.TypeScanCodeWaitMsg:
		tx.PushEvent(u, &message.ScanCodeWaitMsgEvent{MenuPress: pressed, ScanCode: in.scanCode()})
	case menu.TypePicSysPhoto, menu.TypePicPhotoOrAlbum, menu.TypePicWeixin:
		return pressPicture(tx, u, b.Type, pressed, in)
	case menu.TypeLocationSelect:
		return pressLocation(tx, u, pressed, in.location())
	default:
		return showMaterial(tx, u, b)
	}
	return nil
}

// pressPicture pushes the event first, and then the pictures that it announces.
func pressPicture(tx *core.Tx, u *core.Person, kind menu.Type, pressed message.MenuPress, in Input) error {
	files, err := in.files(tx)
	if err != nil {
		return err
	}
	pictures := message.Pictures{Count: int64(len(files))}
	for _, f := range files {
		sum := md5.Sum(f.Data)
		pictures.List = append(pictures.List, message.Picture{MD5: hex.EncodeToString(sum[:])})
	}
	switch kind {
	case menu.TypePicSysPhoto:
		tx.PushEvent(u, &message.PicSysPhotoEvent{MenuPress: pressed, Pictures: pictures})
	case menu.TypePicPhotoOrAlbum:
		tx.PushEvent(u, &message.PicPhotoOrAlbumEvent{MenuPress: pressed, Pictures: pictures})
	default:
		tx.PushEvent(u, &message.PicWeixinEvent{MenuPress: pressed, Pictures: pictures})
	}
	for _, f := range files {
		m, entry := image(tx, u, f)
		sendMessage(tx, u, m, entry)
	}
	return nil
}

// pressLocation pushes the event first, and then the place.
func pressLocation(tx *core.Tx, u *core.Person, pressed message.MenuPress, at record.EntryLocation) error {
	if err := checkPlace(at); err != nil {
		return err
	}
	tx.PushEvent(u, &message.LocationSelectEvent{MenuPress: pressed, Place: eventPlace(at)})
	m, entry := location(tx, u, at)
	sendMessage(tx, u, m, entry)
	return nil
}

// showMaterial shows what a button without an event sends or opens.
func showMaterial(tx *core.Tx, u *core.Person, b menu.Button) error {
	e := record.Entry{From: "account", Via: "menu"}
	switch b.Type {
	case menu.TypeArticle, menu.TypeArticleViewLimited:
		e.Type, e.Articles = "mpnewsarticle", tx.PublishedCard(b.ArticleID)
		if e.Articles == nil {
			e.Title, e.Description = b.Name, b.ArticleID
		}
	default:
		m := tx.FindFile("", b.MediaID)
		if card := tx.NewsEntry(b.MediaID); card != nil {
			e.Type, e.Articles = "mpnews", card
			break
		}
		if m == nil {
			return core.RefuseAction(
				fmt.Sprintf("the platform has no material for the button %q: see AddMedia", b.Name),
				fmt.Sprintf("平台没有按钮“%s”对应的素材，可用 AddMedia 添加", b.Name),
			)
		}
		e.Type, e.MediaID, e.MediaURL = m.Kind, b.MediaID, core.MediaPath(b.MediaID)
	}
	tx.Show(u, e)
	return nil
}
