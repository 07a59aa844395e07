// Package base is the API area that looks after the API itself: access_tokens,
// the platform's addresses, the check of the way to the callback, call quotas
// and failed requests by their rid.
//
// Package credential fetches and keeps access_tokens; call [Service.Token] and
// [Service.StableToken] yourself only where you keep them elsewhere.
package base

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Token fetches a classic access_token. Each call makes the former one invalid
// after 5 minutes.
func (s *Service) Token(ctx context.Context, appID, secret string) (AccessToken, error) {
	return endpoint.Call(ctx, s.client, Token, TokenIn{GrantType: GrantClient, AppID: appID, Secret: secret})
}

// StableToken returns the stable access_token in force with what is left of its
// life, and a new one in its last 5 minutes. With forceRefresh the former one is
// dead at once; that works 20 times a day, 30 seconds apart.
func (s *Service) StableToken(ctx context.Context, appID, secret string, forceRefresh bool) (AccessToken, error) {
	return endpoint.Call(ctx, s.client, StableToken, StableTokenIn{
		GrantType: GrantClient, AppID: appID, Secret: secret, ForceRefresh: forceRefresh,
	})
}

// CallbackIPs lists the addresses that pushes come from. Entries may be
// addresses or CIDR blocks.
func (s *Service) CallbackIPs(ctx context.Context) ([]string, error) {
	out, err := endpoint.Call(ctx, s.client, CallbackIP, endpoint.None{})
	return out.IPs, err
}

// APIDomainIPs lists the addresses of api.weixin.qq.com. They change: the
// platform says to ask once a day.
func (s *Service) APIDomainIPs(ctx context.Context) ([]string, error) {
	out, err := endpoint.Call(ctx, s.client, APIDomainIP, endpoint.None{})
	return out.IPs, err
}

// CheckCallback lets the platform resolve the callback's host and ping it.
func (s *Service) CheckCallback(ctx context.Context, action CheckAction, operator Operator) (CallbackCheckOut, error) {
	return endpoint.Call(ctx, s.client, CallbackCheck, CallbackCheckIn{Action: action, Operator: operator})
}

// Quota reads today's quota of one API, such as "/cgi-bin/menu/create". Paths
// under /sns/ have none (76022).
func (s *Service) Quota(ctx context.Context, cgiPath string) (QuotaOut, error) {
	return endpoint.Call(ctx, s.client, QuotaGet, QuotaIn{CGIPath: cgiPath})
}

// ClearQuota sets today's count of one API back to 0. It works 50 times a
// month.
func (s *Service) ClearQuota(ctx context.Context, cgiPath string) error {
	return s.cleared(ctx, endpoint.Do(ctx, s.client, QuotaClear, QuotaIn{CGIPath: cgiPath}))
}

// ClearAllQuota sets today's counts of all APIs back to 0. It works 10 times a
// month, counted together with [Service.ClearAllQuotaBySecret] and the console.
func (s *Service) ClearAllQuota(ctx context.Context, appID string) error {
	return s.cleared(ctx, endpoint.Do(ctx, s.client, ClearQuota, ClearQuotaIn{AppID: appID}))
}

// ClearAllQuotaBySecret does what [Service.ClearAllQuota] does where the quota
// of access_tokens themselves is used up.
func (s *Service) ClearAllQuotaBySecret(ctx context.Context, appID, secret string) error {
	return s.cleared(ctx, endpoint.Do(ctx, s.client, ClearQuotaV2, ClearQuotaV2In{AppID: appID, AppSecret: secret}))
}

// cleared tells the client's source of tokens, where it wants to know, that a
// quota is free again: it asks for nothing while the platform has said that its
// own is used up (45009).
func (s *Service) cleared(ctx context.Context, err error) error {
	if source, ok := s.client.Tokens.(interface{ QuotaCleared(context.Context) }); ok && err == nil {
		source.QuotaCleared(ctx)
	}
	return err
}

// Request looks up a request of this account by the rid of its error
// ([endpoint.Error]'s RID), for 7 days.
func (s *Service) Request(ctx context.Context, rid string) (Request, error) {
	out, err := endpoint.Call(ctx, s.client, RIDGet, RIDGetIn{RID: rid})
	return out.Request, err
}
