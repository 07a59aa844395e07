package card_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/api/card"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// What the platform would refuse is not sent.
func TestChecks(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return nil })
	s, ctx := card.New(client), t.Context()
	create := func(base card.BaseInfo) error {
		_, err := s.Create(ctx, card.Gift{Common: card.Common{Base: base}})
		return err
	}
	update := func(cardID string, c card.Card) error {
		_, err := s.Update(ctx, cardID, c)
		return err
	}
	qrCode := func(life time.Duration, offers ...card.Offer) error {
		_, err := s.QRCode(ctx, life, offers...)
		return err
	}
	_, nothing := s.Create(ctx, nil)
	late, early := time.Unix(2, 0), time.Unix(1, 0)
	offer := card.Offer{CardID: "id"}
	for _, tt := range []struct {
		err  error
		want string
		code error
	}{
		{nothing, "card: card is empty: give a Groupon, a MemberCard or a card of another kind", nil},
		{create(card.BaseInfo{DateInfo: card.Permanent()}), "card: base_info.code_type is empty: give CodeTypeText or another form of the code", nil},
		{create(card.BaseInfo{CodeType: card.CodeTypeNone}), "card: base_info.date_info.type is empty: make the validity with Between, Days or Permanent", nil},
		{
			create(card.BaseInfo{CodeType: card.CodeTypeNone, DateInfo: card.Between(late, early)}),
			"card: base_info.date_info.end_timestamp is not after begin_timestamp: give Between a later end", nil,
		},
		{update("id", nil), "card: card is empty: give a Groupon, a MemberCard or a card of another kind, with the fields to change", nil},
		{update("", card.Cash{}), "card: card_id is empty: give the card_id of Create or All", endpoint.ErrInvalidCardID},
		{
			update("id", card.Cash{Common: card.Common{Base: card.BaseInfo{DateInfo: card.Between(early, early)}}}),
			"card: base_info.date_info.end_timestamp is not after begin_timestamp: give Between a later end", nil,
		},
		{qrCode(0), "card: action_info.multiple_card.card_list has 0 cards: give 1 to 5", nil},
		{
			qrCode(0, offer, offer, offer, offer, offer, offer),
			"card: action_info.multiple_card.card_list has 6 cards: give 1 to 5", nil,
		},
		{qrCode(0, card.Offer{}), "card: action_info.card.card_id is empty: give the card_id of Create or All", endpoint.ErrInvalidCardID},
		{
			qrCode(0, offer, card.Offer{}),
			"card: action_info.multiple_card.card_list[1].card_id is empty: give the card_id of Create or All", endpoint.ErrInvalidCardID,
		},
		{qrCode(59*time.Second, offer), "card: expire_seconds is 59: give 60 to 1800 seconds, or 0 for 365 days", nil},
		{qrCode(time.Millisecond, offer), "card: expire_seconds is 1: give 60 to 1800 seconds, or 0 for 365 days", nil},
		{qrCode(-time.Second, offer), "card: expire_seconds is -1: give 60 to 1800 seconds, or 0 for 365 days", nil},
		{qrCode(1801*time.Second, offer), "card: expire_seconds is 1801: give 60 to 1800 seconds, or 0 for 365 days", nil},
		{card.QRCodeIn{Action: card.QRCard}.Check(), "card: action_info.card is empty: give an offer", nil},
	} {
		if tt.err == nil || tt.err.Error() != tt.want || tt.code != nil && !errors.Is(tt.err, tt.code) {
			t.Errorf("got %v, want %s (%v)", tt.err, tt.want, tt.code)
		}
	}
	if n := requests(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// The platform has no data of today, in China.
func TestPeriod(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		today := endpoint.DateOf(time.Now())
		for _, tt := range []struct {
			begin, end int // days from today
			want       string
		}{
			{-1, -1, ""},
			{-1, 0, "card: end_date is " + today.String() + ", which has no data yet: give a day before today"},
			{-1, -2, "card: end_date is " + today.Add(-2).String() + ", before " + today.Add(-1).String() + ": give begin_date or a later day"},
		} {
			err := card.Period{Begin: today.Add(tt.begin), End: today.Add(tt.end)}.Check()
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || err.Error() != tt.want || !errors.Is(err, endpoint.ErrDataCubeDateRange)):
				t.Errorf("got %v, want %s", err, tt.want)
			}
		}
	})
}

// A period without a beginning is not taken for one of two thousand years.
func TestPeriodWithoutDays(t *testing.T) {
	t.Parallel()
	day := endpoint.Date{Year: 2025, Month: time.May, Day: 1}
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"list":[]}`) })
	for want, p := range map[string]card.Period{
		"card: begin_date is no day: give a day of the calendar": {End: day},
		"card: end_date is no day: give a day of the calendar":   {Begin: day, End: endpoint.Date{Year: 2025, Month: time.June, Day: 31}},
	} {
		if _, err := card.New(client).Days(t.Context(), p); !errors.Is(err, endpoint.ErrDataCubeDateFormat) || err.Error() != want || requests() != 0 {
			t.Errorf("got %v after %d requests, want %s", err, requests(), want)
		}
	}
}
