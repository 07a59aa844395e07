package mass

import (
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/guard"
)

// Message is what a mass message shows: one of this package's kinds.
type Message interface {
	put(*Content) // writes the message into its wire form
}

// MPNews is the articles of a draft (图文消息). Once they are sent, the draft is gone and its media_id is void. The
// platform checks articles for their originality first: see [WithReprint].
type MPNews struct {
	MediaID string `json:"media_id"`
}

// Text is a text.
type Text string

// Voice is a voice message from the material.
type Voice struct {
	MediaID string `json:"media_id"`
}

// Music is a piece of music from the material. The platform's pages list this type; they describe its object only for
// previews.
type Music struct {
	MediaID string `json:"media_id"`
}

// Images is one or more pictures from the material. A preview shows one picture: of Images it shows the first, without
// the other fields.
type Images struct {
	MediaIDs []string `json:"media_ids"`
	// Recommend is the text that recommends the pictures (推荐语).
	Recommend string `json:"recommend,omitempty"`
	Title     string `json:"title,omitempty"`
	// NeedOpenComment allows comments; OnlyFansCanComment allows them to followers alone.
	NeedOpenComment    endpoint.Flag `json:"need_open_comment,omitempty"`
	OnlyFansCanComment endpoint.Flag `json:"only_fans_can_comment,omitempty"`
}

// MPVideo is a video. By the platform's older page its MediaID comes from material.Service.UploadVideo; by its present
// list of errors a video that was uploaded by API cannot be published by API (48022).
type MPVideo struct {
	MediaID string `json:"media_id"`
	// Title and Description are documented for messages to OpenIDs alone.
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// Card is a coupon or membership card (卡券).
//
// Deprecated: the platform does not send cards any more (45113).
type Card struct {
	CardID string `json:"card_id"`
	// Ext is for previews only.
	Ext *CardExt `json:"card_ext,omitempty"`
}

// CardExt is the signed data of a [Card] in a preview.
type CardExt struct {
	Code      string `json:"code"`      // of a card whose codes are the merchant's own
	OpenID    string `json:"openid"`    // the user who alone may take the card
	Timestamp string `json:"timestamp"` // Unix seconds
	Signature string `json:"signature"` // see jssdk.SDK.SignCard
}

func (m MPNews) put(c *Content)  { c.MsgType, c.MPNews = TypeMPNews, &m }
func (t Text) put(c *Content)    { c.MsgType, c.Text = TypeText, &TextContent{string(t)} }
func (m Voice) put(c *Content)   { c.MsgType, c.Voice = TypeVoice, &m }
func (m Music) put(c *Content)   { c.MsgType, c.Music = TypeMusic, &m }
func (m Images) put(c *Content)  { c.MsgType, c.Images = TypeImage, &m }
func (m MPVideo) put(c *Content) { c.MsgType, c.MPVideo = TypeMPVideo, &m }
func (m Card) put(c *Content)    { c.MsgType, c.WxCard = TypeWxCard, &m }

// contentOf returns m in its wire form. A nil message, or a nil pointer to one, leaves MsgType empty.
func contentOf(m Message) (c Content) {
	if !guard.IsNil(m) {
		m.put(&c)
	}
	return c
}

// previewOf returns m in the wire form of a preview.
func previewOf(m Message) Content {
	c := contentOf(m)
	if c.Images != nil {
		c.Image = &Image{}
		if len(c.Images.MediaIDs) > 0 {
			c.Image.MediaID = c.Images.MediaIDs[0]
		}
		c.Images = nil
	}
	return c
}
