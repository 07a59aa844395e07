package shop

import (
	"context"
	"errors"

	"github.com/wechatgo/wechatgo/api/mass"
)

// SendOffer sends the day's offer to the followers with a tag, once: id names the offer, such as "offer-2026-12-01", and
// a second call with the same id within a day sends nothing and waits for the message of the first. So a program that
// was interrupted, or got no answer, calls it again.
func (s *Shop) SendOffer(ctx context.Context, tagID int64, id string) (mass.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	offer := mass.Text("常客专享：今天第二杯半价。\nFor regulars: the second cup at half price.")
	sent, err := s.wx.Mass.ToTag(ctx, tagID, offer, mass.WithClientMsgID(id))
	msgID := int64(sent.MsgID)
	// Within a minute of the first call the platform answers endpoint.ErrClientMsgIDTooFast, without the message's number.
	if again, ok := errors.AsType[*mass.DuplicateError](err); ok && again.MsgID != 0 {
		s.sayf("The offer %s is sent already, as message %d: nothing is sent.", "“%s”已经群发过（消息 %d），不会再发。",
			id, again.MsgID)
		msgID, err = again.MsgID, nil
	}
	if err != nil {
		return mass.Result{}, err
	}
	// The answer said only that the platform takes the message. A *mass.FailedError says why it was not sent.
	result, err := s.wx.Mass.Wait(ctx, msgID)
	if err == nil && result.Event != nil {
		s.sayf("The message reached %d of %d.", "群发已送达 %d 人，共 %d 人。", result.Event.SentCount, result.Event.TotalCount)
	}
	return result, err
}
