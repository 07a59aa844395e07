// Package wifi is the API area of Wi-Fi in stores (微信连Wi-Fi).
//
//	for shop, err := range wifi.New(client).All(ctx) { … }
//
// The service has ended, and the platform's present documents do not have it. Only the two endpoints of which there is
// a sample are here; [github.com/wechatgo/wechatgo/api.Left] lists the others.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#wifi
package wifi

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxPage is the largest number of stores that one call of [List] reads.
const MaxPage = 20

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// All returns the stores. Pages of [MaxPage] are fetched as the loop needs them. An error ends the loop; it comes with
// a zero store.
func (s *Service) All(ctx context.Context) iter.Seq2[ShopItem, error] {
	pages := endpoint.Pages(ctx, s.client, List, ListIn{1, MaxPage}, endpoint.Advance)
	return endpoint.Items(pages, func(out ListOut) []ShopItem { return out.Data.Shops })
}

// Get reads the networks of the store shopID, the ShopID of [ShopItem], with their passwords.
func (s *Service) Get(ctx context.Context, shopID int64) (Shop, error) {
	out, err := endpoint.Call(ctx, s.client, Get, GetIn{endpoint.Number(shopID)})
	return out.Data, err
}
