package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// SubscribeMsgPopupEvent tells what a user chose in the pop-up that offers subscription notices.
type SubscribeMsgPopupEvent struct {
	Common
	event
	// List holds one choice per template.
	List []SubscribeMsgPopup
}

// SubscribeMsgPopup is the choice for one template.
type SubscribeMsgPopup struct {
	TemplateID string // the template
	Status     string // "accept" or "reject"
	PopupScene int64  // 1 from an H5 page, 2 from an article
}

// EventName returns "subscribe_msg_popup_event".
func (*SubscribeMsgPopupEvent) EventName() string { return "subscribe_msg_popup_event" }

// Key returns the first template's id.
func (m *SubscribeMsgPopupEvent) Key() string {
	if len(m.List) == 0 {
		return ""
	}
	return m.List[0].TemplateID
}

func (m *SubscribeMsgPopupEvent) fields(b *xmldoc.Binder) {
	b.Group("SubscribeMsgPopupEvent", func(b *xmldoc.Binder) {
		xmldoc.List(b, "List", &m.List, func(b *xmldoc.Binder, p *SubscribeMsgPopup) {
			b.Text("TemplateId", &p.TemplateID)
			b.Text("SubscribeStatusString", &p.Status)
			b.Int("PopupScene", &p.PopupScene)
		})
	})
}

// SubscribeMsgChangeEvent reports that a user changed subscriptions on the account's management page; only refusals are
// pushed.
type SubscribeMsgChangeEvent struct {
	Common
	event
	// List holds one change per template.
	List []SubscribeMsgChange
}

// SubscribeMsgChange is the change of one template's subscription.
type SubscribeMsgChange struct {
	TemplateID string // the template
	Status     string // "reject"
}

// EventName returns "subscribe_msg_change_event".
func (*SubscribeMsgChangeEvent) EventName() string { return "subscribe_msg_change_event" }

// Key returns the first template's id.
func (m *SubscribeMsgChangeEvent) Key() string {
	if len(m.List) == 0 {
		return ""
	}
	return m.List[0].TemplateID
}

func (m *SubscribeMsgChangeEvent) fields(b *xmldoc.Binder) {
	b.Group("SubscribeMsgChangeEvent", func(b *xmldoc.Binder) {
		xmldoc.List(b, "List", &m.List, func(b *xmldoc.Binder, c *SubscribeMsgChange) {
			b.Text("TemplateId", &c.TemplateID)
			b.Text("SubscribeStatusString", &c.Status)
		})
	})
}

// SubscribeMsgSentEvent tells how the delivery of a subscription notice ended, if the platform decided it later.
// A notification that bizsend refused at once is not pushed.
type SubscribeMsgSentEvent struct {
	Common
	event
	// List holds one result per notification.
	List []SubscribeMsgSent
}

// SubscribeMsgSent is the result of one notification's delivery.
type SubscribeMsgSent struct {
	TemplateID  string // the template
	MsgID       string // the notice's id; the documented answer of bizsend does not have it
	ErrorCode   int64  // 0 for success
	ErrorStatus string // the outcome in words, "success" for 0
}

// EventName returns "subscribe_msg_sent_event".
func (*SubscribeMsgSentEvent) EventName() string { return "subscribe_msg_sent_event" }

// Key returns the first notification's id.
func (m *SubscribeMsgSentEvent) Key() string {
	if len(m.List) == 0 {
		return ""
	}
	return m.List[0].MsgID
}

func (m *SubscribeMsgSentEvent) fields(b *xmldoc.Binder) {
	b.Group("SubscribeMsgSentEvent", func(b *xmldoc.Binder) {
		xmldoc.List(b, "List", &m.List, func(b *xmldoc.Binder, s *SubscribeMsgSent) {
			b.Text("TemplateId", &s.TemplateID)
			b.OptBare("MsgID", &s.MsgID)
			b.Int("ErrorCode", &s.ErrorCode)
			b.Text("ErrorStatus", &s.ErrorStatus)
		})
	})
}
