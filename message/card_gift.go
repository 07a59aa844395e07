package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// GiftCardOrder is a purchase of gift cards. The events about it are known from another toolkit's tests, not from the
// platform's pages.
type GiftCardOrder struct {
	Common
	PageID  string // the shop page on which the cards were bought
	OrderID string // the order
}

// Key returns OrderID.
func (o *GiftCardOrder) Key() string { return o.OrderID }

func (o *GiftCardOrder) fields(b *xmldoc.Binder) {
	b.Text("PageId", &o.PageID)
	b.Text("OrderId", &o.OrderID)
}

// GiftCardPayDoneEvent reports that a user paid for gift cards.
type GiftCardPayDoneEvent struct {
	GiftCardOrder
	event
}

// EventName returns "giftcard_pay_done".
func (*GiftCardPayDoneEvent) EventName() string { return "giftcard_pay_done" }

// GiftCardSendToFriendEvent reports that a user gave gift cards to friends.
type GiftCardSendToFriendEvent struct {
	GiftCardOrder
	event
	IsChatRoom   string // "true" if the cards went to a group chat
	IsReturnBack string // "true" if the gift came back
}

// EventName returns "giftcard_send_to_friend".
func (*GiftCardSendToFriendEvent) EventName() string { return "giftcard_send_to_friend" }

// Key returns the order and whether the gift came back.
func (m *GiftCardSendToFriendEvent) Key() string { return joinKey(m.OrderID, m.IsReturnBack) }

func (m *GiftCardSendToFriendEvent) fields(b *xmldoc.Binder) {
	m.GiftCardOrder.fields(b)
	b.OptBare("IsChatRoom", &m.IsChatRoom)
	b.OptText("IsReturnBack", &m.IsReturnBack)
}

// GiftCardUserAcceptEvent reports that a user accepted a gift card.
type GiftCardUserAcceptEvent struct {
	GiftCardOrder
	event
	IsChatRoom string // "true" if the card came through a group chat
}

// EventName returns "giftcard_user_accept".
func (*GiftCardUserAcceptEvent) EventName() string { return "giftcard_user_accept" }

func (m *GiftCardUserAcceptEvent) fields(b *xmldoc.Binder) {
	m.GiftCardOrder.fields(b)
	b.OptBare("IsChatRoom", &m.IsChatRoom)
}
