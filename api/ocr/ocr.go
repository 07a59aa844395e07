// Package ocr is the API area that reads papers and printed text in pictures (OCR识别). A picture is given as in package
// img, by its address or as a file of up to 2 MB:
//
//	card, err := ocr.New(client).IDCard(ctx, img.Picture{URL: "https://example.com/card.jpg"}, ocr.Photo)
//	text, err := ocr.New(client).Text(ctx, img.Picture{File: endpoint.File{Name: "page.jpg", Content: f}})
//
// 100 calls a day are free; a certified account buys more on the platform's service market ([endpoint.ErrOCRNoQuota]).
// A picture without what a method looks for gets [endpoint.ErrOCRNothingFound].
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#ocr
package ocr

import (
	"cmp"
	"context"

	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// IDCard reads either side of an identity card. The mode "" lets the platform choose.
func (s *Service) IDCard(ctx context.Context, p img.Picture, mode Mode) (IDCardOut, error) {
	if err := p.Check(); err != nil {
		return IDCardOut{}, err
	}
	return endpoint.Call(ctx, s.client, IDCard, IDCardIn{Picture: p, Mode: mode})
}

// BankCard reads the number of a bank card.
func (s *Service) BankCard(ctx context.Context, p img.Picture) (number string, err error) {
	out, err := read(ctx, s.client, BankCard, p)
	return cmp.Or(out.ID, out.Number), err
}

// VehicleLicense reads the licence of a vehicle (行驶证), one or both of its pages.
func (s *Service) VehicleLicense(ctx context.Context, p img.Picture) (VehicleLicense, error) {
	return read(ctx, s.client, Driving, p)
}

// DriverLicense reads the licence of a driver (驾驶证).
func (s *Service) DriverLicense(ctx context.Context, p img.Picture) (DriverLicense, error) {
	return read(ctx, s.client, DrivingLicense, p)
}

// BusinessLicense reads the licence of a business (营业执照).
func (s *Service) BusinessLicense(ctx context.Context, p img.Picture) (BusinessLicense, error) {
	return read(ctx, s.client, BizLicense, p)
}

// Text reads printed text, with the place of each piece.
func (s *Service) Text(ctx context.Context, p img.Picture) (Text, error) {
	return read(ctx, s.client, Comm, p)
}

// Menu reads the dishes and their prices from the menu of a restaurant. It has no paid quota, and no documented limit.
func (s *Service) Menu(ctx context.Context, p img.Picture) ([]Dish, error) {
	out, err := read(ctx, s.client, Menu, p)
	if err != nil {
		return nil, err
	}
	return out.Dishes()
}

// PlateNumber reads the number plate of a vehicle.
//
// Deprecated: it is not in the platform's present index.
func (s *Service) PlateNumber(ctx context.Context, p img.Picture) (string, error) {
	out, err := read(ctx, s.client, PlateNum, p)
	return out.Number, err
}

// read calls an endpoint that takes nothing but a picture, unless the platform would refuse the picture.
func read[Out any](
	ctx context.Context, c *endpoint.Client, e endpoint.Endpoint[img.Picture, Out], p img.Picture,
) (Out, error) {
	if err := p.Check(); err != nil {
		var none Out
		return none, err
	}
	return endpoint.Call(ctx, c, e, p)
}
