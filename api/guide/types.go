package guide

import "github.com/wechatgo/wechatgo/endpoint"

// ID names a guide by one of the two: [Account] and [OpenID] make it. A guide that was read has both; the methods of
// [Service] send one of them.
type ID struct {
	Account string `json:"guide_account,omitempty"` // the guide's WeChat id (微信号)
	OpenID  string `json:"guide_openid,omitempty"`  // the guide's openid or unionid
}

// Account names a guide by the WeChat id.
func Account(account string) ID { return ID{Account: account} }

// OpenID names a guide by the openid or the unionid.
func OpenID(openID string) ID { return ID{OpenID: openID} }

// Profile is the input of [Add] and [Update].
type Profile struct {
	ID
	// HeadImageURL is the guide's picture, on the platform's host.
	HeadImageURL string `json:"guide_headimgurl,omitempty"`
	Nickname     string `json:"guide_nickname,omitempty"`
}

// Guide is a guide.
type Guide struct {
	ID
	Nickname     string          `json:"guide_nickname,omitempty"`
	HeadImageURL string          `json:"guide_headimgurl,omitempty"`
	Status       endpoint.Number `json:"status"` // the sample has 1; the meanings are not confirmed
}

// Window is which page of a list is read.
type Window struct {
	Page endpoint.Number `json:"page"` // from 0
	Num  endpoint.Number `json:"num"`  // the number of items on a page
}

// Skip moves the window to the next page, as [endpoint.All] needs it.
func (w *Window) Skip(int) { w.Page++ }

// ListOut is the output of [List].
type ListOut struct {
	Total  endpoint.Number `json:"total_num"` // guides in the whole list
	Guides []Guide         `json:"list"`
}

// Page returns the page's guides and the number of all guides, as [endpoint.All] needs it.
func (out ListOut) Page() ([]Guide, int) { return out.Guides, int(out.Total) }

// QRCodeIn is the input of [CreateQRCode].
type QRCodeIn struct {
	ID
	Info string `json:"qrcode_info,omitempty"` // comes back in the event guide_qrcode_scan_event
}

// QRCodeOut is the output of [CreateQRCode].
type QRCodeOut struct {
	URL string `json:"qrcode_url"` // where the picture can be downloaded
}

// ChatFilter selects conversations.
type ChatFilter struct {
	// OpenID selects the conversation with one customer.
	OpenID string `json:"openid,omitempty"`
	// Begin and End select a time within the last 30 days. The platform looks at them if both are set.
	Begin endpoint.Time `json:"begin_time,omitzero"`
	End   endpoint.Time `json:"end_time,omitzero"`
}

// ChatRecordIn is the input of [ChatRecord].
type ChatRecordIn struct {
	ID
	ChatFilter
	Window
}

// ContentType is the type of a message, or of a material.
type ContentType int64

// The types.
const (
	ContentText        ContentType = 1
	ContentImage       ContentType = 3
	ContentMiniProgram ContentType = 49 // a card of a mini program
)

// UnmarshalJSON reads a number or one in a string.
func (c *ContentType) UnmarshalJSON(raw []byte) error {
	return (*endpoint.Number)(c).UnmarshalJSON(raw)
}

// Direction says who sent a message.
type Direction int64

// The directions.
const (
	FromGuide Direction = 1
	FromBuyer Direction = 2
)

// UnmarshalJSON reads a number or one in a string.
func (d *Direction) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(d).UnmarshalJSON(raw) }

// Chat is a message of a guide's conversations.
type Chat struct {
	Account    string        `json:"guide_account"`
	OpenID     string        `json:"openid"`      // of the customer
	CreateTime endpoint.Time `json:"create_time"` // when it was sent
	Content    string        `json:"content"`
	Type       ContentType   `json:"content_type"`
	Direction  Direction     `json:"direction"`
}

// ChatRecordOut is the output of [ChatRecord].
type ChatRecordOut struct {
	Total endpoint.Number `json:"total_num"` // messages in the whole record
	Chats []Chat          `json:"msg_list"`
}

// Page returns the page's messages and the number of all messages, as [endpoint.All] needs it.
func (out ChatRecordOut) Page() ([]Chat, int) { return out.Chats, int(out.Total) }

// Config has the replies of a guide, or of all guides.
type Config struct {
	// FastReplies are texts that the guide can choose from.
	FastReplies []FastReply `json:"guide_fast_reply_list,omitempty"`
	// AutoReply and AutoReplyPlus are sent, one after the other, to a user who follows through the guide.
	AutoReply     *AutoReply `json:"guide_auto_reply,omitempty"`
	AutoReplyPlus *AutoReply `json:"guide_auto_reply_plus,omitempty"`
}

// FastReply is a text that a guide can choose.
type FastReply struct {
	Content    string        `json:"content"`
	UpdateTime endpoint.Time `json:"updatetime,omitzero"` // in answers only
}

// ReplyType is the type of an [AutoReply].
type ReplyType int64

// The types of automatic reply.
const (
	ReplyText        ReplyType = 1
	ReplyImage       ReplyType = 2
	ReplyMiniProgram ReplyType = 3 // a card of a mini program
)

// UnmarshalJSON reads a number or one in a string.
func (r *ReplyType) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(r).UnmarshalJSON(raw) }

// AutoReply is a message to a new customer.
type AutoReply struct {
	// Content is a text, a picture's media_id, or the JSON of a mini program's card.
	Content string    `json:"content"`
	Type    ReplyType `json:"msgtype"`
}

// SetConfigIn is the input of [SetConfig].
type SetConfigIn struct {
	ID
	Delete bool `json:"is_delete"` // removes what is given instead of setting it
	Config
}

// Buyer is a customer.
type Buyer struct {
	OpenID   string `json:"openid"`
	Nickname string `json:"buyer_nickname,omitempty"`
}

// AddBuyersIn is the input of [AddBuyers].
type AddBuyersIn struct {
	ID
	Buyers []Buyer `json:"buyer_list"` // at most [MaxBatch]
}

// DeleteBuyersIn is the input of [DeleteBuyers].
type DeleteBuyersIn struct {
	ID
	OpenIDs []string `json:"openid_list"` // at most [MaxBatch]
}

// TagBuyersIn is the input of [TagBuyers].
type TagBuyersIn struct {
	ID
	OpenIDs []string `json:"openid_list"` // at most [MaxBatch]
	Value   string   `json:"tag_value"`   // one of the values of a [Tag]
}

// RebindIn is the input of [Rebind]. It names both guides in the same way.
type RebindIn struct {
	OldAccount string   `json:"old_guide_account,omitempty"`
	OldOpenID  string   `json:"old_guide_openid,omitempty"`
	NewAccount string   `json:"new_guide_account,omitempty"`
	NewOpenID  string   `json:"new_guide_openid,omitempty"`
	OpenIDs    []string `json:"openid_list"` // of customers, at most [MaxBatch]
}

// BuyersOut is the output of an endpoint that changes several customers.
type BuyersOut struct {
	Buyers []BuyerResult `json:"buyer_resp"`
}

// BuyerResult is what became of one customer.
type BuyerResult struct {
	Code    endpoint.Code `json:"errcode"` // 0 for success
	Message string        `json:"errmsg,omitempty"`
	OpenID  string        `json:"openid"`
}

// BuyersIn is the input of [Buyers].
type BuyersIn struct {
	ID
	Window
}

// BoundBuyer is a customer of a guide.
type BoundBuyer struct {
	Buyer
	CreateTime endpoint.Time `json:"create_time"` // when the guide got the customer
}

// BuyerList is the output of [Buyers].
type BuyerList struct {
	Total  endpoint.Number `json:"total_num"` // customers in the whole list
	Buyers []BoundBuyer    `json:"list"`
}

// Page returns the page's customers and the number of all customers, as [endpoint.All] needs it.
func (out BuyerList) Page() ([]BoundBuyer, int) { return out.Buyers, int(out.Total) }

// Tag is a type of tag, with the values that customers can have. An account has at most 4 types with 50 values; no
// value is in two types.
type Tag struct {
	Name   string   `json:"tag_name"`
	Values []string `json:"tag_values"`
}

// TagsOut is the output of [Tags].
type TagsOut struct {
	Tags []Tag `json:"options"`
}

// MassSendIn is the input of [MassSend].
type MassSendIn struct {
	ID
	Name      string         `json:"task_name"`
	Remark    string         `json:"task_remark,omitempty"`
	PushTime  endpoint.Time  `json:"push_time"` // when it is to be sent
	OpenIDs   []string       `json:"openid"`    // of customers of the guide
	Materials []WireMaterial `json:"material"`
}

// WireMaterial is a [Material] on the wire.
type WireMaterial struct {
	Type    ContentType `json:"type"`
	Word    string      `json:"word,omitempty"`
	MediaID string      `json:"media_id,omitempty"`
	AppID   string      `json:"appid,omitempty"`
	Title   string      `json:"title,omitempty"`
	Path    string      `json:"path,omitempty"`
}

// MassSendOut is the output of [MassSend].
type MassSendOut struct {
	Tasks []Task `json:"task_result"`
}

// Task is a part of a mass send.
type Task struct {
	ID      endpoint.Number `json:"task_id"` // the platform's id of the task
	OpenIDs []string        `json:"openid"`
}
