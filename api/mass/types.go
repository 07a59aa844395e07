package mass

import (
	"strconv"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Type is the type of a mass message on the wire.
type Type string

// The types.
const (
	TypeMPNews  Type = "mpnews"
	TypeText    Type = "text"
	TypeVoice   Type = "voice"
	TypeMusic   Type = "music"
	TypeImage   Type = "image"
	TypeMPVideo Type = "mpvideo"
	TypeWxCard  Type = "wxcard"
)

// Content is a [Message] on the wire. Exactly one of the fields after MsgType is set: the one that MsgType names.
type Content struct {
	MsgType Type `json:"msgtype"`

	MPNews *MPNews      `json:"mpnews,omitempty"`
	Text   *TextContent `json:"text,omitempty"`
	Voice  *Voice       `json:"voice,omitempty"`
	Music  *Music       `json:"music,omitempty"`
	// Images is the object of the type image in a mass message, Image in a preview.
	Images  *Images  `json:"images,omitempty"`
	Image   *Image   `json:"image,omitempty"`
	MPVideo *MPVideo `json:"mpvideo,omitempty"`
	WxCard  *Card    `json:"wxcard,omitempty"`
}

// TextContent is [Text] on the wire.
type TextContent struct {
	Content string `json:"content"`
}

// Image is the picture of a preview.
type Image struct {
	MediaID string `json:"media_id"`
}

// Filter says which followers get a message.
type Filter struct {
	// IsToAll is for all followers. It also puts the message into the account's list of past messages (历史消息).
	IsToAll bool `json:"is_to_all"`
	// TagID is the tag whose followers get the message; it is left out for all.
	TagID endpoint.Number `json:"tag_id,omitempty"`
}

// Control has the fields that the options [WithReprint] and [WithClientMsgID] set.
type Control struct {
	// SendIgnoreReprint sends an article that counts as a reprint, where reprinting is allowed.
	SendIgnoreReprint endpoint.Flag `json:"send_ignore_reprint,omitempty"`
	// ClientMsgID is the caller's own id of the message, of at most [MaxClientMsgID] bytes.
	ClientMsgID string `json:"clientmsgid,omitempty"`
}

// SendAllIn is the input of [SendAll].
type SendAllIn struct {
	Filter Filter `json:"filter"`
	Content
	Control
}

// SendIn is the input of [Send].
type SendIn struct {
	ToUser []string `json:"touser"` // [MinOpenIDs] to [MaxOpenIDs] OpenIDs
	Content
	Control
}

// Sent is a mass message that the platform has accepted. Whether it is sent turns out later: see [Service.Wait].
type Sent struct {
	// MsgID identifies the message.
	MsgID endpoint.Number `json:"msg_id"`
	// MsgDataID is the first half of the msgid with which the statistics know the articles, and the id with which their
	// comments are read. It is 0 for types other than articles (and pictures, in one sample).
	MsgDataID endpoint.Number `json:"msg_data_id,omitempty"`
	// Type is in the table of the platform's page, without a meaning, and in no sample.
	Type string `json:"type,omitempty"`
}

// PreviewIn is the input of [Preview]. If both fields are set, ToWxName counts.
type PreviewIn struct {
	ToUser   string `json:"touser,omitempty"`   // the follower's OpenID
	ToWxName string `json:"towxname,omitempty"` // the follower's WeChat ID (微信号)
	Content
}

// Previewed is the output of [Preview]. The platform's present page does not have the field, its older page has it.
type Previewed struct {
	MsgID endpoint.Number `json:"msg_id,omitempty"` // the platform's id of the message
}

// GetIn is the input of [Get].
type GetIn struct {
	MsgID TextID `json:"msg_id"`
}

// TextID is an id that is sent as a string. It is read from a number as well.
type TextID int64

// MarshalText writes the id in digits.
func (id TextID) MarshalText() ([]byte, error) { return strconv.AppendInt(nil, int64(id), 10), nil }

// UnmarshalText reads digits.
func (id *TextID) UnmarshalText(text []byte) error { return (*endpoint.Number)(id).UnmarshalText(text) }

// UnmarshalJSON reads a number or a string.
func (id *TextID) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(id).UnmarshalJSON(raw) }

// Status is what became of a mass message.
type Status string

// The statuses.
const (
	StatusSuccess Status = "SEND_SUCCESS"
	StatusSending Status = "SENDING"
	StatusFailed  Status = "SEND_FAIL"
	// StatusDeleted is that of a deleted message. One report has it for a message that reached nobody, too.
	StatusDeleted Status = "DELETE"
)

// GetOut is the output of [Get]. The numbers of followers come with the event alone: see
// [message.MassSendJobFinishEvent].
//
// [message.MassSendJobFinishEvent]: https://pkg.go.dev/github.com/wechatgo/wechatgo/message#MassSendJobFinishEvent
type GetOut struct {
	MsgID  endpoint.Number `json:"msg_id"` // the message that was asked about
	Status Status          `json:"msg_status"`
}

// DeleteIn is the input of [Delete]: MsgID, or URL without one.
type DeleteIn struct {
	MsgID endpoint.Number `json:"msg_id,omitempty"`
	// ArticleIdx is the article's place in the message MsgID, from 1; 0 deletes all of its articles.
	ArticleIdx endpoint.Number `json:"article_idx,omitempty"`
	// URL is the address of an article's page. It counts only without a MsgID.
	URL string `json:"url,omitempty"`
}

// Speed is how fast mass messages go out.
type Speed int64

// UnmarshalJSON reads a number, or one in a string.
func (s *Speed) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(s).UnmarshalJSON(raw) }

// The speeds, in followers a minute.
const (
	Speed800000 Speed = iota
	Speed600000
	Speed450000
	Speed300000
	Speed100000
)

// SpeedOut is the output of [SpeedGet].
type SpeedOut struct {
	Speed Speed `json:"speed"`
	// RealSpeed is the speed in force, in ten thousands of followers a minute (万/分钟).
	RealSpeed endpoint.Number `json:"realspeed"`
}

// SpeedIn is the input of [SpeedSet].
type SpeedIn struct {
	Speed Speed `json:"speed"`
}
