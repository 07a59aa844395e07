package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Pictures announces the pictures that a menu button sends. The pictures themselves follow as [Image] messages.
type Pictures struct {
	// Count is the number of pictures that follow.
	Count int64
	// List has one entry per picture.
	List []Picture
}

// Picture is one announced picture.
type Picture struct {
	// MD5 is the picture's MD5 in hex, to match it with its message.
	MD5 string
}

func (p *Pictures) bind(b *xmldoc.Binder) {
	b.Group("SendPicsInfo", func(b *xmldoc.Binder) {
		b.Int("Count", &p.Count)
		b.Group("PicList", func(b *xmldoc.Binder) {
			xmldoc.List(b, "item", &p.List, func(b *xmldoc.Binder, p *Picture) {
				b.Text("PicMd5Sum", &p.MD5)
			})
		})
	})
}

// PicSysPhotoEvent comes from a button that opens the camera.
type PicSysPhotoEvent struct {
	MenuPress
	event
	Pictures Pictures // the pictures that follow
}

// EventName returns "pic_sysphoto".
func (*PicSysPhotoEvent) EventName() string { return "pic_sysphoto" }

func (m *PicSysPhotoEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	m.Pictures.bind(b)
}

// PicPhotoOrAlbumEvent comes from a button that offers camera or album.
type PicPhotoOrAlbumEvent struct {
	MenuPress
	event
	Pictures Pictures // the pictures that follow
}

// EventName returns "pic_photo_or_album".
func (*PicPhotoOrAlbumEvent) EventName() string { return "pic_photo_or_album" }

func (m *PicPhotoOrAlbumEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	m.Pictures.bind(b)
}

// PicWeixinEvent comes from a button that opens the WeChat album, for up to 9 pictures.
type PicWeixinEvent struct {
	MenuPress
	event
	Pictures Pictures // the pictures that follow
}

// EventName returns "pic_weixin".
func (*PicWeixinEvent) EventName() string { return "pic_weixin" }

func (m *PicWeixinEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	m.Pictures.bind(b)
}
