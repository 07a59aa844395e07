// Package qrcode is the API area of QR codes that carry a scene, for certified service accounts. When a user scans one
// and follows, or follows already, the callback gets an event with the scene.
//
//	code, err := qrcode.New(client).Temporary(ctx, 123, time.Hour)
//	picture, err := qrpicture.PNG(code.URL, 430)
//
// Package qrpicture draws the picture without a call; [Service.Picture] downloads the platform's own, a JPEG, and
// [Service.PNG] makes it a PNG.
//
// A code can lead to a page of a mini program, by a rule ([Service.AddRule]). A short key ([Service.Shorten]) stands for
// a text of up to 4 KB where a code or a scene has no room for it.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#qrcode
package qrcode

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"net/url"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of the platform.
const (
	// MaxLife is the longest life of a temporary code: 30 days.
	MaxLife = 30 * 24 * time.Hour
	// MaxScene is the largest number of a temporary code.
	MaxScene = math.MaxUint32
	// MaxPermanentScene is the largest number of a permanent code.
	MaxPermanentScene = 100_000
	// MaxSceneLength is the longest string, in characters.
	MaxSceneLength = 64
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Temporary makes a code for the scene 1 to [MaxScene] that is valid for life: whole seconds up to [MaxLife]. With 0
// the platform chooses: 60 seconds according to toolkits, 30 according to older pages; the present page does not say.
func (s *Service) Temporary(ctx context.Context, scene int, life time.Duration) (Code, error) {
	return s.create(ctx, Scene, SceneInfo{ID: endpoint.Number(scene)}, life)
}

// TemporaryString makes a code for a scene of 1 to [MaxSceneLength] characters that is valid for life, as in
// [Service.Temporary].
func (s *Service) TemporaryString(ctx context.Context, scene string, life time.Duration) (Code, error) {
	return s.create(ctx, StrScene, SceneInfo{Str: scene}, life)
}

// Permanent makes a code for the scene 1 to [MaxPermanentScene] that does not expire. An account has 100,000 permanent
// codes at most.
func (s *Service) Permanent(ctx context.Context, scene int) (Code, error) {
	return s.create(ctx, LimitScene, SceneInfo{ID: endpoint.Number(scene)}, 0)
}

// PermanentString makes a code for a scene of 1 to [MaxSceneLength] characters that does not expire.
func (s *Service) PermanentString(ctx context.Context, scene string) (Code, error) {
	return s.create(ctx, LimitStrScene, SceneInfo{Str: scene}, 0)
}

func (s *Service) create(ctx context.Context, action Action, scene SceneInfo, life time.Duration) (Code, error) {
	if life != 0 && life < time.Second {
		return Code{}, refuse.Field("expire_seconds", "is "+life.String(), "give whole seconds up to 30 days, or 0 for 60").
			With(endpoint.ErrInvalidArgs)
	}
	in := CreateIn{
		ExpireSeconds: endpoint.Number(life / time.Second),
		ActionName:    action,
		ActionInfo:    ActionInfo{scene},
	}
	if err := in.Check(); err != nil {
		return Code{}, err
	}
	return endpoint.Call(ctx, s.client, Create, in)
}

// Picture downloads a code's picture, a JPEG.
func (s *Service) Picture(ctx context.Context, ticket string) (*endpoint.Download, error) {
	return endpoint.Call(ctx, s.client, Show, ShowIn{Ticket: ticket})
}

// The largest picture that [Service.PNG] reads: the platform's has 430 pixels and some 30 KB.
const (
	maxPictureBytes  = 1 << 20
	maxPicturePixels = 4096 // on a side
)

// PNG downloads a code's picture and returns it as a PNG, with the platform's logo in its middle where it has one.
func (s *Service) PNG(ctx context.Context, ticket string) ([]byte, error) {
	picture, err := s.Picture(ctx, ticket)
	if err != nil {
		return nil, err
	}
	defer picture.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(picture.Body, maxPictureBytes))
	if err != nil {
		return nil, fmt.Errorf("qrcode: read the picture: %w", err)
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(raw))
	if err == nil && max(size.Width, size.Height) > maxPicturePixels {
		err = fmt.Errorf("it has %d by %d pixels", size.Width, size.Height)
	}
	var decoded image.Image
	if err == nil {
		decoded, err = jpeg.Decode(bytes.NewReader(raw))
	}
	if err != nil {
		return nil, fmt.Errorf("qrcode: the picture is not the platform's: %w", err)
	}
	var out bytes.Buffer
	err = png.Encode(&out, decoded)
	return out.Bytes(), err
}

// PictureURL returns the public address of a code's picture, for use in a page. The zero Hosts means the platform's
// hosts.
func PictureURL(hosts endpoint.Hosts, ticket string) string {
	show := Show.Describe()
	return hosts.Base(show.Host) + show.Path + "?" + url.Values{"ticket": {ticket}}.Encode()
}
