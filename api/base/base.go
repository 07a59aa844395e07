// Package base is the API area about the API itself: access_tokens, the platform's addresses, the check of the network
// path to the callback, call quotas, and failed requests by their rid.
//
//	quota, err := base.New(client).Quota(ctx, "/cgi-bin/message/custom/send")
//	request, err := base.New(client).Request(ctx, apiError.RID)
//
// Package credential fetches and keeps access_tokens; call [Service.Token] and [Service.StableToken] yourself only if
// you keep them elsewhere.
//
// The guide is [docs/tokens.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/tokens.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/tokens.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#base
package base

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Token fetches a classic access_token. Each call makes the former one invalid after 5 minutes.
func (s *Service) Token(ctx context.Context, appID, secret string) (AccessToken, error) {
	return endpoint.Call(ctx, s.client, Token, TokenIn{GrantType: GrantClient, AppID: appID, Secret: secret})
}

// StableToken returns the current stable access_token with its remaining life, or a new one in its last 5 minutes. With
// forceRefresh the current one becomes invalid at once; that is possible 20 times a day, at least 30 seconds apart.
func (s *Service) StableToken(ctx context.Context, appID, secret string, forceRefresh bool) (AccessToken, error) {
	return endpoint.Call(ctx, s.client, StableToken, StableTokenIn{
		GrantType: GrantClient, AppID: appID, Secret: secret, ForceRefresh: forceRefresh,
	})
}

// CallbackIPs lists the addresses that pushes come from. Entries may be addresses or CIDR blocks.
func (s *Service) CallbackIPs(ctx context.Context) ([]string, error) {
	out, err := endpoint.Call(ctx, s.client, CallbackIP, endpoint.None{})
	return out.IPs, err
}

// APIDomainIPs lists the addresses of api.weixin.qq.com. They change; the platform recommends to read them once a day.
func (s *Service) APIDomainIPs(ctx context.Context) ([]string, error) {
	out, err := endpoint.Call(ctx, s.client, APIDomainIP, endpoint.None{})
	return out.IPs, err
}

// CheckCallback lets the platform resolve the callback's host and ping it.
func (s *Service) CheckCallback(ctx context.Context, action CheckAction, operator Operator) (CallbackCheckOut, error) {
	return endpoint.Call(ctx, s.client, CallbackCheck, CallbackCheckIn{Action: action, Operator: operator})
}

// Quota reads today's quota of one API, such as "/cgi-bin/menu/create". Paths under /sns/ have no quota (76022).
func (s *Service) Quota(ctx context.Context, cgiPath string) (QuotaOut, error) {
	return endpoint.Call(ctx, s.client, QuotaGet, QuotaIn{CGIPath: cgiPath})
}

// ClearQuota sets today's count of one API back to 0. This is possible 50 times a month.
func (s *Service) ClearQuota(ctx context.Context, cgiPath string) error {
	return s.notifyCleared(ctx, endpoint.Do(ctx, s.client, QuotaClear, QuotaIn{CGIPath: cgiPath}))
}

// ClearAllQuota sets today's counts of all APIs back to 0. This is possible 10 times a month, counted together with
// [Service.ClearAllQuotaBySecret] and the console.
func (s *Service) ClearAllQuota(ctx context.Context, appID string) error {
	return s.notifyCleared(ctx, endpoint.Do(ctx, s.client, ClearQuota, ClearQuotaIn{AppID: appID}))
}

// ClearAllQuotaBySecret does the same as [Service.ClearAllQuota]. Use it if the quota for access_tokens is used up.
func (s *Service) ClearAllQuotaBySecret(ctx context.Context, appID, secret string) error {
	return s.notifyCleared(
		ctx,
		endpoint.Do(ctx, s.client, ClearQuotaV2, ClearQuotaV2In{AppID: appID, AppSecret: secret}),
	)
}

// notifyCleared notifies the client's source of tokens, if it supports that, that a quota was cleared. A source makes
// no requests after the platform has answered that the source's own quota is used up (45009).
func (s *Service) notifyCleared(ctx context.Context, err error) error {
	if source, ok := s.client.Tokens.(interface{ QuotaCleared(context.Context) }); ok && err == nil {
		source.QuotaCleared(ctx)
	}
	return err
}

// Request looks up a failed request of this account by the rid of its error ([endpoint.Error]'s RID). A rid can be
// looked up for 7 days.
func (s *Service) Request(ctx context.Context, rid string) (Request, error) {
	out, err := endpoint.Call(ctx, s.client, RIDGet, RIDGetIn{RID: rid})
	return out.Request, err
}
