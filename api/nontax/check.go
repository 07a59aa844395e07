package nontax

import (
	"fmt"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that the platform's pages do not allow.
const refuse = field.In("nontax")

// Check refuses an order that has both a NoticeNo and an OrderNo or neither, or nothing to pay, with an
// [*endpoint.FieldError].
func (o Order) Check() error {
	if err := checkNumbers(o.NoticeNo, o.OrderNo); err != nil {
		return err
	}
	if o.Fee <= 0 {
		return refuse.Field("fee", fmt.Sprintf("is %d", o.Fee), "give the whole sum in fen")
	}
	return nil
}

// Check refuses an input that has both a NoticeNo and an OrderNo, or neither, with an [*endpoint.FieldError].
func (in GetOrderListIn) Check() error { return checkNumbers(in.NoticeNo, in.OrderNo) }

// Check refuses a refund of a part that has only a Fee or only an OutID, with an [*endpoint.FieldError].
func (in RefundIn) Check() error {
	switch {
	case in.Fee < 0:
		return refuse.Field("refund_fee", fmt.Sprintf("is %d", in.Fee), "give the sum in fen, or 0 for the whole order")
	case in.Fee > 0 && in.OutID == "":
		return refuse.Empty("refund_out_id", "give your own id of this refund of a part")
	case in.Fee == 0 && in.OutID != "":
		return refuse.Field(
			"refund_fee",
			"is 0 beside a refund_out_id",
			"give the sum in fen, or no refund_out_id for the whole order",
		)
	}
	return nil
}

func checkNumbers(noticeNo, orderNo string) error {
	switch {
	case noticeNo == "" && orderNo == "":
		return refuse.Empty("payment_notice_no", "give the number of the notice, or order_no if there is no notice")
	case noticeNo != "" && orderNo != "":
		return refuse.Field("order_no", "is set beside payment_notice_no", "give one of them")
	}
	return nil
}
