// Package nontax is the API area of fees and fines of public bodies (非税缴费): what a notice charges, the order with
// which a user pays it, and refunds.
//
//	s := nontax.New(client)
//	bill, err := s.QueryFee(ctx, nontax.QueryFeeIn{AppID: appID, ServiceID: 123, NoticeNo: "440204190185356", …})
//	placed, err := s.Place(ctx, nontax.Order{AppID: appID, OpenID: openID, NoticeNo: bill.NoticeNo, Fee: bill.Fee, …})
//	// The user pays at placed.PayURL.
//	order, err := s.Order(ctx, appID, placed.OrderID)
//	if order.Status.Paid() { … }
//
// Money is in fen.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#nontax
package nontax

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// QueryFee reads what is to be paid for a notice.
func (s *Service) QueryFee(ctx context.Context, in QueryFeeIn) (Bill, error) {
	return endpoint.Call(ctx, s.client, QueryFee, in)
}

// Place makes an order. It does not retry when a connection breaks, since there could be two orders then. An order that
// the pages do not allow is not sent: see [Order.Check].
func (s *Service) Place(ctx context.Context, o Order) (Placed, error) {
	if err := o.Check(); err != nil {
		return Placed{}, err
	}
	return endpoint.Call(ctx, s.client, UnifiedOrder, o)
}

// Order reads an order of the account appID.
func (s *Service) Order(ctx context.Context, appID, orderID string) (OrderDetail, error) {
	return endpoint.Call(ctx, s.client, GetOrder, GetOrderIn{AppID: appID, OrderID: orderID})
}

// Orders lists the orders for a notice, or with the account's own number, and tells which of them was paid.
func (s *Service) Orders(ctx context.Context, in GetOrderListIn) (OrderIDs, error) {
	if err := in.Check(); err != nil {
		return OrderIDs{}, err
	}
	return endpoint.Call(ctx, s.client, GetOrderList, in)
}

// Refund pays an order back and returns the id of the refund: the whole sum, or with a Fee and an OutID a part of it.
// This cannot be undone.
func (s *Service) Refund(ctx context.Context, in RefundIn) (refundOrderID string, err error) {
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Refund, in)
	return out.RefundOrderID, err
}
