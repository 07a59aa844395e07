package kf

import (
	"github.com/wechatgo/wechatgo/internal/guard"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Message is a customer service message: one of this package's kinds, or one of them in [From] or [FromAI].
type Message interface {
	put(*SendIn) // writes the message into its wire form
}

// Text is a text of up to 2,048 bytes (more gets 45002; reply.Split cuts it). It may hold links, <a href="...">, also
// to a mini program (data-miniprogram-appid and -path) and of the kind
// weixin://bizmsgmenu?msgmenucontent=...&msgmenuid=..., which sends a text back when tapped. A link to anything else is
// shown as it is typed. An incomplete character at the end, where a program cut the text at a number of bytes, is not
// sent.
type Text string

// Image is a picture from the material, temporary or permanent.
type Image struct {
	MediaID string `json:"media_id"`
}

// Voice is a voice message from the material.
type Voice struct {
	MediaID string `json:"media_id"`
}

// Video is a video from the material.
type Video struct {
	MediaID      string `json:"media_id"`
	ThumbMediaID string `json:"thumb_media_id"` // the picture that the chat shows, from the material
	Title        string `json:"title,omitempty"`
	Description  string `json:"description,omitempty"`
}

// Music is a piece of music behind a link.
type Music struct {
	Title        string `json:"title,omitempty"`
	Description  string `json:"description,omitempty"`
	URL          string `json:"musicurl"`       // where the music is
	HQURL        string `json:"hqmusicurl"`     // the one that is played over Wi-Fi
	ThumbMediaID string `json:"thumb_media_id"` // the picture that the chat shows, from the material
}

// Article is a card that opens a link (图文消息, msgtype news). The platform takes one in a message.
type Article struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`    // opens when the user taps the card
	PicURL      string `json:"picurl"` // the picture on the card
}

// MPNews is an article of the material, by media_id. The platform's page marks it as abandoned (废弃): an article that
// was published from a draft has an article_id, see [MPNewsArticle].
type MPNews struct {
	MediaID string `json:"media_id"`
}

// MPNewsArticle is a published article (msgtype mpnewsarticle).
type MPNewsArticle struct {
	ArticleID string `json:"article_id"` // of freepublish
}

// Menu is a text with choices (msgtype msgmenu). A tap comes back as a text message with the item's content and, as its
// bizmsgmenuid, the item's ID.
type Menu struct {
	Head  string     `json:"head_content"`
	Items []MenuItem `json:"list"`
	Tail  string     `json:"tail_content"`
}

// MenuItem is one choice.
type MenuItem struct {
	ID      string `json:"id"`
	Content string `json:"content"`
}

// Card is a coupon or membership card (卡券, msgtype wxcard).
type Card struct {
	CardID string `json:"card_id"`
}

// MiniProgramPage is a card that opens a page of a mini program; an appid that the account cannot use gets 40166.
type MiniProgramPage struct {
	Title        string `json:"title"`
	AppID        string `json:"appid"`
	PagePath     string `json:"pagepath"`       // with its query
	ThumbMediaID string `json:"thumb_media_id"` // the picture on the card, from the material
}

func (t Text) put(in *SendIn)            { in.MsgType, in.Text = "text", &TextContent{xmldoc.Whole(string(t))} }
func (m Image) put(in *SendIn)           { in.MsgType, in.Image = "image", &m }
func (m Voice) put(in *SendIn)           { in.MsgType, in.Voice = "voice", &m }
func (m Video) put(in *SendIn)           { in.MsgType, in.Video = "video", &m }
func (m Music) put(in *SendIn)           { in.MsgType, in.Music = "music", &m }
func (m Article) put(in *SendIn)         { in.MsgType, in.News = "news", &News{[]Article{m}} }
func (m MPNews) put(in *SendIn)          { in.MsgType, in.MPNews = "mpnews", &m }
func (m MPNewsArticle) put(in *SendIn)   { in.MsgType, in.MPNewsArticle = "mpnewsarticle", &m }
func (m Menu) put(in *SendIn)            { in.MsgType, in.MsgMenu = "msgmenu", &m }
func (m Card) put(in *SendIn)            { in.MsgType, in.WxCard = "wxcard", &m }
func (m MiniProgramPage) put(in *SendIn) { in.MsgType, in.MiniProgramPage = "miniprogrampage", &m }

// From sends m in the name of a customer service account such as "test1@kftest": the user sees the agent's name and
// picture.
func From(kfAccount string, m Message) Message { return from{kfAccount, m} }

// FromAI marks m as written by an AI: the phone shows a grey note below it (内容由第三方AI生成).
func FromAI(m Message) Message { return fromAI{m} }

type from struct {
	kfAccount string
	message   Message
}

func (f from) put(in *SendIn) {
	in.CustomService = &Agent{f.kfAccount}
	putInto(in, f.message)
}

type fromAI struct{ message Message }

func (f fromAI) put(in *SendIn) {
	in.AIMsgContext = &AIContext{true}
	putInto(in, f.message)
}

func putInto(in *SendIn, m Message) {
	if !guard.IsNil(m) {
		m.put(in)
	}
}

// For returns the message m to the user openID in its wire form. A nil message, or a nil pointer to one, leaves MsgType
// empty.
func For(openID string, m Message) SendIn {
	in := SendIn{ToUser: openID}
	putInto(&in, m)
	return in
}
