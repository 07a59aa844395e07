package card

import (
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that the platform would refuse.
const refuse = field.In("card")

// Check reports a card without its type of code or its validity, as an [*endpoint.FieldError]. The limits of texts, see
// [BaseInfo], are left to the platform, since only toolkits have them.
func (in CreateIn) Check() error {
	c := in.Card.Card()
	if c == nil {
		return refuse.Empty("card", "give a Groupon, a MemberCard or a card of another kind")
	}
	base := c.Info().Base
	if base.CodeType == "" {
		return refuse.Empty("base_info.code_type", "give CodeTypeText or another form of the code")
	}
	return base.DateInfo.check("base_info.date_info.")
}

// Check reports an update without a card_id or without a card, as [CreateIn.Check] does, and a validity that ends
// before it begins.
func (in UpdateIn) Check() error {
	c := in.Card()
	if c == nil {
		return refuse.Empty("card", "give a Groupon, a MemberCard or a card of another kind, with the fields to change")
	}
	if d := c.Info().Base.DateInfo; d != (DateInfo{}) {
		return field.First(checkCardID("card_id", in.CardID), d.check("base_info.date_info."))
	}
	return checkCardID("card_id", in.CardID)
}

func (d DateInfo) check(path string) error {
	switch {
	case d.Type == "":
		return refuse.Empty(path+"type", "make the validity with Between, Days or Permanent")
	case d.Type == FixTimeRange && !d.Begin.Before(d.End.Time):
		return refuse.Field(path+"end_timestamp", "is not after begin_timestamp", "give Between a later end")
	}
	return nil
}

// Check reports a QR code with a life beyond the platform's limits, with too many cards or without any, and an offer
// without a card_id, as an [*endpoint.FieldError].
func (in QRCodeIn) Check() error {
	const least, most = endpoint.Number(MinLife / time.Second), endpoint.Number(MaxLife / time.Second)
	if n := in.ExpireSeconds; n != 0 && (n < least || n > most) {
		return refuse.Field("expire_seconds", fmt.Sprintf("is %d", n),
			fmt.Sprintf("give %d to %d seconds, or 0 for 365 days", least, most))
	}
	if in.Action == QRCard {
		if in.Info.Card == nil {
			return refuse.Empty("action_info.card", "give an offer")
		}
		return checkCardID("action_info.card.card_id", in.Info.Card.CardID)
	}
	var offers []Offer
	if in.Info.MultipleCard != nil {
		offers = in.Info.MultipleCard.Cards
	}
	if n := len(offers); n < 1 || n > MaxOffers {
		return refuse.Amount("action_info.multiple_card.card_list", n, 1, MaxOffers, "cards")
	}
	for i, offer := range offers {
		path := fmt.Sprintf("action_info.multiple_card.card_list[%d].card_id", i)
		if err := checkCardID(path, offer.CardID); err != nil {
			return err
		}
	}
	return nil
}

// Check reports a day that is missing or that the calendar does not have, with the code
// [endpoint.ErrDataCubeDateFormat], and a period that ends before it begins or that has a day without data, with
// [endpoint.ErrDataCubeDateRange]: the platform has none of today, in China. The error is an [*endpoint.FieldError].
func (p Period) Check() error {
	const cure = "give a day of the calendar"
	today := endpoint.DateOf(time.Now())
	switch {
	case !p.Begin.IsValid():
		return refuse.Field("begin_date", "is no day", cure).With(endpoint.ErrDataCubeDateFormat)
	case !p.End.IsValid():
		return refuse.Field("end_date", "is no day", cure).With(endpoint.ErrDataCubeDateFormat)
	case p.End.Compare(p.Begin) < 0:
		return refuse.Field("end_date", fmt.Sprintf("is %s, before %s", p.End, p.Begin),
			"give begin_date or a later day").With(endpoint.ErrDataCubeDateRange)
	case p.End.Compare(today) >= 0:
		return refuse.Field("end_date", fmt.Sprintf("is %s, which has no data yet", p.End), "give a day before today").
			With(endpoint.ErrDataCubeDateRange)
	}
	return nil
}

func checkCardID(path, cardID string) error {
	if cardID == "" {
		return refuse.Empty(path, "give the card_id of Create or All").With(endpoint.ErrInvalidCardID)
	}
	return nil
}
