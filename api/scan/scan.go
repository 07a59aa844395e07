// Package scan is the API area of products (扫码商品): what a user sees who scans a product's barcode.
//
//	ticket, err := scan.New(client).Add(ctx, scan.Product{
//		PID: "pid001", Title: "礼貌的熊猫先生", Price: &scan.Prices{Min: 2500, Max: 2500}, // in fen
//		Link: &scan.Link{Type: scan.LinkMiniProgram, AppID: appID, Path: "pages/index/index"},
//	})
//	result, err := scan.New(client).Status(ctx, ticket)
//
// The platform's present documents do not have these endpoints. The fields are those of a toolkit's copy of the old
// document.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#scan
package scan

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Add imports 1 to [MaxProducts] products, or changes those that exist. It returns a ticket for [Service.Status],
// since the platform imports them later. Products without a PID are not sent: see [AddIn.Check].
func (s *Service) Add(ctx context.Context, products ...Product) (ticket string, err error) {
	in := AddIn{products}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Add, in)
	return out.Ticket, err
}

// Status tells how far the import of a ticket is, and which products failed.
func (s *Service) Status(ctx context.Context, ticket string) (Result, error) {
	out, err := endpoint.Call(ctx, s.client, Status, StatusIn{ticket})
	return out.Result, err
}

// Get reads a product by the account's own id.
func (s *Service) Get(ctx context.Context, pid string) (Product, error) {
	out, err := endpoint.Call(ctx, s.client, Get, GetIn{PID{pid}})
	return out.Product, err
}

// All returns the products. Pages of [MaxPage] are fetched as the loop needs them. An error ends the loop; it comes
// with a zero product.
func (s *Service) All(ctx context.Context) iter.Seq2[Product, error] {
	pages := endpoint.Pages(ctx, s.client, List, ListIn{Page: 1, Size: MaxPage}, endpoint.Advance)
	return endpoint.Items(pages, func(page ListOut) []Product { return page.Products })
}
