package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Link is a link that the user forwarded.
type Link struct {
	Standard
	Title       string // the page's title
	Description string // the page's summary
	URL         string // the page's address
}

// Type returns "link".
func (*Link) Type() string { return "link" }

func (m *Link) fields(b *xmldoc.Binder) {
	b.Text("Title", &m.Title)
	b.Text("Description", &m.Description)
	b.Text("Url", &m.URL)
	m.bindStandard(b)
}

// MiniProgramPage is a mini program's card that the user forwarded. The Official Account pages do not list it; its
// fields are those that the mini program's own customer service documents.
type MiniProgramPage struct {
	Standard
	Title        string // the card's title
	AppID        string // the mini program's AppID
	PagePath     string // the page in the mini program
	ThumbURL     string // the card's picture
	ThumbMediaID string // the picture's media id, valid for 3 days
}

// Type returns "miniprogrampage".
func (*MiniProgramPage) Type() string { return "miniprogrampage" }

func (m *MiniProgramPage) fields(b *xmldoc.Binder) {
	b.Text("Title", &m.Title)
	b.Text("AppId", &m.AppID)
	b.Text("PagePath", &m.PagePath)
	b.Text("ThumbUrl", &m.ThumbURL)
	b.Text("ThumbMediaId", &m.ThumbMediaID)
	m.bindStandard(b)
}
