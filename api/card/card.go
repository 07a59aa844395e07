// Package card is the API area of coupons, tickets and member cards (卡券), which users keep in their WeChat.
//
//	cardID, err := card.New(client).Create(ctx, card.Groupon{
//		Common: card.Common{Base: card.BaseInfo{
//			LogoURL: logo, BrandName: "微信餐厅", Title: "132元双人火锅套餐", CodeType: card.CodeTypeText,
//			Color: "Color010", Notice: "使用时向服务员出示此券", Description: "不可与其他优惠同享",
//			DateInfo: card.Between(opening, closing), SKU: &card.SKU{Quantity: 500000},
//		}},
//		DealDetail: "以下锅底2选1",
//	})
//
// A card that was made, with its card_id, is a kind of coupon with a stock. Each user who takes one has a code, by
// which it is redeemed. A card is reviewed before users can take it.
//
// The platform keeps cards for accounts that have them: the present index of its API does not list them, and new
// merchants make their coupons in WeChat Pay. The declarations follow samples on which toolkits agree; they say where
// one toolkit alone has a field, and where nobody says what it means.
//
// The guide is [docs/jssdk.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/jssdk.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/jssdk.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#card
package card

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxBatch is the largest number of cards that one call of [BatchGet] lists.
const MaxBatch = 50

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Create makes a card and returns its card_id. The pictures of a card are addresses of the platform:
// material.UploadImage returns them. A card without its type of code or its validity is not sent: see [CreateIn.Check].
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Create(ctx context.Context, c Card) (cardID string, err error) {
	in := CreateIn{BodyOf(c)}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Create, in)
	return out.CardID, err
}

// Get reads a card: a [Groupon], a [MemberCard] and so on, by value. A card of another kind is an
// [*endpoint.ResponseError].
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Get(ctx context.Context, cardID string) (Card, error) {
	out, err := endpoint.Call(ctx, s.client, Get, ID{cardID})
	if err != nil {
		return nil, err
	}
	c := out.Card.Card()
	if c == nil {
		return nil, &endpoint.ResponseError{
			Endpoint: Get.Name(),
			Reason: "the card is of none of the documented kinds: " +
				"read it with endpoint.Call and endpoint.WithRaw",
		}
	}
	return c, nil
}

// All returns the card_id of each card in one of the states, or of each card if no state is given. Pages of [MaxBatch]
// are fetched as the loop needs them. An error ends the loop; it comes with an empty card_id.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) All(ctx context.Context, states ...Status) iter.Seq2[string, error] {
	return endpoint.All(ctx, s.client, BatchGet, BatchGetIn{endpoint.Window{Count: MaxBatch}, states})
}

// Update changes the fields of a card that are set in c, which is of the card's own kind. The others stay as they are:
// a number cannot become 0, nor a text empty. Update reports whether the card is reviewed again.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Update(ctx context.Context, cardID string, c Card) (reviewed bool, err error) {
	in := UpdateIn{CardID: cardID}
	if c != nil {
		c.put(&in.Kinds)
	}
	if err := in.Check(); err != nil {
		return false, err
	}
	out, err := endpoint.Call(ctx, s.client, Update, in)
	return out.SendCheck, err
}

// ModifyStock adds n cards to the stock, or takes them away if n is negative.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) ModifyStock(ctx context.Context, cardID string, n int) error {
	in := ModifyStockIn{CardID: cardID, Increase: endpoint.Number(max(n, 0)), Reduce: endpoint.Number(max(-n, 0))}
	return endpoint.Do(ctx, s.client, ModifyStock, in)
}

// Delete removes a card: nobody can take it any more. Cards that users have taken stay valid; [Service.Disable] ends
// one of them.
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) Delete(ctx context.Context, cardID string) error {
	return endpoint.Do(ctx, s.client, Delete, ID{cardID})
}

// SetPayCell switches on or off that a user pays with the card (买单).
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) SetPayCell(ctx context.Context, cardID string, open bool) error {
	return endpoint.Do(ctx, s.client, PayCellSet, PayCellIn{cardID, open})
}

// SetSelfConsumeCell switches on or off that users redeem the card themselves (自助核销).
//
// Deprecated: the platform's index of APIs no longer has cards, see the package's comment.
func (s *Service) SetSelfConsumeCell(ctx context.Context, in SelfConsumeCellIn) error {
	return endpoint.Do(ctx, s.client, SelfConsumeCellSet, in)
}
