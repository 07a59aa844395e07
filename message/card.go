package message

import (
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// CardCheck is the platform's review of a card.
type CardCheck struct {
	Common
	// CardID is the reviewed card.
	CardID string
	// RefuseReason is the reason why a card was refused. The documented sample also has it for a card that passed,
	// where it has no meaning.
	RefuseReason string
}

// Key returns CardID.
func (c *CardCheck) Key() string { return c.CardID }

func (c *CardCheck) fields(b *xmldoc.Binder) {
	b.Text("CardId", &c.CardID)
	b.OptText("RefuseReason", &c.RefuseReason)
}

// CardPassCheckEvent reports that a card passed the review.
type CardPassCheckEvent struct {
	CardCheck
	event
}

// EventName returns "card_pass_check".
func (*CardPassCheckEvent) EventName() string { return "card_pass_check" }

// CardNotPassCheckEvent reports that a card was refused.
type CardNotPassCheckEvent struct {
	CardCheck
	event
}

// EventName returns "card_not_pass_check".
func (*CardNotPassCheckEvent) EventName() string { return "card_not_pass_check" }

// CardSKURemindEvent warns that a card's stock is low: it began above 200 and fell to 100 or below.
type CardSKURemindEvent struct {
	Common
	event
	CardID string // the card
	Detail string // the warning in words
}

// EventName returns "card_sku_remind".
func (*CardSKURemindEvent) EventName() string { return "card_sku_remind" }

// Key returns CardID.
func (m *CardSKURemindEvent) Key() string { return m.CardID }

func (m *CardSKURemindEvent) fields(b *xmldoc.Binder) {
	b.Text("CardId", &m.CardID)
	b.Text("Detail", &m.Detail)
}

// CardPayOrderEvent reports a change in the account's card coins, which pay for issuing cards.
type CardPayOrderEvent struct {
	Common
	event
	OrderID         string    // the order
	Status          string    // the order's state, such as "ORDER_STATUS_FINANCE_SUCC"
	CreateOrderTime time.Time // when the order was made, in whole seconds
	PayFinishTime   time.Time // when the order was paid; zero for an order that needs no payment
	Desc            string    // the order's description
	// These are the coins that the order moves and takes back, free ones and paid ones, as texts of the platform.
	FreeCoinCount, PayCoinCount, RefundFreeCoinCount, RefundPayCoinCount string
	// OrderType is the order's kind, such as "ORDER_TYPE_SYS_ADD".
	OrderType   string
	Memo        string // a remark
	ReceiptInfo string // information about the receipt
}

// EventName returns "card_pay_order".
func (*CardPayOrderEvent) EventName() string { return "card_pay_order" }

// Key returns the order and its state.
func (m *CardPayOrderEvent) Key() string { return joinKey(m.OrderID, m.Status) }

func (m *CardPayOrderEvent) fields(b *xmldoc.Binder) {
	b.Text("OrderId", &m.OrderID)
	b.Text("Status", &m.Status)
	b.Time("CreateOrderTime", &m.CreateOrderTime)
	b.Time("PayFinishTime", &m.PayFinishTime)
	b.Text("Desc", &m.Desc)
	b.Text("FreeCoinCount", &m.FreeCoinCount)
	b.Text("PayCoinCount", &m.PayCoinCount)
	b.Text("RefundFreeCoinCount", &m.RefundFreeCoinCount)
	b.Text("RefundPayCoinCount", &m.RefundPayCoinCount)
	b.Text("OrderType", &m.OrderType)
	b.Text("Memo", &m.Memo)
	b.Text("ReceiptInfo", &m.ReceiptInfo)
}
