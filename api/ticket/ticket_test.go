package ticket_test

import (
	"context"
	"testing"

	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	want := ticket.Ticket{Ticket: "bxLdikRXVbTPdHSM05e5u5sUoXNKd8-41ZO3MhKoyN5OfkWITDGgnr2fwJ0m9E8NYzWKVZvdVtaUgWvsdshFKA", ExpiresIn: 7200}
	apitest.Run(t, ticket.Endpoints(), []apitest.Case{
		{Sample: "getticket_jsapi", Want: want, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return ticket.New(c).Get(ctx, ticket.JSAPI)
		}},
		{Sample: "getticket_wx_card", Want: want, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return ticket.New(c).Get(ctx, ticket.WxCard)
		}},
	})
}
