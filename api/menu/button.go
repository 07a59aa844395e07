package menu

// Menu is a menu of 1 to 3 buttons.
type Menu struct {
	Buttons []Button `json:"button"`
}

// Button is either a button with an action (Type and the fields of that type) or one that opens a list (only Name and
// SubButtons). The constructors set the right fields.
type Button struct {
	Type      Type   `json:"type,omitempty"`
	Name      string `json:"name"`
	Key       string `json:"key,omitempty"`
	URL       string `json:"url,omitempty"`
	MediaID   string `json:"media_id,omitempty"`
	ArticleID string `json:"article_id,omitempty"`
	AppID     string `json:"appid,omitempty"`
	PagePath  string `json:"pagepath,omitempty"`
	// SubButtons has 1 to 5 buttons. In the platform's answers it may be an empty list.
	SubButtons []Button `json:"sub_button,omitzero"`
}

// Type is a button's action.
type Type string

// The types of buttons.
const (
	TypeClick              Type = "click"
	TypeView               Type = "view"
	TypeMiniProgram        Type = "miniprogram"
	TypeScanCodePush       Type = "scancode_push"
	TypeScanCodeWaitMsg    Type = "scancode_waitmsg"
	TypePicSysPhoto        Type = "pic_sysphoto"
	TypePicPhotoOrAlbum    Type = "pic_photo_or_album"
	TypePicWeixin          Type = "pic_weixin"
	TypeLocationSelect     Type = "location_select"
	TypeMedia              Type = "media_id"
	TypeViewLimited        Type = "view_limited"
	TypeArticle            Type = "article_id"
	TypeArticleViewLimited Type = "article_view_limited"
)

// typeNames are the types in an error.
const typeNames = "click, view, miniprogram, scancode_push, scancode_waitmsg, pic_sysphoto, pic_photo_or_album, " +
	"pic_weixin, location_select, media_id, view_limited, article_id or article_view_limited"

// Sub is a button that opens a list of 1 to 5 buttons.
func Sub(name string, buttons ...Button) Button {
	return Button{Name: name, SubButtons: buttons}
}

// Click sends a CLICK event with the key to the callback, which may answer it: callback.Mux.MenuKey routes it by the
// key. A reply cannot hand the user over to an agent, since the press is no message: kf.Service.CreateSession can.
func Click(name, key string) Button { return keyButton(TypeClick, name, key) }

// View opens a web page and sends a VIEW event.
func View(name, url string) Button { return Button{Type: TypeView, Name: name, URL: url} }

// MiniProgram opens a page of a mini program that is linked to the account (otherwise 45064) and sends a
// view_miniprogram event. Old clients open the url instead.
func MiniProgram(name, url, appID, pagePath string) Button {
	return Button{Type: TypeMiniProgram, Name: name, URL: url, AppID: appID, PagePath: pagePath}
}

// ScanCodePush scans a code and shows the result, or opens it if it is a link; the callback gets a scancode_push event.
func ScanCodePush(name, key string) Button { return keyButton(TypeScanCodePush, name, key) }

// ScanCodeWaitMsg scans a code and shows 消息接收中 until the callback answers the scancode_waitmsg event.
func ScanCodeWaitMsg(name, key string) Button { return keyButton(TypeScanCodeWaitMsg, name, key) }

// PicSysPhoto takes a photo; the callback gets a pic_sysphoto event and the image message.
func PicSysPhoto(name, key string) Button { return keyButton(TypePicSysPhoto, name, key) }

// PicPhotoOrAlbum takes a photo or chooses from the phone's album; the callback gets a pic_photo_or_album event and the
// image messages.
func PicPhotoOrAlbum(name, key string) Button { return keyButton(TypePicPhotoOrAlbum, name, key) }

// PicWeixin chooses up to 9 pictures from the album; the callback gets a pic_weixin event and the image messages.
func PicWeixin(name, key string) Button { return keyButton(TypePicWeixin, name, key) }

// LocationSelect chooses a place; the callback gets a location_select event and the location message.
func LocationSelect(name, key string) Button { return keyButton(TypeLocationSelect, name, key) }

// Media sends the permanent material mediaID to the user: a picture, voice, video or article. The callback gets no
// event. Since the drafts (草稿箱) articles no longer work here: see [Article].
func Media(name, mediaID string) Button {
	return Button{Type: TypeMedia, Name: name, MediaID: mediaID}
}

// ViewLimited opens an article of the permanent material, for accounts without certification. The callback gets no
// event. The platform's current page no longer lists it.
func ViewLimited(name, mediaID string) Button {
	return Button{Type: TypeViewLimited, Name: name, MediaID: mediaID}
}

// Article sends a published article to the user as a card. The callback gets no event.
func Article(name, articleID string) Button {
	return Button{Type: TypeArticle, Name: name, ArticleID: articleID}
}

// ArticleView opens a published article (article_view_limited). The callback gets no event.
func ArticleView(name, articleID string) Button {
	return Button{Type: TypeArticleViewLimited, Name: name, ArticleID: articleID}
}

func keyButton(kind Type, name, key string) Button { return Button{Type: kind, Name: name, Key: key} }
