package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Text is a text message, or a tap on an item of a menu message.
type Text struct {
	Standard
	// Content is the text that the user typed, including white space at both ends.
	Content string
	// MenuID is the id of the tapped item (bizmsgmenuid) if the user chose from a customer-service menu message or a
	// weixin://bizmsgmenu link; then Content is the item's text. It counts as a menu click, not as a message, for the
	// customer-service window.
	MenuID string
}

// Type returns "text".
func (*Text) Type() string { return "text" }

func (m *Text) fields(b *xmldoc.Binder) {
	b.Text("Content", &m.Content)
	m.bindStandard(b)
	b.OptBare("bizmsgmenuid", &m.MenuID)
}
