package sandbox

import (
	"fmt"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/message"
)

// pressKey presses the menu button that has the key.
func pressKey(key string, in pressInput) action {
	return func(w *world, u *person) ([]*push, error) {
		for _, b := range flat(w.menus.seenBy(u)) {
			if b.Key == key && key != "" {
				return w.press(u, b, in)
			}
		}
		return nil, cannot(fmt.Sprintf("the menu has no button with key %q", key), fmt.Sprintf("菜单中没有 key 为 %q 的按钮", key))
	}
}

// pressPath presses the button at the indexes, counted from 0: one for a button
// of the first level, two for one below it.
func pressPath(path []int, in pressInput) action {
	return func(w *world, u *person) ([]*push, error) {
		b, err := w.buttonAt(u, path)
		if err != nil {
			return nil, err
		}
		return w.press(u, b, in)
	}
}

// viewPath is pressPath for a view button; it stores its address in target.
func viewPath(path []int, target *string) action {
	return func(w *world, u *person) ([]*push, error) {
		b, err := w.buttonAt(u, path)
		if err != nil {
			return nil, err
		}
		if b.Type != menu.TypeView {
			return nil, cannot(fmt.Sprintf("the button %q opens no page", b.Name), fmt.Sprintf("按钮“%s”不会打开网页", b.Name))
		}
		*target = b.URL
		return w.press(u, b, pressInput{})
	}
}

// viewURL presses the view button with that address; where the menu has none,
// the page is opened from a link, which pushes nothing.
func viewURL(target string) action {
	return func(w *world, u *person) ([]*push, error) {
		if !isPage(target) {
			return nil, cannot("a page's url begins with http:// or https://", "网页地址须以 http:// 或 https:// 开头")
		}
		for _, b := range flat(w.menus.seenBy(u)) {
			if b.Type == menu.TypeView && b.URL == target {
				return w.press(u, b, pressInput{})
			}
		}
		return nil, nil
	}
}

// flat lists the buttons that do something.
func flat(buttons []menu.Button) []menu.Button {
	var list []menu.Button
	for _, b := range buttons {
		if len(b.SubButtons) > 0 {
			list = append(list, b.SubButtons...)
		} else {
			list = append(list, b)
		}
	}
	return list
}

func (w *world) buttonAt(u *person, path []int) (menu.Button, error) {
	level := w.menus.seenBy(u)
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
	return cannot(fmt.Sprintf("the menu has no button to press at %v", path), fmt.Sprintf("菜单的 %v 处没有可点击的按钮", path))
}

// press does what the button's type does.
func (w *world) press(u *person, b menu.Button, in pressInput) ([]*push, error) {
	if err := u.mustFollow(); err != nil {
		return nil, err
	}
	press := message.MenuPress{Common: w.common(u), EventKey: b.Key}
	switch b.Type {
	case menu.TypeClick, menu.TypeScanCodePush, menu.TypeScanCodeWaitMsg:
		u.window.open(windowClick, w.now())
	}
	switch b.Type {
	case menu.TypeClick:
		return event(u, &message.ClickEvent{MenuPress: press}), nil
	case menu.TypeView:
		return event(u, &message.ViewEvent{Common: press.Common, EventKey: b.URL, MenuID: w.menus.idFor(u)}), nil
	case menu.TypeMiniProgram:
		return event(u, &message.ViewMiniProgramEvent{Common: press.Common, EventKey: b.PagePath, MenuID: w.menus.idFor(u)}), nil
	case menu.TypeScanCodePush:
		return event(u, &message.ScanCodePushEvent{MenuPress: press, ScanCode: in.scanCode()}), nil
	case menu.TypeScanCodeWaitMsg:
		return event(u, &message.ScanCodeWaitMsgEvent{MenuPress: press, ScanCode: in.scanCode()}), nil
	case menu.TypePicSysPhoto, menu.TypePicPhotoOrAlbum, menu.TypePicWeixin:
		return w.pressPicture(u, b.Type, press, in)
	case menu.TypeLocationSelect:
		return w.pressLocation(u, press, in.location())
	}
	return nil, w.material(u, b)
}

// pressPicture pushes the event first and then the pictures that it announces.
func (w *world) pressPicture(u *person, kind menu.Type, press message.MenuPress, in pressInput) ([]*push, error) {
	files, err := in.files(w)
	if err != nil {
		return nil, err
	}
	pictures := message.Pictures{Count: int64(len(files))}
	for _, f := range files {
		pictures.List = append(pictures.List, message.Picture{MD5: md5Hex(f.data)})
	}
	var e message.Event = &message.PicWeixinEvent{MenuPress: press, Pictures: pictures}
	switch kind {
	case menu.TypePicSysPhoto:
		e = &message.PicSysPhotoEvent{MenuPress: press, Pictures: pictures}
	case menu.TypePicPhotoOrAlbum:
		e = &message.PicPhotoOrAlbumEvent{MenuPress: press, Pictures: pictures}
	}
	pushes := event(u, e)
	for _, f := range files {
		m, entry := w.image(u, f)
		pushes = append(pushes, w.write(u, m, entry)...)
	}
	return pushes, nil
}

// pressLocation pushes the event first and then the place.
func (w *world) pressLocation(u *person, press message.MenuPress, at EntryLocation) ([]*push, error) {
	if err := at.check(); err != nil {
		return nil, err
	}
	e := &message.LocationSelectEvent{MenuPress: press, Place: at.eventPlace()}
	m, entry := w.location(u, at)
	return append(event(u, e), w.write(u, m, entry)...), nil
}

// material shows what a button without an event sends or opens.
func (w *world) material(u *person, b menu.Button) error {
	e := Entry{From: "account", Via: "menu"}
	switch b.Type {
	case menu.TypeArticle, menu.TypeArticleViewLimited:
		e.Type, e.Title, e.Description = "mpnewsarticle", b.Name, b.ArticleID
	default:
		m := w.findMedia("", b.MediaID)
		if m == nil {
			return cannot(fmt.Sprintf("the platform has no material for the button %q: see AddMedia", b.Name), fmt.Sprintf("平台没有按钮“%s”对应的素材，可用 AddMedia 添加", b.Name))
		}
		e.Type, e.MediaID, e.MediaURL = m.kind, b.MediaID, mediaPath(b.MediaID)
	}
	w.show(u, e)
	return nil
}
