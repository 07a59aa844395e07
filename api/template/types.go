package template

import (
	"bytes"
	"encoding/json"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MiniProgram is the page of a mini program that a message opens. The mini program must be linked with the account, and
// may not be a game.
type MiniProgram struct {
	AppID string `json:"appid"`
	// PagePath is a published page, such as "index?foo=bar". A template message may leave it out.
	PagePath string `json:"pagepath,omitempty"`
}

// ID is the id of a template of the account.
type ID struct {
	TemplateID string `json:"template_id"`
}

// AddIn is the input of [Add].
type AddIn struct {
	// ShortID is the template's number in the library: digits for a template of the account's service categories
	// (类目模板). Those of the old library begin with TM or OPENTM; by reports it gives none any more (40247).
	ShortID string `json:"template_id_short"`
	// Keywords are the names of the library's keywords that the template has, in their order.
	Keywords []string `json:"keyword_name_list,omitempty"`
}

// ListOut is the output of [List].
type ListOut struct {
	Templates []Template `json:"template_list"`
}

// Template is a template of the account.
type Template struct {
	ID    string `json:"template_id"`
	Title string `json:"title"`
	// PrimaryIndustry and DeputyIndustry are the two levels of the industry that it belongs to.
	PrimaryIndustry string `json:"primary_industry"`
	DeputyIndustry  string `json:"deputy_industry"`
	// Content is the text with its keywords, such as "金额:{{amount1.DATA}}". [keyword.Keys] reads them.
	Content string `json:"content"`
	Example string `json:"example"`
}

// QueryBlockedIn is the input of [QueryBlocked].
type QueryBlockedIn struct {
	// MessageID is the id of the message held back.
	MessageID string `json:"tmpl_msg_id"`
	// LargestID is the largest ID on the page before, 0 for the first page.
	LargestID endpoint.Number `json:"largest_id"`
	// Limit is the size of the page, at most [MaxBlocked].
	Limit endpoint.Number `json:"limit"`
}

// QueryBlockedOut is the output of [QueryBlocked].
type QueryBlockedOut struct {
	Messages BlockedList `json:"msginfo"`
}

// Next moves the input to the page after the given one. It returns false if that is the last page.
func (in *QueryBlockedIn) Next(page QueryBlockedOut) bool {
	last := in.LargestID
	for _, m := range page.Messages {
		in.LargestID = max(in.LargestID, m.ID)
	}
	return len(page.Messages) >= int(in.Limit) && in.LargestID > last
}

// Page returns the messages of the page, and 0: the platform does not say how many there are.
func (out QueryBlockedOut) Page() (messages []Blocked, total int) { return out.Messages, 0 }

// Blocked is a message that the platform has held back for good.
type Blocked struct {
	ID        endpoint.Number `json:"id"` // for [QueryBlockedIn]
	MessageID string          `json:"tmpl_msg_id"`
	Title     string          `json:"title"`
	Content   string          `json:"content"`
	SentAt    endpoint.Time   `json:"send_timestamp"` // when the account sent it
	OpenID    string          `json:"openid"`         // of the receiver
}

// BlockedList is a list of messages. The platform's page shows a single message in its place; real answers have a list.
type BlockedList []Blocked

// UnmarshalJSON reads a list, or a single message.
func (l *BlockedList) UnmarshalJSON(raw []byte) error {
	if !bytes.HasPrefix(raw, []byte("{")) {
		return json.Unmarshal(raw, (*[]Blocked)(l))
	}
	*l = make(BlockedList, 1)
	return json.Unmarshal(raw, &(*l)[0])
}
