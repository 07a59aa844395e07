package message

import (
	"strconv"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// MerchantOrderEvent is an order in the account's WeChat shop (微信小店, the retired one). The event is known from
// other toolkits' tests, not from the platform's pages.
type MerchantOrderEvent struct {
	Common
	event
	OrderID     string // the order
	OrderStatus int64  // the order's state; 2 in the known sample
	ProductID   string // the product
	SKUInfo     string // the variant: "property:value" pairs, separated by ";"
}

// EventName returns "merchant_order".
func (*MerchantOrderEvent) EventName() string { return "merchant_order" }

// Key returns the order and its state.
func (m *MerchantOrderEvent) Key() string {
	return joinKey(m.OrderID, strconv.FormatInt(m.OrderStatus, 10))
}

func (m *MerchantOrderEvent) fields(b *xmldoc.Binder) {
	b.Text("OrderId", &m.OrderID)
	b.Int("OrderStatus", &m.OrderStatus)
	b.Text("ProductId", &m.ProductID)
	b.Text("SkuInfo", &m.SKUInfo)
}
