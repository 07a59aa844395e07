package base_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, base.Endpoints(), []apitest.Case{
		{
			Sample: "token", Want: base.AccessToken{AccessToken: "ACCESS_TOKEN", ExpiresIn: 7200},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return base.New(c).Token(ctx, "APPID", "APPSECRET")
			},
		},
		{
			Sample: "stable_token", Want: base.AccessToken{AccessToken: "ACCESS_TOKEN", ExpiresIn: 345},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return base.New(c).StableToken(ctx, "APPID", "APPSECRET", false)
			},
		},
		{
			Sample: "stable_token_force", Want: base.AccessToken{AccessToken: "ACCESS_TOKEN", ExpiresIn: 7200},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return base.New(c).StableToken(ctx, "APPID", "APPSECRET", true)
			},
		},
		{
			Sample: "getcallbackip", Want: []string{"106.55.206.146", "106.55.206.211"},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return base.New(c).CallbackIPs(ctx) },
		},
		{
			Sample: "get_api_domain_ip", Want: []string{"101.89.47.18", "101.91.34.103"},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return base.New(c).APIDomainIPs(ctx) },
		},
		{
			Sample: "callback_check",
			Want: base.CallbackCheckOut{
				DNS: []base.DNSResult{
					{IP: "111.161.64.40", RealOperator: "UNICOM"},
					{IP: "111.161.64.48", RealOperator: "UNICOM"},
				},
				Ping: []base.PingResult{
					{IP: "111.161.64.40", FromOperator: "UNICOM", PackageLoss: "0%", Time: "23.079ms"},
					{IP: "111.161.64.48", FromOperator: "UNICOM", PackageLoss: "0%", Time: "21.434ms"},
				},
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return base.New(c).CheckCallback(ctx, base.CheckAll, base.OperatorDefault)
			},
		},
		{
			Sample: "quota_get", Want: base.QuotaOut{},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return base.New(c).Quota(ctx, "/wxa/gettemplatedraftlist")
			},
		},
		{
			Sample: "quota_get_rates",
			Want: base.QuotaOut{
				Quota:              base.Quota{DailyLimit: 1000, Used: 1, Remain: 999},
				RateLimit:          &base.RateLimit{CallCount: 30, RefreshSecond: 60},
				ComponentRateLimit: &base.RateLimit{CallCount: 10, RefreshSecond: 60},
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return base.New(c).Quota(ctx, "/cgi-bin/menu/create")
			},
		},
		{Sample: "quota_clear", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return base.New(c).ClearQuota(ctx, "/channels/ec/basics/info/get")
		})},
		{Sample: "clear_quota", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return base.New(c).ClearAllQuota(ctx, "wx448f04719cd48f69")
		})},
		{Sample: "clear_quota_v2", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return base.New(c).ClearAllQuotaBySecret(ctx, "wx888888888888", "xxxxxxxxxxxxxxxxxxxxxxxx")
		})},
		{
			Sample: "rid_get",
			Want: base.Request{
				InvokeTime: endpoint.At(time.Date(2021, 10, 25, 10, 11, 44, 0, time.UTC)),
				CostInMS:   30, RequestURL: "access_token=50_Im7xxxx", ClientIP: "113.xx.70.51",
				ResponseBody: `{"errcode":45009,"errmsg":"reach max api daily quota limit rid: 617682e0-09059ac5-34a8e2ea"}`,
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return base.New(c).Request(ctx, "61725984-6126f6f9-040f19c4")
			},
		},
	})
}

// quotaObserver is a source of tokens that is notified when a quota is cleared.
type quotaObserver struct{ cleared int }

func (s *quotaObserver) Token(context.Context) (string, error) { return "ACCESS_TOKEN", nil }

func (s *quotaObserver) Renew(context.Context, string) (string, error) { return "ACCESS_TOKEN", nil }
func (s *quotaObserver) QuotaCleared(context.Context)                  { s.cleared++ }

// The source of tokens is notified only if the platform has cleared the quota.
func TestClearedQuotasAreNotified(t *testing.T) {
	t.Parallel()
	for name, clear := range map[string]func(s *base.Service) error{
		"one":       func(s *base.Service) error { return s.ClearQuota(t.Context(), "/cgi-bin/token") },
		"all":       func(s *base.Service) error { return s.ClearAllQuota(t.Context(), "APPID") },
		"by secret": func(s *base.Service) error { return s.ClearAllQuotaBySecret(t.Context(), "APPID", "APPSECRET") },
	} {
		for answer, want := range map[string]int{`{"errcode":0,"errmsg":"ok"}`: 1, `{"errcode":48006,"errmsg":"forbid to clear quota"}`: 0} {
			client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(answer) })
			source := new(quotaObserver)
			if err := clear(base.New(client.WithTokens(source))); (err == nil) != (want == 1) || source.cleared != want {
				t.Errorf("%s answered %s: %v, notified %d times", name, answer, err, source.cleared)
			}
		}
	}
}
