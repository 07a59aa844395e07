package nontax_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/nontax"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	at := func(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }
	on := func(call func(ctx context.Context, s *nontax.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, nontax.New(c)) }
	}
	apitest.Run(t, nontax.Endpoints(), []apitest.Case{
		{
			Sample: "queryfee",
			Want: nontax.Bill{
				UserName: "叶*梅", Fee: 20000, Items: []nontax.Item{{No: 1, ItemID: "103050101200", Name: "交通违法罚款", Fee: 20000}},
				NoticeNo: "440204190185356", NoticeType: nontax.OrdinaryNotice, DepartmentCode: "143605002004", DepartmentName: "测试执收单位", RegionCode: "440000",
				NoticeCreateTime: at(1508806661), Expires: nontax.Day{Date: endpoint.Date{Year: 2026, Month: time.December, Day: 31}},
			},
			Call: on(func(ctx context.Context, s *nontax.Service) (any, error) {
				return s.QueryFee(ctx, nontax.QueryFeeIn{AppID: "wx", ServiceID: 123, NoticeNo: "440204190185356", DepartmentCode: "143605002004", RegionCode: "440000"})
			}),
		},
		{
			Sample: "unifiedorder",
			Want: nontax.Placed{
				OrderID: "AQCAzieFp6-dC8EKDJ7fvb6x3dZt",
				PayURL:  "https://mp.weixin.qq.com/intp/nontax/pay?action=page&order_id=AQCAzieFp6-dC8EKDJ7fvb6x3dZt#wechat_redirect",
			},
			Call: on(func(ctx context.Context, s *nontax.Service) (any, error) {
				return s.Place(ctx, nontax.Order{
					AppID: "wx5f6e43071809a9dd", BankID: "test_bank_id", OpenID: "ont-9vjAcIdSU-LgB7ubALAVJO9U", Description: "测试缴费", Fee: 2,
					Items:     []nontax.Item{{No: 1, ItemID: "103050101200", Name: "测试缴费2", Fee: 2}},
					ReturnURL: "https://example.com/result?a=1&b=2", IP: "113.68.115.241", NoticeNo: "08111639088", NoticeType: nontax.OrdinaryNotice,
					DepartmentCode: "1", DepartmentName: "test", RegionCode: "440000", UserName: "张*丰",
				})
			}),
		},
		{
			Sample: "getorder",
			Want: nontax.OrderDetail{
				AppID: "wx5f6e43071809a9dd", OpenID: "ont-9vjAcIdSU-LgB7ubALAVJO9U", OrderID: "AQCAGxwqp6-aBeIKDJ7fvb6x3dZt", CreateTime: at(1508847678),
				Description: "测试办证缴费", Fee: 1, FeeType: 1, Status: nontax.StatusClosed, BankID: "test_bank_id", BankName: "测试_银行", BankAccount: "6215385809487657",
				NoticeNo: "08111639088", NoticeType: nontax.OrdinaryNotice, DepartmentCode: "118610002", DepartmentName: "测试执收单位", RegionCode: "440000",
				Items:             []nontax.Item{{No: 1, ItemID: "000001", Name: "测试办证缴费1", Fee: 1}, {No: 2, ItemID: "000002", Name: "测试办证缴费2"}},
				PaymentInfoSource: 2,
				Notifications: []nontax.Notifications{{
					AppID: "wx5f6e43071809a9dd", Name: "测试财政", Count: 1,
					Details: []nontax.Notification{{Time: at(1524023367), Milliseconds: 39, Nonce: "2ba37f90d155d390", Status: nontax.StatusPaid}},
				}},
			},
			Call: on(func(ctx context.Context, s *nontax.Service) (any, error) {
				return s.Order(ctx, "wx5f6e43071809a9dd", "AQCAGxwqp6-aBeIKDJ7fvb6x3dZt")
			}),
		},
		{
			Sample: "getorderlist",
			Want: nontax.OrderIDs{
				OrderIDs: []string{"AQCAxFJwcrQqI2BkDAqRH-UhDq2D", "AQCA62hwdbQqI2BkDAqRH-U4tE4p"},
				Paid:     "AQCA62hwdbQqI2BkDAqRH-U4tE4p",
			},
			Call: on(func(ctx context.Context, s *nontax.Service) (any, error) {
				return s.Orders(ctx, nontax.GetOrderListIn{
					AppID: "wx5f6e43071809a9dd", RegionCode: "340000", DepartmentCode: "065080906", NoticeNo: "34000019081115065040",
				})
			}),
		},
		{
			Sample: "refund", Want: "refund-id",
			Call: on(func(ctx context.Context, s *nontax.Service) (any, error) {
				return s.Refund(ctx, nontax.RefundIn{
					AppID: "wx6cc9648de104270d", OrderID: "AQCAGxwqp6-aBeIKDJ7fvb6x3dZt", Reason: "线上线下重复缴费，解档票据号为DA01651861",
				})
			}),
		},
	})
}

// What the pages do not allow is not sent.
func TestCheck(t *testing.T) {
	t.Parallel()
	const (
		neither = "payment_notice_no is empty: give the number of the notice, or order_no if there is no notice"
		both    = "order_no is set beside payment_notice_no: give one of them"
	)
	for name, tt := range map[string]struct {
		call func(ctx context.Context, s *nontax.Service) error
		text string // "" for a call that is allowed
	}{
		"an order with a notice":    {place(nontax.Order{NoticeNo: "1", Fee: 1}), ""},
		"an order without a notice": {place(nontax.Order{OrderNo: "1", Fee: 1}), ""},
		"an order without a number": {place(nontax.Order{Fee: 1}), neither},
		"an order with two numbers": {place(nontax.Order{NoticeNo: "1", OrderNo: "1", Fee: 1}), both},
		"nothing to pay":            {place(nontax.Order{NoticeNo: "1"}), "fee is 0: give the whole sum in fen"},
		"orders of an order number": {orders(nontax.GetOrderListIn{OrderNo: "1"}), ""},
		"orders without a number":   {orders(nontax.GetOrderListIn{}), neither},
		"orders of two numbers":     {orders(nontax.GetOrderListIn{NoticeNo: "1", OrderNo: "1"}), both},
		"a refund":                  {refund(nontax.RefundIn{OrderID: "1"}), ""},
		"a refund of a part":        {refund(nontax.RefundIn{OrderID: "1", Fee: 1, OutID: "r"}), ""},
		"a part without an id":      {refund(nontax.RefundIn{Fee: 1}), "refund_out_id is empty: give your own id of this refund of a part"},
		"an id without a sum":       {refund(nontax.RefundIn{OutID: "r"}), "refund_fee is 0 beside a refund_out_id: give the sum in fen, or no refund_out_id for the whole order"},
		"less than nothing":         {refund(nontax.RefundIn{Fee: -1, OutID: "r"}), "refund_fee is -1: give the sum in fen, or 0 for the whole order"},
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok"}`) })
		err := tt.call(t.Context(), nontax.New(client))
		var refused *endpoint.FieldError
		switch {
		case tt.text == "" && (err != nil || requests() != 1):
			t.Errorf("%s: %v after %d requests", name, err, requests())
		case tt.text != "" && (!errors.As(err, &refused) || err.Error() != "nontax: "+tt.text || requests() != 0):
			t.Errorf("%s: got %v after %d requests, want %s", name, err, requests(), tt.text)
		}
	}
}

func place(o nontax.Order) func(context.Context, *nontax.Service) error {
	return func(ctx context.Context, s *nontax.Service) error {
		_, err := s.Place(ctx, o)
		return err
	}
}

func orders(in nontax.GetOrderListIn) func(context.Context, *nontax.Service) error {
	return func(ctx context.Context, s *nontax.Service) error {
		_, err := s.Orders(ctx, in)
		return err
	}
}

func refund(in nontax.RefundIn) func(context.Context, *nontax.Service) error {
	return func(ctx context.Context, s *nontax.Service) error {
		_, err := s.Refund(ctx, in)
		return err
	}
}

func TestPaid(t *testing.T) {
	t.Parallel()
	for s, want := range map[nontax.Status]bool{
		nontax.StatusUnpaid: false, nontax.StatusPaid: true, nontax.StatusPaid4: true,
		nontax.StatusRefunded: false, nontax.StatusRefunding: false, nontax.StatusClosed: false,
	} {
		if s.Paid() != want {
			t.Errorf("%d: got %v", s, s.Paid())
		}
	}
}

func TestDay(t *testing.T) {
	t.Parallel()
	lastDay := nontax.Day{Date: endpoint.Date{Year: 2026, Month: time.December, Day: 31}}
	for wire, want := range map[string]nontax.Day{`"20261231"`: lastDay, `20261231`: lastDay, `""`: {}, `null`: {}} {
		got := nontax.Day{Date: endpoint.Date{Year: 1}}
		if err := json.Unmarshal([]byte(wire), &got); err != nil || got != want {
			t.Errorf("%s is read as %v, %v", wire, got, err)
		}
	}
	for _, wire := range []string{`"2026-12-31"`, `"20261301"`, `{}`} {
		var got nontax.Day
		if err := json.Unmarshal([]byte(wire), &got); err == nil {
			t.Errorf("%s is read as %v", wire, got)
		}
	}
	for want, day := range map[string]nontax.Day{`"20261231"`: lastDay, `""`: {}} {
		if raw, err := json.Marshal(day); err != nil || string(raw) != want {
			t.Errorf("%v is written as %s, %v", day, raw, err)
		}
	}
	if raw, err := json.Marshal(nontax.Day{Date: endpoint.Date{Year: 2026, Month: 2, Day: 30}}); err == nil {
		t.Errorf("the 30th of February is written as %s", raw)
	}
}
