package card

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// PayGiftIn is the input of [PayGiftCardAdd].
type PayGiftIn struct {
	Rule PayGiftRule `json:"rule_info"`
}

// PayGiftRule hands out a card to users who pay (支付即会员).
type PayGiftRule struct {
	Type   PayGiftType `json:"type"`
	Base   PayGiftBase `json:"base_info"`
	Member *PayMember  `json:"member_rule,omitempty"`
}

// PayGiftType is a kind of rule. The samples have one.
type PayGiftType string

// PayGiftMemberCard hands out a member card: see [PayMember].
const PayGiftMemberCard PayGiftType = "RULE_TYPE_PAY_MEMBER_CARD"

// PayGiftBase says for which merchants and how long a rule holds.
type PayGiftBase struct {
	MchIDs    []string      `json:"mchid_list"` // numbers of WeChat Pay
	BeginTime endpoint.Time `json:"begin_time"` // from when the rule holds
	EndTime   endpoint.Time `json:"end_time"`   // until when the rule holds
}

// PayMember says which member card a user gets for a payment. The amounts are in fen.
type PayMember struct {
	CardID    string          `json:"card_id"`
	LeastCost endpoint.Number `json:"least_cost"` // the smallest payment, in fen
	MaxCost   endpoint.Number `json:"max_cost"`   // the largest payment, in fen
}

// PayGift is the output of [PayGiftCardAdd].
type PayGift struct {
	RuleID    endpoint.Number `json:"rule_id"` // of the rule that was made
	Failed    []FailedMch     `json:"fail_mchid_list"`
	Succeeded []string        `json:"succ_mchid_list"`
}

// FailedMch is a merchant for whom a rule could not be set. The samples have none; its fields are those of one toolkit.
type FailedMch struct {
	MchID        string          `json:"mchid"`
	Code         endpoint.Code   `json:"errcode"`
	Message      string          `json:"errmsg"`
	OccupyRuleID endpoint.Number `json:"occupy_rule_id,omitempty"` // the rule that the merchant has already
	OccupyAppID  string          `json:"occupy_appid,omitempty"`   // the account that made it
}

// OrderID is the input of [GiftCardOrderGet].
type OrderID struct {
	OrderID string `json:"order_id"`
}

// GiftOrderOut is the output of [GiftCardOrderGet].
type GiftOrderOut struct {
	Order GiftOrder `json:"order"`
}

// GiftOrder is an order of gift cards (礼品卡).
type GiftOrder struct {
	OrderID       string          `json:"order_id"`
	PageID        string          `json:"page_id"`         // the page on which they were bought
	TransID       string          `json:"trans_id"`        // the payment's number in WeChat Pay
	CreateTime    endpoint.Time   `json:"create_time"`     // when the order was made
	PayFinishTime endpoint.Time   `json:"pay_finish_time"` // when it was paid
	TotalPrice    endpoint.Number `json:"total_price"`     // in fen
	OpenID        string          `json:"open_id"`         // who bought them
	Accepter      string          `json:"accepter_openid"` // who got them
	Cards         []GiftCard      `json:"card_list"`
	OuterStr      string          `json:"outer_str"`
	IsChatRoom    bool            `json:"IsChatRoom"` // they were sent to a group
}

// GiftCard is a card of an order.
type GiftCard struct {
	CardID            string          `json:"card_id"`
	Price             endpoint.Number `json:"price"` // in fen
	Code              string          `json:"code"`
	DefaultGiftingMsg string          `json:"default_gifting_msg"` // the words that go with it
	BackgroundPicURL  string          `json:"background_pic_url"`
	OuterImgID        string          `json:"outer_img_id"` // the merchant's own name of the picture
	Accepter          string          `json:"accepter_openid"`
}

// AddPayGift makes a rule that hands out a card to users who pay.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) AddPayGift(ctx context.Context, r PayGiftRule) (PayGift, error) {
	return endpoint.Call(ctx, s.client, PayGiftCardAdd, PayGiftIn{r})
}

// GiftOrder reads an order of gift cards.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) GiftOrder(ctx context.Context, orderID string) (GiftOrder, error) {
	out, err := endpoint.Call(ctx, s.client, GiftCardOrderGet, OrderID{orderID})
	return out.Order, err
}
