// Package img is the API area of pictures (图像处理): what to show of one, and the codes in it. Package ocr reads the
// text in them.
//
//	codes, err := img.New(client).Codes(ctx, img.Picture{URL: "https://example.com/poster.jpg"})
//	crops, err := img.New(client).Crop(ctx, img.Picture{File: endpoint.File{Name: "poster.jpg", Content: f}}, 1, 2.35)
//
// 100 calls a day are free; a certified account buys more on the platform's service market ([endpoint.ErrOCRNoQuota]).
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#img
package img

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Crop finds a part of the picture that is worth showing for each ratio of width to height, such as 2.35: at most
// [MaxRatios]. Without a ratio the platform chooses.
func (s *Service) Crop(ctx context.Context, p Picture, ratios ...float64) (Crops, error) {
	in := CropIn{Picture: p, Ratios: ratios}
	if err := in.Check(); err != nil {
		return Crops{}, err
	}
	return endpoint.Call(ctx, s.client, AICrop, in)
}

// Codes reads the QR codes, DataMatrix codes, bar codes and PDF417 codes in the picture.
func (s *Service) Codes(ctx context.Context, p Picture) (Codes, error) {
	if err := p.Check(); err != nil {
		return Codes{}, err
	}
	return endpoint.Call(ctx, s.client, QRCode, p)
}

// SuperResolution makes a picture of a higher resolution, and returns its media_id.
//
// Deprecated: it is not in the platform's present index.
func (s *Service) SuperResolution(ctx context.Context, p Picture) (mediaID string, err error) {
	if err := p.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, SuperResolution, p)
	return out.MediaID, err
}
