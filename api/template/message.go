package template

import (
	"context"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Data has the values of a message by the keys of the template's keywords. Package keyword makes them.
type Data = keyword.Data

// Message is a template message.
type Message struct {
	// TemplateID is the id of a template of the account. It is required.
	TemplateID string `json:"template_id"`
	// URL is the page that the message opens, MiniProgram the page of a mini program. If both are set, the mini program
	// is opened, and the page where a phone cannot do that. Without both the message opens nothing. Accounts from outside
	// of China cannot open anything.
	URL         string       `json:"url,omitempty"`
	MiniProgram *MiniProgram `json:"miniprogram,omitempty"`
	// ClientMsgID guards against sending twice: of the messages to a user with the same ClientMsgID the platform sends one
	// within 10 minutes. Its longest length is not documented; toolkits allow 32 characters.
	ClientMsgID string `json:"client_msg_id,omitempty"`
	// Data has a value for each keyword of the template. It may be nil for a template without keywords, as a test account
	// can have one.
	Data Data `json:"data"`
}

// SendIn is the input of [Send].
type SendIn struct {
	ToUser string `json:"touser"` // an openid
	Message
}

// SendOut is the output of [Send].
type SendOut struct {
	MsgID endpoint.Number `json:"msgid"` // the MsgID of the event that tells how the delivery ended
}

// types are the types of the keywords of templates of a service category (类目模板). Values of other keywords are not
// checked: a template of the old library may have a keyword "name1" that is none of [keyword.TypeName].
var types = []keyword.Type{
	keyword.TypeThing, keyword.TypeCharacterString, keyword.TypeTime, keyword.TypeAmount, keyword.TypePhoneNumber,
	keyword.TypeCarNumber, keyword.TypeConst,
}

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError].
//
// The values of a template of a service category must follow the rules of their keys' types; the platform refuses
// others with 47003. Those of the old library have keys such as "keyword1" and are not refused. Since May 2023 the
// platform leaves out of such a message the first line ("first"), the last ("remark"), colors and emoji, and what is
// beyond 20 characters or the first line of a value. To send what Check refuses, call the endpoint [Send] itself.
func (m Message) Check() error {
	switch {
	case m.TemplateID == "":
		return refuse.Empty("template_id", "copy it from the console, or add one with Add").
			With(endpoint.ErrInvalidTemplateID)
	case m.MiniProgram != nil && m.MiniProgram.AppID == "":
		return refuse.Empty("miniprogram.appid", "give the AppID of a mini program that is linked with the account").
			With(endpoint.ErrInvalidMiniProgramAppID)
	}
	return m.Data.Check(refuse, types...)
}

// Send sends m to the user openID, who must follow the account (otherwise 43004), and returns the id of the message. A
// message beyond the limits is refused by [Message.Check] before it is sent. How the delivery ended is pushed later: a
// TEMPLATESENDJOBFINISH with this id (message.TemplateSendJobFinishEvent). The platform answers 40252 to a message that
// it reviews first, which takes about 30 minutes; [Service.Blocked] lists what it holds back in the end.
//
// Send does not retry when a connection breaks, because it cannot tell whether the message was sent. To try again, give
// the message a ClientMsgID.
func (s *Service) Send(ctx context.Context, openID string, m Message) (msgID int64, err error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	if m.Data == nil {
		m.Data = Data{} // the platform takes no null
	}
	out, err := endpoint.Call(ctx, s.client, Send, SendIn{openID, m})
	return int64(out.MsgID), err
}
