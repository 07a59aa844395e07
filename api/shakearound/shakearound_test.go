package shakearound_test

import (
	"context"
	"testing"

	"github.com/wechatgo/wechatgo/api/shakearound"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, shakearound.Endpoints(), []apitest.Case{
		{
			Sample: "device_applyid",
			Want:   shakearound.Application{ApplyID: 123, AuditStatus: shakearound.AuditInReview, AuditComment: "审核中"},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				in := shakearound.ApplyDevicesIn{Quantity: 3, Reason: "测试", Comment: "测试专用", PoiID: 1234}
				return shakearound.New(c).ApplyDevices(ctx, in)
			},
		},
		{
			Sample: "user_getshakeinfo",
			Want: shakearound.ShakeInfo{
				PageID: 14211, OpenID: "oVDmXjp7y8aG2AlBuRpMZTb1-cmA", PoiID: 1234,
				Beacon: shakearound.Beacon{Distance: 55.00620700469034, Major: 10001, Minor: 19007, UUID: "FDA50693-A4E2-4FB1-AFCF-C6EB07647825"},
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return shakearound.New(c).ShakeInfo(ctx, "6ab3d8465166598a5f4e8c1b44f44645")
			},
		},
	})
}
