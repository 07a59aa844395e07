package kf

import "github.com/wechatgo/wechatgo/endpoint"

// Send sends a customer service message.
var Send = endpoint.Post[SendIn, endpoint.None](
	"kf.send",
	"/cgi-bin/message/custom/send",
	"发送客服消息",
	endpoint.Send,
	endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Yes),
	endpoint.Daily(500_000, 50_000),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html"),
)

// Typing shows or ends "the other side is typing".
var Typing = endpoint.Post[TypingIn, endpoint.None]("kf.typing", "/cgi-bin/message/custom/typing", "客服输入状态",
	endpoint.Send, endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Unknown),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/customer/message/api_typing.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{Send, Typing} }

// SendIn is the input of [Send]: a message in its wire form. [For] makes it.
type SendIn struct {
	ToUser  string `json:"touser"` // an openid
	MsgType string `json:"msgtype"`

	// Exactly one of these fields is set: the one that MsgType names.
	Text            *TextContent     `json:"text,omitempty"`
	Image           *Image           `json:"image,omitempty"`
	Voice           *Voice           `json:"voice,omitempty"`
	Video           *Video           `json:"video,omitempty"`
	Music           *Music           `json:"music,omitempty"`
	News            *News            `json:"news,omitempty"`
	MPNews          *MPNews          `json:"mpnews,omitempty"`
	MPNewsArticle   *MPNewsArticle   `json:"mpnewsarticle,omitempty"`
	MsgMenu         *Menu            `json:"msgmenu,omitempty"`
	WxCard          *Card            `json:"wxcard,omitempty"`
	MiniProgramPage *MiniProgramPage `json:"miniprogrampage,omitempty"`

	// CustomService names the agent that the message comes from: see [From].
	CustomService *Agent `json:"customservice,omitempty"`
	// AIMsgContext marks the message as written by an AI: see [FromAI].
	AIMsgContext *AIContext `json:"aimsgcontext,omitempty"`
}

// TextContent is [Text] on the wire.
type TextContent struct {
	Content string `json:"content"`
}

// News is [Article] on the wire: a list of one.
type News struct {
	Articles []Article `json:"articles"`
}

// Agent is a customer service account.
type Agent struct {
	KfAccount string `json:"kf_account"` // such as "test1@kftest"
}

// AIContext says whether an AI wrote the message.
type AIContext struct {
	IsAIMsg endpoint.Flag `json:"is_ai_msg"`
}

// Command is the action of [Typing].
type Command string

// The commands.
const (
	CommandTyping       Command = "Typing"
	CommandCancelTyping Command = "CancelTyping"
)

// TypingIn is the input of [Typing].
type TypingIn struct {
	ToUser  string  `json:"touser"`
	Command Command `json:"command"`
	// BusinessID is a sub-merchant's id (子商户), which the newest page has.
	BusinessID string `json:"businessid,omitempty"`
}
