// Package ticket is the API area of the short-lived tickets with which web pages sign their calls: jsapi for wx.config,
// wx_card for cards.
//
//	t, err := ticket.New(client).Get(ctx, ticket.JSAPI)
//
// Package credential keeps tickets for their two hours; call this area yourself only if you keep them elsewhere.
//
// The guide is [docs/jssdk.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/jssdk.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/jssdk.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#ticket
package ticket

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Kind is a kind of ticket.
type Kind string

// The kinds of ticket. They are untyped, so they can be used as a [Kind] and as a string for package credential.
const (
	// JSAPI tickets are for signatures of the parameters of wx.config.
	JSAPI = "jsapi"
	// WxCard tickets are for signatures of cards (卡券), which certified accounts may have.
	WxCard = "wx_card"
)

// Get fetches a ticket. The caller should keep it for its whole life.
var Get = endpoint.Get[GetIn, Ticket]("ticket.getticket", "/cgi-bin/ticket/getticket", "获取sdk临时票据",
	endpoint.Secret, endpoint.Idempotent(), endpoint.Everybody, endpoint.Daily(1_000_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/webdev/jssdk/api_getticket.html"))

// GetIn has the kind of ticket to get.
type GetIn struct {
	Type Kind `query:"type"`
}

// Ticket is a ticket with its life.
type Ticket struct {
	Ticket string `json:"ticket"`
	// ExpiresIn is in seconds, 7200 for a fresh ticket.
	ExpiresIn endpoint.Number `json:"expires_in"`
}

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Get fetches a ticket of the kind [JSAPI] or [WxCard].
func (s *Service) Get(ctx context.Context, kind Kind) (Ticket, error) {
	return endpoint.Call(ctx, s.client, Get, GetIn{Type: kind})
}

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any { return []endpoint.Any{Get} }
