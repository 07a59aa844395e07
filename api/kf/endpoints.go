package kf

import "github.com/wechatgo/wechatgo/endpoint"

// Send sends a customer service message (发送客服消息). 500,000 calls a day are
// free, 50,000 for a test account.
var Send = endpoint.Post[SendIn, endpoint.None]("kf.send", "/cgi-bin/message/custom/send")

// Typing shows or ends "the other side is typing" (客服输入状态).
var Typing = endpoint.Post[TypingIn, endpoint.None]("kf.typing", "/cgi-bin/message/custom/typing")

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{Send, Typing} }

// SendIn is what [Send] takes: a message in its wire form. [For] makes it.
type SendIn struct {
	ToUser  string `json:"touser"` // an openid
	MsgType string `json:"msgtype"`

	// One of these, named as MsgType says.
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
	// AIMsgContext marks the message as an AI's: see [FromAI].
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
	IsAIMsg endpoint.Number `json:"is_ai_msg"` // 1 where it did
}

// What [Typing] does.
const (
	CommandTyping       = "Typing"
	CommandCancelTyping = "CancelTyping"
)

// TypingIn is what [Typing] takes.
type TypingIn struct {
	ToUser  string `json:"touser"`
	Command string `json:"command"`
}
