// Package shakearound is the API area of pages that users find when they shake their phone near a beacon (摇一摇周边).
//
//	info, err := shakearound.New(client).ShakeInfo(ctx, r.URL.Query().Get("ticket"))
//
// The service has ended, and the platform's present documents do not have it. Only the two endpoints of which there is a
// sample are here; [github.com/wechatgo/wechatgo/api.Left] lists the others.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#shakearound
package shakearound

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// ApplyDevices asks for ids of beacons.
func (s *Service) ApplyDevices(ctx context.Context, in ApplyDevicesIn) (Application, error) {
	out, err := endpoint.Call(ctx, s.client, ApplyDevices, in)
	return out.Data, err
}

// ShakeInfo reads who opened a page and near which beacon, by the ticket in the page's address, which is valid for 30
// minutes.
func (s *Service) ShakeInfo(ctx context.Context, ticket string) (ShakeInfo, error) {
	out, err := endpoint.Call(ctx, s.client, GetShakeInfo, GetShakeInfoIn{ticket, true})
	return out.Data, err
}
