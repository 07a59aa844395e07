package card

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxDays is the largest number of days that one call of a statistic answers, as toolkits copied it from the platform's
// pages.
const MaxDays = 62

// Source is the place where cards were made.
type Source int64

// The places.
const (
	FromConsole Source = 0 // the account's console
	FromAPI     Source = 1
)

// Period is the input of [DatacubeGetCardBizUinInfo] and [DatacubeGetCardMemberCardInfo]: the days from Begin to End,
// both included.
type Period struct {
	Begin  endpoint.Date `json:"begin_date"`
	End    endpoint.Date `json:"end_date"`
	Source Source        `json:"cond_source"`
}

// CouponPeriod is the input of [DatacubeGetCardCardInfo].
type CouponPeriod struct {
	Period
	CardID string `json:"card_id,omitempty"` // limits the numbers to one card
}

// List is the output of the statistics.
type List[Item any] struct {
	List []Item `json:"list"`
}

// Counts are the numbers of a day: how often something was done, and by how many users.
type Counts struct {
	ViewCount    endpoint.Number `json:"view_cnt"`     // times that a card was looked at
	ViewUsers    endpoint.Number `json:"view_user"`    // users who looked at one
	ReceiveCount endpoint.Number `json:"receive_cnt"`  // cards that were taken
	ReceiveUsers endpoint.Number `json:"receive_user"` // users who took one
	VerifyCount  endpoint.Number `json:"verify_cnt"`   // cards that were redeemed
	VerifyUsers  endpoint.Number `json:"verify_user"`  // users who redeemed one
}

// Lapses are further numbers of a day.
type Lapses struct {
	GivenCount  endpoint.Number `json:"given_cnt"`   // cards that were given away
	GivenUsers  endpoint.Number `json:"given_user"`  // users who gave one away
	ExpireCount endpoint.Number `json:"expire_cnt"`  // cards that expired
	ExpireUsers endpoint.Number `json:"expire_user"` // users whose card expired
}

// CardsDay has the numbers of all cards on a day.
type CardsDay struct {
	Date endpoint.Date `json:"ref_date"` // the day
	Counts
	Lapses
}

// CouponDay has the numbers of a coupon on a day.
type CouponDay struct {
	Date   endpoint.Date   `json:"ref_date"` // the day
	CardID string          `json:"card_id"`
	Type   endpoint.Number `json:"card_type"` // 0 Discount, 1 Cash, 2 Gift, 3 GeneralCoupon, 4 Groupon, as toolkits say
	Counts
	Lapses
}

// MembersDay has the numbers of all member cards on a day.
type MembersDay struct {
	Date endpoint.Date `json:"ref_date"` // the day
	Counts
	ActiveUsers       endpoint.Number `json:"active_user"`        // who activated a card
	TotalUsers        endpoint.Number `json:"total_user"`         // who have an active card
	TotalReceiveUsers endpoint.Number `json:"total_receive_user"` // who have taken a card
}

// Days reads the numbers of all cards, day by day, [MaxDays] per call. If a call fails, Days returns its error and the
// days before. A period without data is not asked for: see [Period.Check].
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Days(ctx context.Context, p Period) ([]CardsDay, error) {
	return statistics(ctx, s, DatacubeGetCardBizUinInfo, p, func(part Period) Period { return part })
}

// CouponDays reads the numbers of coupons, but not of tickets, as [Service.Days] does; of one coupon if cardID is not
// empty.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) CouponDays(ctx context.Context, p Period, cardID string) ([]CouponDay, error) {
	return statistics(ctx, s, DatacubeGetCardCardInfo, p, func(part Period) CouponPeriod {
		return CouponPeriod{part, cardID}
	})
}

// MemberDays reads the numbers of all member cards, as [Service.Days] does.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) MemberDays(ctx context.Context, p Period) ([]MembersDay, error) {
	return statistics(ctx, s, DatacubeGetCardMemberCardInfo, p, func(part Period) Period { return part })
}

// statistics calls e for each part of a period, with the input that of makes of the part.
func statistics[In, Item any](
	ctx context.Context,
	s *Service,
	e endpoint.Endpoint[In, List[Item]],
	p Period,
	of func(Period) In,
) (days []Item, err error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	for part := p; part.Begin.Compare(p.End) <= 0; part.Begin = part.End.Add(1) {
		part.End = part.Begin.Add(MaxDays - 1)
		if part.End.Compare(p.End) > 0 {
			part.End = p.End
		}
		out, err := endpoint.Call(ctx, s.client, e, of(part))
		if err != nil {
			return days, err
		}
		days = append(days, out.List...)
	}
	return days, nil
}
